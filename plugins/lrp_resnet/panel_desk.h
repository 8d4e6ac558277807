// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <array>
#include <map>

#include "plugins/lrp_resnet/panel_maps.h"
#include "widgets/panel/panel.h"

namespace vitrine::lrp_panel {

/// What happens on the panel's desk: it holds the chosen state and the latest answers, asks the session whatever the state makes necessary
/// and nothing twice, and tells the views. The first view's map is asked for at once; the other views, curves and audits follow when it is there,
/// slow explainers when the controls rest, so that nothing stands between a control and its picture.
class Desk : public QObject {
    Q_OBJECT

public:
    explicit Desk(PanelContext& context, QObject* parent = nullptr);

    PanelContext& context() const { return m_context; }
    const ViewState& state() const { return m_state; }
    const std::optional<Info>& info() const { return m_info; }
    const std::optional<Error>& failure() const { return m_failure; }
    /// Changes the state as one undoable step; `merge`: drags become one step.
    void edit(const QString& text, const std::function<void(ViewState&)>& change, bool merge = false);
    /// Takes over a state without an undo step.
    void setState(ViewState state);

    int views() const { return 1 + static_cast<int>(m_state.beside.size()); }
    /// The choice that a view shows; the first one's stands in the draft.
    std::string choiceOf(int view) const;
    void choose(int view, const std::string& choice);
    QString titleOf(int view) const;
    /// Explains this class from now on (the draft's target); the predicted one means "predicted".
    void explainClass(std::int64_t target);
    void setBlockRule(const std::string& block, const std::string& rule);  ///< "" takes the exception back.
    std::map<std::string, std::string> blockRules() const;

    /// The latest answer for a view, or null. Views of differences hold the other class's probability in `probability`.
    const Explained* explained(int view) const;
    /// The answer whose relevance inside the network is known: the first view's when it is LRP, else LRP under the draft's rule.
    const Explained* flow() const;
    const Curves* curves(int view) const;
    /// Sums at every boundary by split rule.
    const std::map<std::string, std::vector<double>>& audit() const { return m_audit; }
    double auditProbability() const { return m_auditProbability; }
    std::int64_t otherClass() const;

    /// Which of the dearer answers are looked at.
    void want(bool audit, bool curves);
    /// One more asker of the session, latest answer wins per `channel` ("probability", "thumbnails", "batch:2"). Errors are shown, then `failed`
    /// is called.
    void ask(const std::string& channel, Json parameters, std::function<void(const Reply&)> done, std::function<void(const Error&)> failed = {});
    /// Image, class and options as every request needs them.
    Json baseParameters() const;
    /// Parameters of the map of a choice.
    Json mapParameters(const std::string& choice) const;
    /// The first view's picture is on the screen: the time since the change is the latency.
    void painted();
    double latency() const { return m_latency; }   ///< ms; NaN before the first.
    bool settled() const;
    /// Forgets all answers and asks again: data, seed or device changed.
    void reopen();

Q_SIGNALS:
    void opened();                    ///< Info is there, for a first or another network and data.
    void failed();                    ///< `failure` says why there is no map.
    void explainedChanged(int view);
    void flowChanged();               ///< Another relevance inside the network, or another layer of it.
    void auditChanged();
    void curvesChanged(int view);
    void stateChanged(const ViewState& before);
    void latencyChanged(double milliseconds);

private:
    void refresh();
    void askMain();
    void askOthers(bool slow);
    void askFlow();
    void askLater();
    void askDifference(int view);
    void askMap(int view);
    /// Several edits of the draft as one undo step and one question.
    void editDraft(const QString& text, const std::vector<std::pair<std::string, Json>>& values);
    void askAudit();
    void askCurves();
    /// `patient`: gives way to what a hand waits for.
    bool askOnce(const std::string& channel, Json parameters, NamedArrays arrays, std::function<void(const Reply&)> done,
                 std::function<void(const Error&)> failed = {}, bool patient = false);
    void setExplained(int view, std::optional<Explained> explained, std::string question);

    PanelContext& m_context;
    ViewState m_state;
    std::optional<Info> m_info;
    std::optional<Error> m_failure;
    std::array<std::optional<Explained>, 4> m_explained;
    std::optional<Explained> m_flow;
    std::array<std::optional<Curves>, 4> m_curves;
    std::map<std::string, std::vector<double>> m_audit;
    double m_auditProbability = 0, m_latency;
    std::map<std::string, std::string> m_asked;   ///< Parameters of the last question of a channel.
    std::string m_mainAsked;                      ///< Choice that the first view was last asked for.
    std::array<std::string, 4> m_answered;        ///< Parameters that the answer of a view belongs to.
    QTimer m_rest, m_reopen;
    QElapsedTimer m_sinceChange;
    bool m_wantAudit = false, m_wantCurves = false, m_awaitsPaint = false, m_hold = false;
};

}  // namespace vitrine::lrp_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <memory>

#include "plugins/kstdiff/panel_city.h"
#include "plugins/kstdiff/panel_state.h"
#include "widgets/panel/panel.h"

namespace vitrine::kstdiff_panel {

/// How the desk asks its session.
struct Line {
    /// As LiveSession::ask, or ::follow when `follow`.
    std::function<void(const std::string& name, Json parameters, NamedArrays arrays, QObject* owner, LiveSession::Answer answer, bool follow)> ask;
    static Line of(LiveSession& session);
};

/// What happens on the panel's desk: it holds the city, the newest sample and what a person chose, asks the session whatever that makes necessary and
/// nothing twice, and tells the views. All regions picked and the hour are one for all views.
class Desk : public QObject {
    Q_OBJECT

public:
    Desk(PanelContext& context, Line line, QObject* parent = nullptr);

    PanelContext& context() const { return m_context; }
    const City* city() const { return m_city.get(); }
    const Sample* sample() const { return m_sample.get(); }
    const ViewState& state() const { return m_state; }
    const Path* path() const { return m_path.get(); }
    bool modelReady() const { return m_modelReady; }  ///< Bound, or the session has trained its small one.
    /// Seconds since the session began to train its small model; 0: it does not.
    double trainingSeconds() const { return m_training.isValid() ? static_cast<double>(m_training.elapsed()) * 1e-3 : 0; }
    const std::optional<Error>& failure() const { return m_failure; }
    const MeanScores& scores() const { return m_scores; }   ///< Of the sample, where real flow is known.
    const Array& attention() const { return m_attention; }  ///< F32 [layers, 24, heads]: share of the graph branch; or empty.
    std::optional<double> attentionT() const { return m_attentionT; }
    const WhatIf* whatIf() const { return m_whatIf ? &*m_whatIf : nullptr; }

    /// The region looked at; -1: none.
    int current() const;
    /// All picked regions that the city has.
    std::vector<int> picked() const;
    /// The generated flow that the maps show: a state of the way while that is looked at, else the mean of the drawn days.
    const Means& generated() const { return m_generated; }
    /// Time t of that state; nothing when the drawn days are shown.
    std::optional<double> shownT() const;

    void pick(const QStringList& ids);
    void setHour(int hour);
    void setStep(int step);
    /// Changes the state as one undoable step; `merge`: drags become one step.
    void edit(const QString& text, const std::function<void(ViewState&)>& change, bool merge = false);
    void setState(ViewState state);

    /// Key of the edits in use: id of the current region, kNewRegion, or empty.
    std::string editedRegion() const;
    const Edits& edits() const;
    /// Its features as the city has them (of a new region: the mean of its NearBy neighbours), and with the edits.
    std::vector<double> featuresOwn() const;
    std::vector<double> featuresNow() const;
    void resetFeature(int feature);
    /// A new region there, linked to the held-out regions around it.
    void startNewRegion(const GeoPoint& place);
    /// Whether an edge between the region in work and that one counts: both lie on one side of the split.
    bool counts(int other) const;
    void setFeature(int feature, double z, bool merge);
    void toggleEdge(int relation, int other);
    /// Whether the current region has that edge once it is edited.
    bool edgeNow(int relation, int other) const;
    void resetEdits();

    /// Flow that a recorded run has drawn: shown instead of the session's own until `drawAgain`.
    void showRecorded(Sample sample, const QString& title);
    /// What a run in progress sees: F32 [n, 24] of inflow and outflow together, of the held-out or of all regions.
    void showPreview(const Array& flow);
    void drawAgain();  ///< With the model of the session.
    const QString& sampleTitle() const { return m_sampleTitle; }

    /// Which of the further answers are looked at.
    void want(bool attention, bool whatIf, bool path);
    /// One more asker; errors are shown, then `failed` is called.
    void ask(const std::string& name, Json parameters, std::function<void(const Reply&)> done, std::function<void(const Error&)> failed = {});
    void reopen();
    bool settled() const;

Q_SIGNALS:
    void cityChanged();
    void sampleChanged();  ///< Another sample, or another state of its way.
    void stateChanged(const vitrine::kstdiff_panel::ViewState& before);
    void attentionChanged();
    void whatIfChanged();
    void pathChanged();
    void statusChanged();  ///< Training, scores, failures.

private:
    void takeCity(std::shared_ptr<Result<City>> made);
    void takeSample(std::shared_ptr<Result<Sample>> made, const QString& title);
    void refresh();
    void load();
    void pickBusiest();
    void askSample();
    void askPath();
    void askAttention();
    void askWhatIf();
    void updateGenerated();
    void fail(const Error& error);
    bool pathShown() const { return m_wantPath && m_path && m_state.step >= 0 && m_state.step < m_path->states(); }
    Json drawParameters(int days) const;
    bool askOnce(const std::string& channel, Json parameters, std::function<void(const Reply&)> done, bool follow = false);

    PanelContext& m_context;
    Line m_line;
    std::shared_ptr<const City> m_city;
    std::shared_ptr<const Sample> m_sample;
    std::shared_ptr<const Path> m_path;
    Means m_generated;
    ViewState m_state;
    std::optional<Error> m_failure;
    std::optional<WhatIf> m_whatIf;
    Array m_attention;
    std::optional<double> m_attentionT;
    MeanScores m_scores;
    std::map<std::string, std::string> m_asked;  ///< Parameters of the last question of a channel.
    QString m_sampleTitle;
    QTimer m_reopen, m_rest;
    QElapsedTimer m_training;
    int m_parsing = 0, m_generation = 0;
    bool m_modelReady = false, m_recorded = false, m_wantAttention = false, m_wantWhatIf = false, m_wantPath = false;
};

}  // namespace vitrine::kstdiff_panel

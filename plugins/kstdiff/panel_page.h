// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/panel_desk.h"
#include "plugins/kstdiff/panel_film.h"
#include "widgets/panel/late_tabs.h"

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QMenu;
class QProgressBar;
class QSplitter;
class QToolButton;

namespace vitrine::kstdiff_panel {

class FlowMaps;
class MapsFigure;

/// The panel: real, generated and difference as linked maps above; region, what-if, denoising, volumes, hours and knowledge graph below.
class KstPanel final : public Panel {
    Q_OBJECT

public:
    explicit KstPanel(PanelContext& context, QWidget* parent = nullptr);
    ~KstPanel() override;

    void showRun(std::optional<std::int64_t> run) override;
    void runUpdated() override;
    void preview(const ArtifactSpec& spec, const Array& data) override;
    Json saveState() const override;
    void restoreState(const Json& state) override;
    std::vector<FigureSource*> figures() override;
    bool settled() const override;
    /// A film of the maps over the hours (.mp4 or .gif).
    Q_INVOKABLE void writeFilm(const QString& file);
    /// The drawn flow (.json in the official format, else CSV), on a thread.
    Q_INVOKABLE void writeFlow(const QString& file);

protected:
    void showEvent(QShowEvent* event) override;

private:
    enum TabIndex { kRegion, kWhatIf, kDenoising, kVolumes, kHoursTab, kGraph };
    QWidget* buildToolbar();
    void buildChannels(QHBoxLayout* row, QWidget* bar);
    void buildDrawMenu();
    void buildExportMenu();
    void buildTabs();
    void buildFigures();
    void addActions();
    Json provenance() const;
    QString figureName(const FigureSource* figure) const;
    void wantForTab();
    void showStatus();
    void lookAtRun();
    void showRecordedFlow();
    void askForFile(const QString& title, const QString& name, const QString& filter, const std::function<void(const QString&)>& write);
    template <class T>
    T& tab(TabIndex index) {
        return static_cast<T&>(m_tabs->need(index));
    }

    Desk* m_desk;
    FlowMaps* m_maps;
    LateTabs* m_tabs;
    QSplitter* m_rows;
    QLabel *m_title, *m_status;
    QProgressBar* m_progress;
    QButtonGroup* m_channels;
    QToolButton *m_log, *m_draw, *m_export, *m_again;
    QTimer m_clock;  ///< The seconds of a training.
    std::unique_ptr<MapsFigure> m_mapsFigure;
    std::vector<std::unique_ptr<LateFigure>> m_tabFigures;
    std::vector<FigureSource*> m_figures;
    std::map<const FigureSource*, QString> m_figureNames;
    QPointer<Film> m_film;
    std::optional<std::int64_t> m_opened;  ///< Finished run whose model and data the session has.
    bool m_flowWanted = false;             ///< Its flow is still to be shown.
    int m_writing = 0;
};

}  // namespace vitrine::kstdiff_panel

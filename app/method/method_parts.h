// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside app/method only: the parts of a method's page and what joins them.

#include <QPointer>
#include <QTimer>

#include "app/method/method_docks.h"
#include "app/method/method_header.h"
#include "app/method/method_page.h"
#include "app/method/panel_host.h"
#include "app/method/recent_runs.h"
#include "app/method/run_bar.h"
#include "app/method/session_indicator.h"
#include "widgets/artifact/artifact_browser.h"
#include "widgets/form/parameter_form.h"
#include "widgets/plot/metric_curves.h"
#include "widgets/table/log_view.h"

namespace vitrine {

struct MethodPage::Impl {
    Impl(MethodPage* page, const Manifest& manifest, Workbench& workbench, PanelLoader& loader);
    ~Impl();

    void buildPage();
    void buildDocks();
    void connectParts();
    void connectRuns();

    RunOrder order(bool complete) const;
    void updateSession();
    void updateForecast();
    void updateRunBar();
    void panelReady();
    void runChanged(std::int64_t run);
    void takeLog(std::int64_t run, const std::vector<LogRow>& lines);
    void start(const RunOrder& wanted);
    Json provenance() const;
    void watchPanelState();

    MethodPage* page;
    const Manifest& manifest;
    Workbench& workbench;
    // In this order: the panel's context refers to what stands above it.
    QUndoStack undo;
    RunDraft draft;
    LiveSession session;
    RunReader reader;
    PanelContext context;
    RunBar* bar = nullptr;
    MethodDocks* docks = nullptr;
    PanelHost* host = nullptr;
    ParameterForm* form = nullptr;
    RecentRuns* recent = nullptr;
    LogView* log = nullptr;
    MetricCurves* curves = nullptr;
    ArtifactBrowser* outputs = nullptr;
    PanelLoader& loader;
    std::optional<std::int64_t> run;
    std::vector<LogRow> lastLines;             ///< The end of what the log view shows.
    Json panelState = nullptr;
    QTimer stateWatch;
    bool shown = false, starting = false, loadedLog = true, layoutRestored = false;
};

}  // namespace vitrine

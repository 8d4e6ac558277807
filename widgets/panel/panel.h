// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QUndoStack>
#include <QWidget>

#include "core/run/run_context.h"
#include "core/store/experiment_store.h"
#include "widgets/base/action_registry.h"
#include "widgets/base/figure.h"
#include "widgets/form/run_draft.h"
#include "widgets/panel/live_session.h"
#include "widgets/panel/selection.h"

namespace vitrine {

/// All that a panel may touch. Owned by the page around it; outlives the panel.
struct PanelContext {
    const Manifest& manifest;
    ExperimentStore& store;        ///< For reading: runs, series, artifacts (UI thread, small reads).
    RunDraft& draft;               ///< The run being prepared: form and panel share it.
    LiveSession& session;          ///< The page sets its order when data, seed or device of the draft change.
    Selection& selection;
    QUndoStack& undo;
    ActionRegistry& actions;       ///< Panel actions have ids "<method>.<name>".
    std::function<void(const Error&)> report;       ///< Shows an error in the page's message bar.
    std::function<void(const QString&)> say;        ///< A short notice in the status bar.
};

/// Binds files to the first data role that accepts the first of them; false when none does. What a role cannot take is told through `say`.
bool bindDroppedFiles(PanelContext& context, const QStringList& paths);

/// Base of a method's own view. It shows, live, what the method does with the draft's data and parameters, and recorded runs. Rules: nothing
/// over 16 ms in any call (long work is asked of the session); state that a person made (picked class, camera, zoom) is in `saveState`;
/// without data or a session it shows what to do. An exception is caught by the page.
class Panel : public QWidget {
    Q_OBJECT

public:
    explicit Panel(PanelContext& context, QWidget* parent = nullptr) : QWidget(parent), m_context(context) {}

    /// A recorded run to look at, finished or in progress; empty: only the draft.
    virtual void showRun(std::optional<std::int64_t> run) { m_run = run; }
    /// The shown run has new points, artifacts or another state; at most 4 times a second.
    virtual void runUpdated() {}
    /// Something to look at from the run in progress.
    virtual void preview(const ArtifactSpec& spec, const Array& data) { static_cast<void>(spec), static_cast<void>(data); }
    /// Files dropped on the panel. Default: bound to the first data role that accepts them; false when none does.
    virtual bool dropFiles(const QStringList& paths) { return bindDroppedFiles(m_context, paths); }

    virtual Json saveState() const { return Json::object(); }
    virtual void restoreState(const Json& state) { static_cast<void>(state); }
    /// What can be exported, the main figure first.
    virtual std::vector<FigureSource*> figures() { return {}; }
    /// True when nothing is awaited any more: tour and tests take their picture then.
    virtual bool settled() const { return m_context.session.pending() == 0; }

    PanelContext& context() const { return m_context; }
    std::optional<std::int64_t> run() const { return m_run; }

protected:
    PanelContext& m_context;
    std::optional<std::int64_t> m_run;
};

/// Changes whenever Panel, PanelContext or a type in them changes its layout: a panel built for another one is refused, not called.
inline constexpr const char* kPanelAbi = "vitrine-panel-1";

}  // namespace vitrine

/// Exports a Panel from its library; once, at the end of panel.cpp.
#define VITRINE_PANEL(Class)                                                                                      \
    extern "C" const char* vitrine_panel_abi() { return ::vitrine::kPanelAbi; }                                   \
    extern "C" ::vitrine::Panel* vitrine_create_panel(::vitrine::PanelContext* context, QWidget* parent) {        \
        return new Class(*context, parent);                                                                       \
    }

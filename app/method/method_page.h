// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <memory>

#include "app/shell/workbench.h"
#include "core/run/run_context.h"

namespace vitrine {

class Panel;
class PanelLoader;
class RunDraft;
class LiveSession;
struct PanelContext;

/// The page of a method ("method/<id>"): dockable parameter form, panel, live log, live curves, run bar, recent runs, artifacts.
class MethodPage : public Page {
    Q_OBJECT

public:
    MethodPage(const QString& address, const Manifest& manifest, Workbench& workbench, PanelLoader& loader);
    ~MethodPage() override;

    RunDraft& draft() const;
    LiveSession& session() const;
    Panel* panel() const;                      ///< Null until loaded.
    std::optional<std::int64_t> shownRun() const;
    void showRun(std::optional<std::int64_t> run);
    void startRun();
    void cancelRun();
    void copyFromRun(std::int64_t run);        ///< Its parameters, data and seed into the form, as one undo step.
    void rerun(std::int64_t run);              ///< Again with exactly what it was made of.
    void resume(std::int64_t run);
    void reloadPanel();
    void exportFigure();                       ///< The panel's main figure, with the shown run as provenance.
    void resetLayout();
    /// "parameters", "runs", "curves", "log", "outputs": shows it in front, or hides it when it is.
    void toggleDock(const QString& name);
    QString panelProblem() const;              ///< What the card in the panel's place says; empty: the panel is there or on its way.

    QString title() const override;
    QString iconName() const override;
    QUndoStack* undoStack() override;
    Json saveState() const override;
    void restoreState(const Json& state) override;
    bool dropFiles(const QStringList& paths) override;
    NamedArrays liveArrays() const override;
    bool settled() const override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

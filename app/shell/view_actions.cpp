// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/view_actions.h"

#include <QStatusBar>
#include <QToolBar>

namespace vitrine {

ViewActions::ViewActions(MainWindow& window) : Behaviour(window) {
    setObjectName("view");
    ActionRegistry& actions = window.workbench().actions();
    actions.add({"view.full_screen", "Full screen", "View", "fit", QKeySequence("F11"), {}, false}, this,
                [&window] { window.isFullScreen() ? window.showNormal() : window.showFullScreen(); });
    m_quiet =
        actions.add({"view.quiet", "Only the page", "View", "eye-off", QKeySequence("Ctrl+Shift+F"), "Hides places and status bar", true},
                    this, [this] { setQuiet(m_quiet->isChecked()); });
}

void ViewActions::setQuiet(bool quiet) {
    m_quiet->setChecked(quiet);
    if (auto* rail = m_window.findChild<QToolBar*>("toolbar.rail")) rail->setVisible(!quiet);
    m_window.statusBar()->setVisible(!quiet);
    Q_EMIT m_window.workbench().stateTouched();
}

Json ViewActions::saveState() const {
    return m_quiet->isChecked() ? Json{{"quiet", true}} : Json();
}

void ViewActions::restoreState(const Json& state) {
    setQuiet(boolOr(state, "quiet", false));
}

}  // namespace vitrine

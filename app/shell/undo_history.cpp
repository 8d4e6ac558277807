// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/undo_history.h"

#include <QDockWidget>
#include <QUndoView>

#include "widgets/base/theme.h"

namespace vitrine {

UndoHistory::UndoHistory(MainWindow& window) : Behaviour(window) {
    QUndoGroup& group = window.workbench().undoGroup();
    ActionRegistry& actions = window.workbench().actions();
    QAction* undo =
        actions.add({"edit.undo", "Undo", "Edit", "undo", QKeySequence("Ctrl+Z"), "Take back the last edit on this page", false}, this,
                    [&group] { group.undo(); });
    QAction* redo = actions.add({"edit.redo", "Redo", "Edit", "redo", QKeySequence("Ctrl+Shift+Z"), "Do again what was taken back", false},
                                this, [&group] { group.redo(); });
    undo->setEnabled(group.canUndo());
    redo->setEnabled(group.canRedo());
    connect(&group, &QUndoGroup::canUndoChanged, undo, &QAction::setEnabled);
    connect(&group, &QUndoGroup::canRedoChanged, redo, &QAction::setEnabled);
    connect(&group, &QUndoGroup::undoTextChanged, undo,
            [undo](const QString& text) { undo->setText(text.isEmpty() ? "Undo" : "Undo: " + text); });
    connect(&group, &QUndoGroup::redoTextChanged, redo,
            [redo](const QString& text) { redo->setText(text.isEmpty() ? "Redo" : "Redo: " + text); });
    makeDock();
    QAction* shown = actions.add({"view.history", "History of edits", "View", "history", QKeySequence("Ctrl+Shift+H"),
                                  "All edits of this page, to go back to any of them", true},
                                 this, [this] { m_dock->setVisible(!m_dock->isVisible()); });
    connect(m_dock, &QDockWidget::visibilityChanged, shown, &QAction::setChecked);
    connect(m_dock, &QDockWidget::visibilityChanged, &window.workbench(), &Workbench::stateTouched);
    connect(m_dock, &QDockWidget::dockLocationChanged, &window.workbench(), &Workbench::stateTouched);
}

void UndoHistory::makeDock() {
    m_dock = new QDockWidget("History", &m_window);
    m_dock->setObjectName("dock.history");
    m_dock->setAllowedAreas(Qt::RightDockWidgetArea | Qt::BottomDockWidgetArea);
    auto* view = new QUndoView(&m_window.workbench().undoGroup(), m_dock);
    view->setObjectName("history");
    view->setAccessibleName("Edits of this page, oldest first");
    view->setEmptyLabel("As opened");
    view->setMinimumWidth(220);
    view->setFrameShape(QFrame::NoFrame);
    m_dock->setWidget(view);
    m_window.addDockWidget(Qt::RightDockWidgetArea, m_dock);
    m_dock->hide();
}

}  // namespace vitrine

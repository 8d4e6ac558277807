// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace vitrine {

/// All actions with their shortcuts. Choose one, press Enter, press the keys: a shortcut that another action has is told before it is taken
/// from there. Every change can be undone.
class ShortcutsPage final : public Page {
    Q_OBJECT

public:
    ShortcutsPage(const QString& address, Workbench& workbench);
    QLineEdit* search() const { return m_search; }
    QTreeWidget* table() const { return m_table; }
    QKeySequenceEdit* keys() const { return m_keys; }
    QLabel* warning() const { return m_warning; }
    void choose(const QString& action);
    QString chosen() const;

    QString title() const override { return "Shortcuts"; }
    QString iconName() const override { return "keyboard"; }
    QUndoStack* undoStack() override { return &m_undo; }

private:
    void buildTable();
    QWidget* buildEditor();
    void fill();
    void refreshEditor();
    void refreshWarning();
    void change(const QKeySequence& shortcut);
    void resetAll();
    void push(const QString& text, const Json& before);
    void filter(const QString& pattern);
    QTreeWidgetItem* itemOf(const QString& action) const;
    Workbench& m_workbench;
    QUndoStack m_undo;
    QLineEdit* m_search;
    QTreeWidget* m_table;
    QLabel *m_name, *m_warning;
    QKeySequenceEdit* m_keys;
    QPushButton *m_set, *m_clear, *m_reset;
    bool m_filling = false;
};

}  // namespace vitrine

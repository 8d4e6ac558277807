// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace vitrine {

class Settings;
class SettingRow;

/// The settings, drawn from their schema: a card per group with what each does, found by typing, reset by row or group. Edits can be
/// undone.
class SettingsPage final : public Page {
    Q_OBJECT

public:
    SettingsPage(const QString& address, Workbench& workbench);
    QLineEdit* search() const { return m_search; }

    QString title() const override { return "Settings"; }
    QString iconName() const override { return "settings"; }
    QUndoStack* undoStack() override { return &m_undo; }
    Json saveState() const override;
    void restoreState(const Json& state) override;

private:
    struct Group {
        std::string name;
        QWidget* card;
        QPushButton* reset;
        std::vector<SettingRow*> rows;
    };
    void buildHeader(QVBoxLayout* column);
    void addGroup(const std::string& name, QVBoxLayout* column);
    void change(const std::string& id, const Json& value, bool merge);
    void resetGroup(const std::string& name);
    void apply(const Json& values);
    void refresh(const std::string& id);
    void refreshGroups();
    void filter(const QString& pattern);
    Workbench& m_workbench;
    Settings& m_settings;
    QUndoStack m_undo;
    QLineEdit* m_search;
    QScrollArea* m_scroll;
    QLabel* m_nothing;
    std::vector<Group> m_groups;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>

#include "app/shell/main_window.h"
#include "app/shell/palette_model.h"

class QFrame;
class QLabel;
class QLineEdit;
class QListView;

namespace vitrine {

/// Everything that can be done or opened, by typing a few letters of it: actions, methods, recent runs, data sets, settings, parameters
/// of the open method (Ctrl+K). Up and Down choose, Enter does it, Escape leaves.
class CommandPalette final : public Behaviour {
    Q_OBJECT

public:
    explicit CommandPalette(MainWindow& window);
    void open(const QString& pattern = {});
    void close();
    bool isOpen() const;
    QLineEdit* edit() const { return m_edit; }
    QListView* list() const { return m_list; }
    Json saveState() const override;
    void restoreState(const Json& state) override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool key(class QKeyEvent* event);
    void place();
    void choose(int row);
    void runCurrent();
    QFrame* m_frame;
    QLineEdit* m_edit;
    QListView* m_list;
    QLabel* m_hint;
    PaletteModel* m_model;
    QStringList m_used;
    QPointer<QWidget> m_focusBefore;
};

/// The entries for the window as it is now; a few milliseconds.
std::vector<PaletteEntry> paletteEntries(MainWindow& window);

}  // namespace vitrine

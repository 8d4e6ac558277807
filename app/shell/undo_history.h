// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

class QDockWidget;

namespace vitrine {

/// Undo and redo of the current page's edits, and their history in a panel: click a line to go there.
class UndoHistory final : public Behaviour {
    Q_OBJECT

public:
    explicit UndoHistory(MainWindow& window);
    QDockWidget* dock() const { return m_dock; }

private:
    void makeDock();
    QDockWidget* m_dock = nullptr;
};

}  // namespace vitrine

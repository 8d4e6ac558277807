// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/shell/main_window.h"

class QLabel;
class QToolButton;

namespace vitrine {

/// The right half of the status bar: device, runs in progress, memory of this window, size of the store, age of the saved session.
class StatusLine final : public Behaviour {
    Q_OBJECT

public:
    explicit StatusLine(MainWindow& window);
    void shown() override;

private:
    QLabel* label(const QString& name, const QString& help);
    void refreshRuns();
    void refreshMemory();
    void refreshSaved();
    void measureStore();
    QLabel *m_device, *m_memory, *m_store, *m_saved;
    QToolButton* m_runs;
    QTimer m_second, m_minute;
    bool m_measuring = false;
};

}  // namespace vitrine

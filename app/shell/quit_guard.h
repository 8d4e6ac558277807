// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

namespace vitrine {

/// Closing the window leaves runs running: says so first, and offers to cancel them (setting "quit_notice").
class QuitGuard final : public Behaviour {
    Q_OBJECT

public:
    explicit QuitGuard(MainWindow& window);
    /// Closes without a question: for SIGTERM, and for the end of the desktop's session.
    void quitNow();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void ask();
    bool m_sure = false;
};

}  // namespace vitrine

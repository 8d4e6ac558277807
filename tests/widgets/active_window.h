// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTest>
#include <QWidget>

namespace vitrine::testing {

/// Shows a window and gives it the keyboard: a display of its own has no window manager that would.
inline bool showActive(QWidget& window) {
    window.show();
    if (!QTest::qWaitForWindowExposed(&window)) return false;
    window.activateWindow();
    return QTest::qWaitForWindowActive(&window);
}

}  // namespace vitrine::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace vitrine {

/// Lets the wheel pass by an editor that has not the focus: scrolling a form must never change a value on the way.
void guardWheel(QWidget* editor);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace vitrine {

/// A flat 16 px icon button whose tooltip is its accessible name; the icon follows the theme.
QToolButton* iconButton(const QString& icon, const QString& name, QWidget* parent);

}  // namespace vitrine

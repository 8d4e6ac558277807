// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/toggle_switch.h"

#include <QPainter>

#include "widgets/base/theme.h"

namespace vitrine {

ToggleSwitch::ToggleSwitch(QWidget* parent) : QCheckBox(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

QSize ToggleSwitch::sizeHint() const {
    return {38, 24};
}

void ToggleSwitch::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!isEnabled()) painter.setOpacity(0.45);
    const QRectF track(1.5, height() / 2.0 - 9, 33, 18);
    painter.setPen(QPen(theme.colour(isChecked() ? Ink::Accent : Ink::Muted), 1));
    painter.setBrush(theme.colour(isChecked() ? Ink::Accent : Ink::Sunken));
    painter.drawRoundedRect(track, 9, 9);
    const double x = isChecked() ? track.right() - 15 : track.left() + 3;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colour(isChecked() ? Ink::OnAccent : Ink::Muted));
    painter.drawEllipse(QRectF(x, track.top() + 3, 12, 12));
    if (hasFocus()) {
        painter.setPen(QPen(theme.colour(isChecked() ? Ink::Text : Ink::Accent), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(track.adjusted(-0.75, -0.75, 0.75, 0.75), 9.75, 9.75);
    }
}

}  // namespace vitrine

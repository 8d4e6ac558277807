// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gallery/small_tile.h"

#include <QPainter>

#include "app/shell/icon_paint.h"

namespace vitrine {

SmallTile::SmallTile(const QString& title, const QString& detail, const QString& icon, Ink ink, QWidget* parent)
    : Tile(title, detail, parent), m_detail(detail), m_icon(icon), m_ink(ink) {
    setToolTip(title + "\n" + detail);
}

void SmallTile::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(ground());
    painter.setPen(outline());
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
    paintIcon(painter, QRect(16, (height() - 20) / 2, 20, 20), m_icon, m_ink);
    const QRect area = rect().adjusted(50, 10, -14, -10);
    painter.setFont(theme.headingFont(3));
    QFont font = painter.font();
    font.setPixelSize(13);
    painter.setFont(font);
    painter.setPen(theme.colour(Ink::Text));
    painter.drawText(QRect(area.left(), area.top(), area.width(), 20), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, area.width()));
    font = theme.bodyFont();
    font.setPixelSize(12);
    painter.setFont(font);
    painter.setPen(theme.colour(Ink::Muted));
    painter.drawText(QRect(area.left(), area.top() + 20, area.width(), 20), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, area.width()));
}

}  // namespace vitrine

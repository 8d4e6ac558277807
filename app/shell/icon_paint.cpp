// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/icon_paint.h"

#include <QPixmapCache>

namespace vitrine {

void paintIcon(QPainter& painter, const QRect& area, const QString& name, Ink ink) {
    const Theme& theme = Theme::instance();
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QString key = QString("icon/%1/%2/%3x%4@%5").arg(name, theme.colour(ink).name()).arg(area.width()).arg(area.height()).arg(ratio);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = theme.icon(name, ink).pixmap(area.size(), ratio);
        QPixmapCache::insert(key, pixmap);
    }
    painter.drawPixmap(area, pixmap);
}

}  // namespace vitrine

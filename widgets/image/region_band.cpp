// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/region_band.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr double kHandle = 8, kReach = 6;

std::array<QPointF, 8> handles(const QRectF& r) {
    const QPointF c = r.center();
    return {r.topLeft(), QPointF(c.x(), r.top()), r.topRight(), QPointF(r.right(), c.y()),
            r.bottomRight(), QPointF(c.x(), r.bottom()), r.bottomLeft(), QPointF(r.left(), c.y())};
}

QRectF movedInside(QRectF rect, const QSizeF& picture) {
    rect.moveLeft(std::clamp(rect.x(), 0.0, std::max(0.0, picture.width() - rect.width())));
    rect.moveTop(std::clamp(rect.y(), 0.0, std::max(0.0, picture.height() - rect.height())));
    return rect;
}

}  // namespace

void RegionBand::set(std::optional<QRectF> rect, const QSizeF& picture) {
    m_rect = std::nullopt;
    if (!rect) return;
    const QRectF inside = rect->normalized() & QRectF(QPointF(0, 0), picture);
    if (inside.isEmpty()) return;
    const QPointF topLeft(std::floor(inside.left() + 1e-6), std::floor(inside.top() + 1e-6));
    m_rect = QRectF(topLeft, QPointF(std::ceil(inside.right() - 1e-6), std::ceil(inside.bottom() - 1e-6)));
}

int RegionBand::partAt(const QPointF& place, const QRectF& shown) {
    if (!shown.adjusted(-kReach, -kReach, kReach, kReach).contains(place)) return Nothing;
    int part = Nothing;
    const double slackX = std::min(kReach, shown.width() / 3), slackY = std::min(kReach, shown.height() / 3);
    if (place.x() < shown.left() + slackX) part |= Left;
    else if (place.x() > shown.right() - slackX) part |= Right;
    if (place.y() < shown.top() + slackY) part |= Top;
    else if (place.y() > shown.bottom() - slackY) part |= Bottom;
    return part ? part : Inside;
}

Qt::CursorShape RegionBand::cursorOf(int part) {
    if (part == Inside) return Qt::SizeAllCursor;
    if (part == (Left | Top) || part == (Right | Bottom)) return Qt::SizeFDiagCursor;
    if (part == (Right | Top) || part == (Left | Bottom)) return Qt::SizeBDiagCursor;
    if (part & (Left | Right)) return Qt::SizeHorCursor;
    if (part & (Top | Bottom)) return Qt::SizeVerCursor;
    return Qt::CrossCursor;
}

void RegionBand::press(int part, const QPointF& pixel) {
    m_part = m_rect ? part : Nothing;
    m_pressed = pixel;
    m_atPress = m_rect.value_or(QRectF(pixel, QSizeF(0, 0)));
    m_dragging = true;
}

void RegionBand::drag(const QPointF& pixel, const QSizeF& picture) {
    if (m_part == Nothing) return set(QRectF(m_pressed, pixel).normalized(), picture);
    const QPointF by = pixel - m_pressed;
    if (m_part == Inside) {
        const QPointF whole(std::round(by.x()), std::round(by.y()));
        return set(movedInside(m_atPress.translated(whole), picture), picture);
    }
    QRectF rect = m_atPress;
    if (m_part & Left) rect.setLeft(std::round(rect.left() + by.x()));
    if (m_part & Right) rect.setRight(std::round(rect.right() + by.x()));
    if (m_part & Top) rect.setTop(std::round(rect.top() + by.y()));
    if (m_part & Bottom) rect.setBottom(std::round(rect.bottom() + by.y()));
    rect = rect.normalized();
    if (rect.width() < 1) rect.setWidth(1);
    if (rect.height() < 1) rect.setHeight(1);
    set(rect, picture);
}

void RegionBand::step(const QPointF& by, bool resize, const QSizeF& picture) {
    if (!m_rect) return;
    QRectF rect = *m_rect;
    if (resize) {
        rect.setWidth(std::clamp(rect.width() + by.x(), 1.0, picture.width() - rect.x()));
        rect.setHeight(std::clamp(rect.height() + by.y(), 1.0, picture.height() - rect.y()));
    } else {
        rect = movedInside(rect.translated(by), picture);
    }
    set(rect, picture);
}

void RegionBand::paint(QPainter& painter, const QRectF& shown, bool withHandles) {
    painter.save();
    const Theme& theme = Theme::instance();
    QColor fill = theme.colour(Ink::Accent);
    fill.setAlphaF(0.12F);
    painter.setBrush(fill);
    painter.setPen(QPen(theme.colour(Ink::Surface), 3));   // A casing: the line is seen on any picture.
    painter.drawRect(shown);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.colour(Ink::Accent), 1.5));
    painter.drawRect(shown);
    if (withHandles && std::min(shown.width(), shown.height()) > 2 * kHandle) {
        painter.setBrush(theme.colour(Ink::Surface));
        for (const QPointF& at : handles(shown)) painter.drawRect(QRectF(at.x() - kHandle / 2, at.y() - kHandle / 2, kHandle, kHandle));
    }
    painter.restore();
}

}  // namespace vitrine

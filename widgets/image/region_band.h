// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>
#include <QRectF>
#include <optional>

namespace vitrine {

/// A rectangle over a picture that is drawn, moved and resized by its eight handles; it covers whole pixels.
class RegionBand {
public:
    /// What a press takes hold of: bits for the sides, or the inside, or nothing.
    enum Part { Nothing = 0, Left = 1, Right = 2, Top = 4, Bottom = 8, Inside = 16 };

    const std::optional<QRectF>& rect() const { return m_rect; }
    /// In pixels of the picture; cut to it and widened to whole pixels. Empty becomes none.
    void set(std::optional<QRectF> rect, const QSizeF& picture);

    /// `shown` is the rectangle as it lies in the widget.
    static int partAt(const QPointF& place, const QRectF& shown);
    static Qt::CursorShape cursorOf(int part);

    bool dragging() const { return m_dragging; }
    void press(int part, const QPointF& pixel);      ///< `Nothing` begins a new rectangle.
    void drag(const QPointF& pixel, const QSizeF& picture);
    void release() { m_dragging = false; }
    /// Moves, or with `resize` moves the lower right corner, by whole pixels.
    void step(const QPointF& by, bool resize, const QSizeF& picture);

    static void paint(QPainter& painter, const QRectF& shown, bool handles);

private:
    std::optional<QRectF> m_rect;
    QRectF m_atPress;
    QPointF m_pressed;
    int m_part = Nothing;
    bool m_dragging = false;
};

}  // namespace vitrine

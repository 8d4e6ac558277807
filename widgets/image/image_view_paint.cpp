// SPDX-License-Identifier: GPL-3.0-or-later
// What an ImageView looks like.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/image_view_impl.h"
#include "widgets/image/paint_parts.h"

namespace vitrine {
namespace {

constexpr double kPixelWithText = 48;   ///< Device-independent pixels from which on values are written into pixels.
constexpr double kChipGap = 8;

/// Composed pictures are made of device pixels: this many of them per device-independent pixel of the painter.
double ratioOf(const QPainter& painter) {
    const double scale = std::hypot(painter.worldTransform().m11(), painter.worldTransform().m12());
    return std::clamp(scale * painter.device()->devicePixelRatio(), 1.0, 8.0);
}

}  // namespace

void ImageView::Impl::paintLayer(QImage& frame, const Layer& layer, const Geometry& geometry, double ratio, const QRect& clip) const {
    const QRectF whole(QPointF(0, 0), pictureSize());
    const QRectF lies((geometry.toPlace(whole.topLeft()) - geometry.canvas.topLeft()) * ratio, whole.size() * geometry.scale * ratio);
    const QRect place = QRect(QPoint(qRound(lies.left()), qRound(lies.top())), QPoint(qRound(lies.right()) - 1, qRound(lies.bottom()) - 1)) & clip;
    if (place.isEmpty()) return;
    const double perX = layer.raster->width() / lies.width(), perY = layer.raster->height() / lies.height();
    const QRectF source((place.x() - lies.x()) * perX, (place.y() - lies.y()) * perY, place.width() * perX, place.height() * perY);
    const bool opaque = !layer.raster->mayBeTransparent() && layer.opacity >= 1 && !layer.byMagnitude;
    const QPoint hatch(-qRound(lies.left()), -qRound(lies.top()));
    if (opaque) return layer.raster->paint(frame, place, source, layer.table, layer.smooth, hatch);
    QImage part(place.size(), QImage::Format_ARGB32_Premultiplied);
    layer.raster->paint(part, QRect(QPoint(0, 0), place.size()), source, layer.table, layer.smooth, hatch + place.topLeft());
    QPainter painter(&frame);
    if (!layer.raster->isValues()) painter.setOpacity(layer.opacity);   // That of values is in their table.
    painter.drawImage(place.topLeft(), part);
}

void ImageView::Impl::composeInto(QImage& image, const Geometry& g, double ratio) const {
    const QSize size(std::max(1, qCeil(g.canvas.width() * ratio)), std::max(1, qCeil(g.canvas.height() * ratio)));
    if (image.size() != size) image = QImage(size, QImage::Format_RGB32);
    image.setDevicePixelRatio(1);
    composePart(image, g, ratio, image.rect());
}

void ImageView::Impl::composePart(QImage& image, const Geometry& g, double ratio, const QRect& clip) const {
    const QSize size = image.size();
    const QRectF covered = g.toPlace(QRectF(QPointF(0, 0), pictureSize())).translated(-g.canvas.topLeft());
    if (!QRectF(covered.topLeft() * ratio, covered.size() * ratio).contains(QRectF(clip))) {
        QPainter painter(&image);
        painter.fillRect(clip, Theme::instance().colour(Ink::Sunken));
    }
    if (base.raster->mayBeTransparent() || (other.raster && other.raster->mayBeTransparent())) {
        QPainter painter(&image);
        painter.setClipRect(clip);
        painter.scale(ratio, ratio);
        drawCheckerboard(painter, covered & QRectF(QPointF(0, 0), g.canvas.size()));
    }
    if (other.raster) {
        const int divider = qRound((swipeX(g.canvas) - g.canvas.x()) * ratio);
        paintLayer(image, base, g, ratio, clip & QRect(0, 0, divider, size.height()));
        paintLayer(image, other, g, ratio, clip & QRect(divider, 0, size.width() - divider, size.height()));
    } else {
        paintLayer(image, base, g, ratio, clip);
    }
    for (const Layer& overlay : overlays) paintLayer(image, overlay, g, ratio, clip);
}

ImageView::Impl::Geometry ImageView::Impl::snapped(double ratio) const {
    Geometry g = geometry;
    const QPointF place = (g.origin - g.canvas.topLeft()) * ratio;
    g.origin = g.canvas.topLeft() + QPointF(std::round(place.x()), std::round(place.y())) / ratio;
    return g;
}

bool ImageView::Impl::scrollFrame(const Geometry& to, double ratio) {
    const bool fixedParts = other.raster || base.raster->mayBeTransparent();   // Divider and squares stay where they are.
    if (frameVersion != version || frameRatio != ratio || frameGeometry.canvas != to.canvas || frameGeometry.scale != to.scale || fixedParts) return false;
    const QPointF exact = (to.origin - frameGeometry.origin) * ratio;
    const QPoint by = exact.toPoint();
    const int width = frame.width(), height = frame.height();
    const bool whole = std::abs(exact.x() - by.x()) < 1e-6 && std::abs(exact.y() - by.y()) < 1e-6;
    if (!whole || std::abs(by.x()) >= width / 2 || std::abs(by.y()) >= height / 2) return false;
    const auto stride = frame.bytesPerLine();
    const std::size_t kept = static_cast<std::size_t>(width - std::abs(by.x())) * sizeof(QRgb);
    uchar* bits = frame.bits();
    for (int i = 0; i < height - std::abs(by.y()); ++i) {
        const int y = by.y() > 0 ? height - 1 - i : i;   // Never over a line that is still to be read.
        std::memmove(bits + y * stride + std::max(0, by.x()) * 4, bits + (y - by.y()) * stride + std::max(0, -by.x()) * 4, kept);
    }
    if (by.x() != 0) composePart(frame, to, ratio, QRect(by.x() > 0 ? 0 : width + by.x(), 0, std::abs(by.x()), height));
    if (by.y() != 0) composePart(frame, to, ratio, QRect(0, by.y() > 0 ? 0 : height + by.y(), width, std::abs(by.y())));
    return true;
}

void ImageView::Impl::updateFrame(const Geometry& to, double ratio) {
    if (frameVersion == version && frameRatio == ratio && frameGeometry == to) return;
    frame.setDevicePixelRatio(1);
    if (!scrollFrame(to, ratio)) composeInto(frame, to, ratio);
    frameVersion = version;
    frameGeometry = to;
    frameRatio = ratio;
}

QString ImageView::Impl::cellText(int x, int y, QRgb* ground) const {
    const Layer* bar = barLayer();
    if (bar && bar->raster->width() == base.raster->width() && bar->raster->height() == base.raster->height()) {
        const double value = bar->raster->valueAt(x, y);
        if (std::isnan(value)) return QStringLiteral("NaN");
        return numberText(value, 3);
    }
    const Raster& raster = *base.raster;
    const QRgb colour = raster.colourAt(x, y);
    *ground = colour;
    if (raster.form() == Raster::Form::Grey8) return QString::number(qRed(colour));
    return QStringLiteral("%1\n%2\n%3").arg(qRed(colour)).arg(qGreen(colour)).arg(qBlue(colour));
}

void ImageView::Impl::paintPixels(QPainter& painter, const Geometry& g) const {
    if (g.scale < kPixelWithText) return;
    const QRectF seen = QRectF(g.toPixel(g.canvas.topLeft()), g.canvas.size() / g.scale) & QRectF(QPointF(0, 0), pictureSize());
    const QRect cells(QPoint(qFloor(seen.left()), qFloor(seen.top())), QPoint(qCeil(seen.right()) - 1, qCeil(seen.bottom()) - 1));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    QColor line = Theme::instance().colour(Ink::Muted);
    line.setAlphaF(0.5F);
    painter.setPen(QPen(line, 1));
    for (int x = cells.left(); x <= cells.right() + 1; ++x) painter.drawLine(g.toPlace(QPointF(x, cells.top())), g.toPlace(QPointF(x, cells.bottom() + 1)));
    for (int y = cells.top(); y <= cells.bottom() + 1; ++y) painter.drawLine(g.toPlace(QPointF(cells.left(), y)), g.toPlace(QPointF(cells.right() + 1, y)));
    QFont font = smallFont();
    font.setPixelSize(g.scale >= 72 ? 12 : 10);
    painter.setFont(font);
    for (int y = cells.top(); y <= cells.bottom(); ++y) {
        for (int x = cells.left(); x <= cells.right(); ++x) {
            const QRectF cell = g.toPlace(QRectF(x, y, 1, 1));
            QRgb ground = 0;
            const QString text = cellText(x, y, &ground);
            // What is really under the text, overlays included.
            const QPoint middle = ((cell.center() - g.canvas.topLeft()) * frameRatio).toPoint();
            if (frame.rect().contains(middle) && frameGeometry == g) ground = frame.pixel(middle);
            painter.setPen(text == QLatin1String("NaN") ? QColor(Qt::black) : inkOn(ground));   // The hatch has two grounds.
            painter.drawText(cell, Qt::AlignCenter, text);
        }
    }
    painter.restore();
}

void ImageView::Impl::paintMarks(QPainter& painter, const Geometry& g) const {
    painter.save();
    painter.setClipRect(g.canvas, Qt::IntersectClip);
    paintPixels(painter, g);
    if (band.rect()) RegionBand::paint(painter, g.toPlace(*band.rect()), mode == Mode::Region);
    if (cursor) {
        const QPointF at = g.toPlace(QPointF(std::floor(cursor->x()) + 0.5, std::floor(cursor->y()) + 0.5));
        const double gap = std::clamp(g.scale / 2, 3.0, 24.0), reach = gap + 10;
        for (const auto& [ink, width] : {std::pair{Ink::Surface, 4.0}, std::pair{Ink::Accent, 2.0}}) {
            painter.setPen(QPen(Theme::instance().colour(ink), width, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(at - QPointF(reach, 0), at - QPointF(gap, 0));
            painter.drawLine(at + QPointF(gap, 0), at + QPointF(reach, 0));
            painter.drawLine(at - QPointF(0, reach), at - QPointF(0, gap));
            painter.drawLine(at + QPointF(0, gap), at + QPointF(0, reach));
        }
    }
    if (other.raster) paintSwipe(painter, g);
    painter.restore();
}

void ImageView::Impl::paintSwipe(QPainter& painter, const Geometry& g) const {
    const double x = std::round(swipeX(g.canvas));
    const Theme& theme = Theme::instance();
    painter.save();
    painter.setPen(QPen(theme.colour(Ink::Surface), 4));
    painter.drawLine(QPointF(x, g.canvas.top()), QPointF(x, g.canvas.bottom()));
    painter.setPen(QPen(theme.colour(Ink::Accent), 2));
    painter.drawLine(QPointF(x, g.canvas.top()), QPointF(x, g.canvas.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF grip(x, g.canvas.center().y());
    painter.setPen(QPen(theme.colour(Ink::Surface), 2));
    painter.setBrush(theme.colour(Ink::Accent));
    painter.drawEllipse(grip, 11, 11);
    painter.setPen(QPen(theme.colour(Ink::OnAccent), 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const double side : {-1.0, 1.0}) painter.drawPolyline(QPolygonF({grip + QPointF(side * 3, -3.5), grip + QPointF(side * 6.5, 0), grip + QPointF(side * 3, 3.5)}));
    const double top = g.canvas.top() + kChipGap;
    if (title.isEmpty()) drawChip(painter, QPointF(x - 16, top), leftTitle, Qt::TopRightCorner, x - 16 - g.canvas.left() - kChipGap);
    else drawChip(painter, QPointF(x - 16, top + 28), leftTitle, Qt::TopRightCorner, x - 16 - g.canvas.left() - kChipGap);
    drawChip(painter, QPointF(x + 16, title.isEmpty() ? top : top + 28), rightTitle, Qt::TopLeftCorner, g.canvas.right() - x - 16 - kChipGap);
    painter.restore();
}

void ImageView::Impl::paintEmpty(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    painter.fillRect(q.rect(), theme.colour(Ink::Sunken));
    painter.setPen(theme.colour(Ink::Muted));
    painter.setFont(theme.bodyFont());
    painter.drawText(QRectF(q.rect()).adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
}

void ImageView::paintEvent(QPaintEvent*) {
    Impl& d = *m_impl;
    QPainter painter(this);
    const Theme& theme = Theme::instance();
    if (d.empty()) {
        d.paintEmpty(painter);
    } else {
        painter.fillRect(rect(), theme.colour(Ink::Surface));
        const double ratio = devicePixelRatioF();
        const Impl::Geometry geometry = d.snapped(ratio);
        d.updateFrame(geometry, ratio);
        d.frame.setDevicePixelRatio(ratio);
        painter.drawImage(geometry.canvas.topLeft(), d.frame);
        d.paintMarks(painter, geometry);
        const QRectF& canvas = geometry.canvas;
        drawChip(painter, canvas.topLeft() + QPointF(kChipGap, kChipGap), d.title, Qt::TopLeftCorner, canvas.width() - 2 * kChipGap);
        const auto read = d.hovering ? (d.readoutShown ? d.hovering : std::nullopt) : d.cursor;
        if (read && canvas.contains(d.geometry.toPlace(*read))) drawChip(painter, canvas.bottomLeft() + QPointF(kChipGap, -kChipGap), d.readout(*read), Qt::BottomLeftCorner, canvas.width() - 2 * kChipGap);
        if (const Impl::Layer* bar = d.colourBar ? d.barLayer() : nullptr)
            drawColourBar(painter, QRectF(canvas.right(), 8, width() - canvas.right() - 4, height() - 16), bar->used, qs(bar->raster->array().unit));
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.colour(Ink::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

QSizeF ImageView::figureSize() const {
    const Impl& d = *m_impl;
    if (d.empty()) return QSizeF(320, 240);
    const QRectF seen = visibleRegion();
    const double scale = 480 / std::max({seen.width(), seen.height(), 1.0});
    const Impl::Layer* bar = d.colourBar ? d.barLayer() : nullptr;
    const double extra = bar ? colourBarWidth(smallFont(), bar->used, qs(bar->raster->array().unit)) : 0;
    return QSizeF(seen.width() * scale + extra, seen.height() * scale + (d.title.isEmpty() ? 0 : 28));
}

void ImageView::paintFigure(QPainter& painter, const QRectF& area) {
    Impl& d = *m_impl;
    if (d.empty()) return;
    painter.save();
    QRectF canvas = area;
    if (!d.title.isEmpty()) {
        painter.setFont(Theme::instance().headingFont(3));
        painter.setPen(Theme::instance().colour(Ink::Text));
        painter.drawText(QRectF(area.x(), area.y(), area.width(), 24), Qt::AlignLeft | Qt::AlignVCenter, d.title);
        canvas.setTop(area.top() + 28);
    }
    const Impl::Layer* bar = d.colourBar ? d.barLayer() : nullptr;
    if (bar) canvas.setRight(area.right() - colourBarWidth(smallFont(), bar->used, qs(bar->raster->array().unit)));
    const QRectF seen = visibleRegion();
    Impl::Geometry g = d.fitted(canvas, seen);
    g.canvas = g.toPlace(seen) & canvas;
    const double ratio = ratioOf(painter);
    QImage image;
    d.composeInto(image, g, ratio);
    // Drawn by size, not by pixel ratio: a vector device has none.
    painter.drawImage(QRectF(g.canvas.topLeft(), QSizeF(image.width() / ratio, image.height() / ratio)), image);
    // The colours under the numbers are read from the frame; the next paint event makes its own again.
    d.frame = image;
    d.frameGeometry = g;
    d.frameRatio = ratio;
    d.frameVersion = -1;
    const auto hidden = std::exchange(d.cursor, std::nullopt);
    d.paintMarks(painter, g);
    d.cursor = hidden;
    if (bar) drawColourBar(painter, QRectF(g.canvas.right(), g.canvas.top(), area.right() - g.canvas.right(), g.canvas.height()), bar->used, qs(bar->raster->array().unit));
    painter.restore();
}

}  // namespace vitrine

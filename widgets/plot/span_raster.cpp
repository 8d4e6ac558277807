// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/span_raster.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vitrine {
namespace {

constexpr int kTile = 16;

QRgb scaled(QRgb premultiplied, unsigned part) {   // part of 255
    const unsigned odd = (premultiplied >> 8 & 0xff00ff) * part, even = (premultiplied & 0xff00ff) * part;
    return ((odd + 0x800080 + (odd >> 8 & 0xff00ff)) & 0xff00ff00) | ((even + 0x800080 + (even >> 8 & 0xff00ff)) >> 8 & 0xff00ff);
}

void blend(QRgb& under, QRgb over) {
    under = over + scaled(under, 255 - qAlpha(over));
}

/// Four pixels at a time, which std::fill of GCC 12 at -O2 does not.
void fill(QRgb* from, QRgb* to, QRgb colour) {
    const QRgb four[4] = {colour, colour, colour, colour};
    for (; to - from >= 4; from += 4) std::memcpy(from, four, sizeof four);
    for (; from < to; ++from) *from = colour;
}

/// Fills [top, bottom) of a column, whole pixels at once, the two ends by how much of them is covered.
void fillSpan(QRgb* column, int height, double top, double bottom, QRgb colour) {
    top = std::max(top, 0.0), bottom = std::min(bottom, static_cast<double>(height));
    if (!(top < bottom)) return;
    const int first = static_cast<int>(top), last = static_cast<int>(bottom);
    if (first == last) return blend(column[first], scaled(colour, static_cast<unsigned>((bottom - top) * 255 + 0.5)));
    if (const double part = first + 1 - top; part < 1) blend(column[first], scaled(colour, static_cast<unsigned>(part * 255 + 0.5)));
    const int begin = top > first ? first + 1 : first;
    if (qAlpha(colour) == 255)
        fill(column + begin, column + last, colour);
    else
        for (int y = begin; y < last; ++y) blend(column[y], colour);
    if (const double part = bottom - last; part > 0 && last < height)
        blend(column[last], scaled(colour, static_cast<unsigned>(part * 255 + 0.5)));
}

}  // namespace

double ValueToPixel::operator()(double value) const {
    return std::clamp(top - scale * (logarithmic ? std::log(value) : value), -1e6, 1e6);
}

void SpanRaster::addLine(std::shared_ptr<const ColumnSpans> spans, const QColor& colour, double width, int dash) {
    m_strokes.push_back({.low = spans, .high = spans, .dots = {}, .colour = qPremultiply(colour.rgba()), .width = width, .dash = dash});
}

void SpanRaster::addBand(std::shared_ptr<const ColumnSpans> low, std::shared_ptr<const ColumnSpans> high, const QColor& colour) {
    m_strokes.push_back({.low = std::move(low), .high = std::move(high), .dots = {}, .colour = qPremultiply(colour.rgba()), .width = 0});
}

void SpanRaster::addDots(std::vector<QPointF> devicePixels, const QColor& colour, double size) {
    m_strokes.push_back({.low = {}, .high = {}, .dots = std::move(devicePixels), .colour = qPremultiply(colour.rgba()), .width = size});
}

void SpanRaster::drawDots(const Stroke& stroke, int first, int last, QRgb* columns) const {
    const int height = m_size.height();
    const double half = stroke.width / 2;
    auto at = std::lower_bound(stroke.dots.begin(), stroke.dots.end(), first - half - 1, [](const QPointF& dot, double x) { return dot.x() < x; });
    for (; at != stroke.dots.end() && at->x() < last + half + 1; ++at) {
        const int from = std::max(first, static_cast<int>(std::lround(at->x() - half)));
        const int to = std::min(last, static_cast<int>(std::lround(at->x() + half)));
        for (int c = from; c < to; ++c)
            fillSpan(columns + static_cast<std::ptrdiff_t>(c - first) * height, height, at->y() - half, at->y() + half, stroke.colour);
    }
}

void SpanRaster::drawStrip(const Stroke& stroke, int first, int last, QRgb* columns) const {
    if (!stroke.low) return drawDots(stroke, first, last, columns);
    const int height = m_size.height(), count = static_cast<int>(stroke.low->low.size());
    // A pen of two or more device pixels covers neighbouring columns as well, or steep lines would be thinner than flat ones.
    const int more = std::max(0, static_cast<int>(std::lround(stroke.width)) - 1);
    const double half = stroke.width / 2;
    for (int c = first; c < std::min(last, count); ++c) {
        if (stroke.dash > 0 && c % (stroke.dash + stroke.dash / 2) >= stroke.dash) continue;
        double low = stroke.low->low[c], high = stroke.high->high[c];
        for (int i = std::max(0, c - more); i < c; ++i) low = std::min(low, stroke.low->low[i]), high = std::max(high, stroke.high->high[i]);
        if (!(low <= high)) continue;
        fillSpan(columns + static_cast<std::ptrdiff_t>(c - first) * height, height, m_axis(high) - half, m_axis(low) + half, stroke.colour);
    }
}

void SpanRaster::draw(QImage& picture) const {
    const int width = m_size.width(), height = m_size.height();
    if (picture.size() != m_size) picture = QImage(m_size, QImage::Format_ARGB32_Premultiplied);
    if (picture.isNull()) return;
    uchar* const bits = picture.bits();        // Detaches once, before threads write.
    const std::ptrdiff_t line = picture.bytesPerLine();
    constexpr int kStrip = 64;                 // 64 columns of 1,000 pixels stay in the cache of a core.
    inParallel((width + kStrip - 1) / kStrip, [&](int strip) {
        const int first = strip * kStrip, last = std::min(width, first + kStrip);
        std::vector<QRgb> columns(static_cast<std::size_t>(last - first) * height, 0);
        for (const Stroke& stroke : m_strokes) drawStrip(stroke, first, last, columns.data());
        for (int top = 0; top < height; top += kTile)
            for (int left = first; left < last; left += kTile)
                for (int y = top; y < std::min(height, top + kTile); ++y) {
                    QRgb* const to = reinterpret_cast<QRgb*>(bits + y * line);
                    for (int c = left; c < std::min(last, left + kTile); ++c) to[c] = columns[static_cast<std::size_t>(c - first) * height + y];
                }
    });
}

}  // namespace vitrine

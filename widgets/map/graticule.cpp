// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/graticule.h"

#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/paint_parts.h"

namespace vitrine {
namespace {

constexpr double kApart = 140;
constexpr int kBends = 24;  ///< Pieces of a line that bends.

/// The largest of 1, 2, 5 times a power of ten that is not above `most`.
double roundBelow(double most) {
    const double power = std::pow(10.0, std::floor(std::log10(most)));
    const double share = most / power;
    return power * (share >= 5 ? 5 : share >= 2 ? 2 : 1);
}

struct DegreeBox {
    double west, east, south, north;
};

DegreeBox degreesOf(const QRectF& area, const MapProjection& projection, const MapCamera& camera) {
    DegreeBox box{180, -180, 90, -90};
    for (int i = 0; i <= 8; ++i)
        for (int j = 0; j <= 8; ++j) {
            const GeoPoint at = projection.unproject(camera.toPlane({area.width() * i / 8, area.height() * j / 8}, area.size()));
            box = {std::min(box.west, at.longitude), std::max(box.east, at.longitude), std::min(box.south, at.latitude),
                   std::max(box.north, at.latitude)};
        }
    return {std::max(-180.0, box.west), std::min(180.0, box.east), std::max(-90.0, box.south), std::min(90.0, box.north)};
}

/// A quiet text on the map, with a halo of the ground.
void paintDegrees(QPainter& painter, const QPointF& at, const QString& text) {
    const Theme& theme = Theme::instance();
    painter.setPen(theme.colour(Ink::Sunken));
    for (const QPointF& off : {QPointF(-1, 0), QPointF(1, 0), QPointF(0, -1), QPointF(0, 1)}) painter.drawText(at + off, text);
    painter.setPen(theme.colour(Ink::Muted));
    painter.drawText(at, text);
}

}  // namespace

ScaleBar scaleBarOf(const MapProjection& projection, const MapCamera& camera, double widest) {
    const double reach = widest / camera.scale / 2;
    const GeoPoint left = projection.unproject(camera.centre - QPointF(reach, 0)),
                   right = projection.unproject(camera.centre + QPointF(reach, 0));
    const double metres = distanceMetres(left, right);
    if (!(metres > 0) || !std::isfinite(metres)) return {};
    const double length = roundBelow(metres);
    const QString text = length >= 1000 ? numberText(length / 1000) + QStringLiteral(" km") : numberText(length) + QStringLiteral(" m");
    return {length, widest * length / metres, text};
}

QRectF paintScaleBar(QPainter& painter, const QPointF& corner, const ScaleBar& bar) {
    if (bar.pixels <= 0) return {};
    painter.save();
    const Theme& theme = Theme::instance();
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    const QRectF ground(corner.x(), corner.y() - metrics.height() - 14, std::max(bar.pixels, metrics.horizontalAdvance(bar.text)) + 16,
                        metrics.height() + 14);
    QColor fill = theme.colour(Ink::Surface);
    fill.setAlphaF(0.85F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(ground, 4, 4);
    painter.setPen(theme.colour(Ink::Text));
    painter.drawText(QRectF(ground.left(), ground.top() + 2, ground.width(), metrics.height()), Qt::AlignCenter, bar.text);
    const double left = ground.center().x() - bar.pixels / 2, y = ground.bottom() - 6;
    painter.setPen(QPen(theme.colour(Ink::Text), 1.5, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawPolyline(
        QPolygonF({QPointF(left, y - 4), QPointF(left, y), QPointF(left + bar.pixels, y), QPointF(left + bar.pixels, y - 4)}));
    painter.restore();
    return ground;
}

double graticuleStep(double degreesPerPixel, double apart) {
    const double least = degreesPerPixel * apart;
    if (!(least > 0)) return 1;
    if (least > 5) return least <= 10 ? 10 : least <= 15 ? 15 : 30;  // Parts of a circle.
    const double power = std::pow(10.0, std::floor(std::log10(least))), share = least / power;
    return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

QString degreesText(double degrees, bool latitude, double step) {
    const int digits = step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
    const QString number = QString::number(std::abs(degrees), 'f', digits) + QStringLiteral("°");
    if (std::abs(degrees) < step / 2) return number;
    return number + (latitude ? (degrees > 0 ? QStringLiteral(" N") : QStringLiteral(" S"))
                              : (degrees > 0 ? QStringLiteral(" E") : QStringLiteral(" W")));
}

void paintGraticule(QPainter& painter, const QRectF& area, const MapProjection& projection, const MapCamera& camera,
                    std::vector<QRectF> taken) {
    const DegreeBox box = degreesOf(area, projection, camera);
    if (!(box.east > box.west) || !(box.north > box.south)) return;
    const double step = graticuleStep(std::max((box.east - box.west) / area.width(), (box.north - box.south) / area.height()), kApart);
    const auto pixelOf = [&](double longitude, double latitude) {
        return camera.toPixel(projection.project({longitude, latitude}), area.size()) + area.topLeft();
    };
    const Theme& theme = Theme::instance();
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor line = theme.colour(Ink::Muted);
    line.setAlphaF(0.28F);
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    const int pieces = projection.separable() ? 1 : kBends;
    const auto draw = [&](bool latitude) {
        const double low = latitude ? box.south : box.west, high = latitude ? box.north : box.east;
        const double from = latitude ? box.west : box.south, to = latitude ? box.east : box.north;
        for (double index = std::ceil(low / step); index * step <= high; ++index) {
            QPolygonF points;
            for (int i = 0; i <= pieces; ++i) {
                const double along = from + (to - from) * i / pieces;
                points << (latitude ? pixelOf(along, index * step) : pixelOf(index * step, along));
            }
            painter.setPen(QPen(line, 1));
            painter.drawPolyline(points);
            const QString text = degreesText(index * step, latitude, step);
            const QPointF at =
                latitude ? QPointF(area.left() + 4, points.front().y() - 3) : QPointF(points.back().x() + 4, area.top() + metrics.height());
            const QRectF box(at.x() - 2, at.y() - metrics.ascent() - 2, metrics.horizontalAdvance(text) + 4, metrics.height() + 4);
            if (!area.contains(box) || std::any_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(box); }))
                continue;
            taken.push_back(box);
            paintDegrees(painter, at, text);
        }
    };
    draw(false);
    draw(true);
    painter.restore();
}

}  // namespace vitrine

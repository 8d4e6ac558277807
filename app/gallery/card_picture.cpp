// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gallery/card_picture.h"

#include <QPainterPath>
#include <array>
#include <cmath>
#include <numbers>

#include "widgets/base/theme.h"

namespace vitrine {
namespace {

/// A small generator of our own, so that a pattern is the same in every start and on every machine.
class Draw {
public:
    explicit Draw(const QString& text) {
        for (const char c : text.toUtf8()) m_state = (m_state ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    }
    double number() {  // 0..1
        m_state = m_state * 6364136223846793005ull + 1442695040888963407ull;
        return static_cast<double>(m_state >> 33) / static_cast<double>(1ull << 31);
    }
    double between(double low, double high) { return low + (high - low) * number(); }
    int index(int count) { return std::min(static_cast<int>(number() * count), count - 1); }

private:
    std::uint64_t m_state = 14695981039346656037ull;
};

QColor withAlpha(QColor colour, double alpha) {
    colour.setAlphaF(static_cast<float>(std::clamp(alpha, 0.0, 1.0)));
    return colour;
}

void drawGraph(QPainter& painter, const QRectF& area, Draw& draw, const QColor& ink) {
    std::vector<QPointF> nodes;
    for (int i = 0; i < 22; ++i)
        nodes.emplace_back(area.left() + area.width() * ((i % 8) + draw.between(0.1, 0.9)) / 8,
                           area.top() + area.height() * ((i / 8) + draw.between(0.1, 0.9)) / 3);
    painter.setPen(QPen(withAlpha(ink, 0.35), 1.2));
    for (std::size_t i = 0; i < nodes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (const QPointF d = nodes[i] - nodes[j]; std::hypot(d.x(), d.y()) < area.width() * 0.19) painter.drawLine(nodes[i], nodes[j]);
    painter.setPen(Qt::NoPen);
    for (const QPointF& node : nodes) {
        const double radius = draw.between(2.5, 6.5);
        painter.setBrush(withAlpha(ink, draw.between(0.55, 0.95)));
        painter.drawEllipse(node, radius, radius);
    }
}

void drawHeat(QPainter& painter, const QRectF& area, Draw& draw, const QColor& ink) {
    const double x1 = draw.between(0.2, 0.45), y1 = draw.between(0.3, 0.7), x2 = draw.between(0.55, 0.85), y2 = draw.between(0.25, 0.75);
    const int columns = 24, rows = 10;
    const double w = area.width() / columns, h = area.height() / rows;
    painter.setPen(Qt::NoPen);
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c) {
            const double x = (c + 0.5) / columns, y = (r + 0.5) / rows;
            const double heat = std::exp(-((x - x1) * (x - x1) * 2 + (y - y1) * (y - y1)) * 14) +
                                0.7 * std::exp(-((x - x2) * (x - x2) * 2 + (y - y2) * (y - y2)) * 22);
            painter.setBrush(withAlpha(ink, 0.05 + 0.75 * heat + draw.between(0, 0.06)));
            painter.drawRect(QRectF(area.left() + c * w + 0.5, area.top() + r * h + 0.5, w - 1, h - 1));
        }
}

void drawCurves(QPainter& painter, const QRectF& area, Draw& draw, const QColor& ink) {
    const QRectF inner = area.adjusted(14, 12, -14, -12);
    painter.setPen(QPen(withAlpha(ink, 0.18), 1));
    for (int i = 0; i <= 4; ++i)
        painter.drawLine(QPointF(inner.left(), inner.top() + inner.height() * i / 4),
                         QPointF(inner.right(), inner.top() + inner.height() * i / 4));
    for (int curve = 0; curve < 3; ++curve) {
        const double rate = draw.between(2, 6), floor = draw.between(0.05, 0.3) + 0.12 * curve;
        QPainterPath path;
        double noise = 0;
        for (int i = 0; i <= 90; ++i) {
            const double x = i / 90.0;
            noise = 0.8 * noise + draw.between(-0.02, 0.02);
            const double y = std::clamp(floor + (1 - floor) * std::exp(-rate * x) + noise, 0.0, 1.0);
            const QPointF at(inner.left() + inner.width() * x, inner.bottom() - inner.height() * y);
            i == 0 ? path.moveTo(at) : path.lineTo(at);
        }
        painter.setPen(QPen(withAlpha(ink, 0.95 - 0.3 * curve), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(path);
    }
}

void drawRings(QPainter& painter, const QRectF& area, Draw& draw, const QColor& ink) {
    const QPointF centre(area.left() + area.width() * draw.between(0.35, 0.65), area.top() + area.height() * draw.between(0.4, 0.6));
    const double a = draw.between(0, 6.28), b = draw.between(0, 6.28);
    painter.setBrush(Qt::NoBrush);
    for (int ring = 1; ring <= 13; ++ring) {
        QPainterPath path;
        for (int i = 0; i <= 72; ++i) {
            const double angle = i * 2 * std::numbers::pi / 72;
            const double radius =
                ring * area.height() * 0.075 * (1 + 0.12 * std::sin(2 * angle + a) + 0.07 * std::sin(3 * angle + b + ring * 0.2));
            const QPointF at = centre + QPointF(std::cos(angle) * radius * 1.35, std::sin(angle) * radius);
            i == 0 ? path.moveTo(at) : path.lineTo(at);
        }
        painter.setPen(QPen(withAlpha(ink, 0.9 - 0.055 * ring), 1.6));
        painter.drawPath(path);
    }
}

void drawBars(QPainter& painter, const QRectF& area, Draw& draw, const QColor& ink) {
    const QRectF inner = area.adjusted(16, 14, -16, -14);
    const int count = 22;
    const double middle = draw.between(0.3, 0.7), width = draw.between(0.12, 0.25), step = inner.width() / count;
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < count; ++i) {
        const double x = (i + 0.5) / count,
                     height =
                         inner.height() *
                         std::clamp(std::exp(-(x - middle) * (x - middle) / (2 * width * width)) + draw.between(-0.08, 0.1), 0.05, 1.0);
        painter.setBrush(withAlpha(ink, 0.35 + 0.5 * height / inner.height()));
        painter.drawRoundedRect(QRectF(inner.left() + i * step + 1, inner.bottom() - height, step - 3, height), 2, 2);
    }
}

void drawWaves(QPainter& painter, const QRectF& area, Draw& draw, const QColor& ink) {
    for (int track = 0; track < 4; ++track) {
        const double base = area.top() + area.height() * (track + 0.7) / 4.4, f = draw.between(3, 9), g = draw.between(9, 22),
                     p = draw.between(0, 6.28);
        QPainterPath path;
        for (int i = 0; i <= 160; ++i) {
            const double x = i / 160.0,
                         envelope = 0.35 + 0.65 * std::pow(std::sin(std::numbers::pi * (x * draw.between(0.998, 1.002) + 0.1 * track)), 2);
            const QPointF at(area.left() + area.width() * x,
                             base + area.height() * 0.09 * envelope * (std::sin(f * 6.28 * x + p) + 0.5 * std::sin(g * 6.28 * x)));
            i == 0 ? path.moveTo(at) : path.lineTo(at);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(withAlpha(ink, 0.9 - 0.16 * track), 1.6));
        painter.drawPath(path);
    }
}

void drawAttention(QPainter& painter, const QRectF& area, Draw& draw, const QColor& ink) {
    const int count = 12;
    const double size = (area.height() - 20) / count, left = area.center().x() - size * count * 1.25, wide = size * 2.5;
    painter.setPen(Qt::NoPen);
    for (int r = 0; r < count; ++r)
        for (int c = 0; c <= r; ++c) {
            const double weight = std::pow(draw.number(), 3) * 0.7 + (r == c ? 0.35 : 0) + (c == 0 ? 0.25 : 0);
            painter.setBrush(withAlpha(ink, 0.08 + weight));
            painter.drawRoundedRect(QRectF(left + c * wide + 1, area.top() + 10 + r * size + 1, wide - 2, size - 2), 1.5, 1.5);
        }
}

using Motif = void (*)(QPainter&, const QRectF&, Draw&, const QColor&);
constexpr std::array<Motif, 7> kMotifs{drawGraph, drawHeat, drawCurves, drawRings, drawBars, drawWaves, drawAttention};

Motif motifOf(const QString& family) {
    struct Rule {
        const char* words;
        Motif motif;
    };
    static constexpr std::array<Rule, 7> rules{{{"graph|knowledge|federated", drawGraph},
                                                {"explan|vision|segment|image|quality|robust", drawHeat},
                                                {"diffusion|generat|sampling", drawRings},
                                                {"language|llm|transformer|attention|text|token", drawAttention},
                                                {"audio|music|sequence|series|signal|genom|video|traffic|time", drawWaves},
                                                {"recommend|uncertain|education|click", drawBars},
                                                {"training|optim|prun|efficien|compress", drawCurves}}};
    for (const Rule& rule : rules)
        for (const QString& word : QString(rule.words).split('|'))
            if (family.contains(word, Qt::CaseInsensitive)) return rule.motif;
    return kMotifs[static_cast<std::size_t>(Draw(family + "motif").index(static_cast<int>(kMotifs.size())))];
}

}  // namespace

QColor familyColour(const QString& family) {
    return Theme::instance().series(Draw(family + "colour").index(7));
}

void drawMethodPattern(QPainter& painter, const QRectF& area, const QString& family, const QString& id) {
    const QColor ink = familyColour(family);
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    QLinearGradient ground(area.topLeft(), area.bottomRight());
    ground.setColorAt(0, withAlpha(ink, 0.16));
    ground.setColorAt(1, withAlpha(ink, 0.06));
    painter.fillRect(area, Theme::instance().colour(Ink::Sunken));
    painter.fillRect(area, ground);
    Draw draw(family + "/" + id);
    motifOf(family)(painter, area, draw, ink);
    painter.restore();
}

}  // namespace vitrine

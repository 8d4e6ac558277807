// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFontInfo>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/graph/graph_scene.h"

namespace vitrine {
namespace {

constexpr std::size_t kMostBoxes = 400;
constexpr double kBoxWidth = 104, kBoxHeight = 26;
constexpr double kNamedBoxes = 0.8;             ///< From this scale on names stand in the boxes, else beside them.
constexpr std::size_t kMostMoving = 6'000;     ///< Edges drawn while the picture moves.
constexpr std::size_t kMostCurved = 3'000;     ///< Edges in view that are drawn one by one, smooth and with arrows.

QFont fontOf(double pixels) {
    QFont font = Theme::instance().bodyFont();
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(pixels))));
    return font;
}

QColor ink(Ink of) { return Theme::instance().colour(of); }

/// Which parts of the picture hold something already, in cells of a few pixels: labels ask before they are placed.
class Occupancy {
public:
    explicit Occupancy(const QRectF& view) : m_view(view), m_columns(static_cast<int>(view.width() / kCell) + 1), m_rows(static_cast<int>(view.height() / kCell) + 1),
                                             m_taken(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows)) {}
    bool free(const QRectF& area) const {
        if (!m_view.contains(area)) return false;
        bool any = false;
        each(area, [&](std::size_t cell) { any = any || m_taken[cell]; });
        return !any;
    }
    void take(const QRectF& area) {
        each(area.intersected(m_view), [&](std::size_t cell) { m_taken[cell] = true; });
    }

private:
    static constexpr double kCell = 3;
    template <class Visit>
    void each(const QRectF& area, Visit visit) const {
        if (area.isEmpty()) return;
        const int left = static_cast<int>((area.left() - m_view.left()) / kCell), right = static_cast<int>((area.right() - m_view.left()) / kCell);
        const int top = static_cast<int>((area.top() - m_view.top()) / kCell), bottom = static_cast<int>((area.bottom() - m_view.top()) / kCell);
        for (int y = std::max(0, top); y <= std::min(bottom, m_rows - 1); ++y)
            for (int x = std::max(0, left); x <= std::min(right, m_columns - 1); ++x)
                visit(static_cast<std::size_t>(y) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(x));
    }
    QRectF m_view;
    int m_columns, m_rows;
    std::vector<bool> m_taken;
};

}  // namespace

bool GraphScene::boxes(const GraphCamera& camera) const {
    return m_layered && !m_graph.nodeNames.empty() && nodes() <= kMostBoxes && camera.scale > 0.4;
}

QRectF GraphScene::areaOf(std::size_t node, const GraphCamera& camera) const {
    const QPointF at = camera.toPixel(m_positions[node]);
    if (boxes(camera)) return {at.x() - kBoxWidth * camera.scale / 2, at.y() - kBoxHeight * camera.scale / 2, kBoxWidth * camera.scale, kBoxHeight * camera.scale};
    const double radius = std::clamp(m_radius[node] * camera.scale, 1.5, 2.0 * m_radius[node]);
    return {at.x() - radius, at.y() - radius, 2 * radius, 2 * radius};
}

void GraphScene::paintEdge(QPainter& painter, std::size_t edge, const GraphCamera& camera, const QColor& colour, double width, bool fine) const {
    QPointF from = camera.toPixel(m_positions[m_input.source[edge]]), to = camera.toPixel(m_positions[m_input.target[edge]]);
    if (boxes(camera)) from.rx() += kBoxWidth * camera.scale / 2, to.rx() -= kBoxWidth * camera.scale / 2;
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(Qt::NoBrush);
    QPointF before = from;
    if (m_layered) {
        QPainterPath path(from);
        const auto curve = [&](const QPointF& next) {
            const double middle = (before.x() + next.x()) / 2;
            path.cubicTo(QPointF(middle, before.y()), QPointF(middle, next.y()), next);
            before = next;
        };
        if (edge < m_bends.size())
            for (const QPointF& bend : m_bends[edge]) curve(camera.toPixel(bend));
        curve(to);
        painter.drawPath(path);
        before = to - QPointF(1, 0);           // Curves arrive level.
    } else {
        painter.drawLine(from, to);
    }
    if (!fine || !m_input.directed || camera.scale < 0.35) return;
    const QPointF along = to - before;
    const double length = std::hypot(along.x(), along.y());
    if (length < 1e-6) return;
    const QPointF unit = along / length, across(-unit.y(), unit.x());
    const double gap = boxes(camera) ? 1 : areaOf(m_input.target[edge], camera).width() / 2 + 1, size = 4 + width;
    const QPointF tip = to - unit * gap;
    const QPointF head[] = {tip, tip - unit * size + across * size * 0.5, tip - unit * size - across * size * 0.5};
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(head, 3);
}

void GraphScene::paintEdges(QPainter& painter, const QRectF& view, const GraphCamera& camera, bool fine) const {
    std::vector<std::uint32_t> inView;
    const QRectF wide = view.adjusted(-20, -20, 20, 20);
    for (std::uint32_t e = 0; e < m_input.source.size(); ++e) {
        const QPointF a = camera.toPixel(m_positions[m_input.source[e]]), b = camera.toPixel(m_positions[m_input.target[e]]);
        const bool bent = e < m_bends.size() && !m_bends[e].empty();
        if (!bent && (std::max(a.x(), b.x()) < wide.left() || std::min(a.x(), b.x()) > wide.right() || std::max(a.y(), b.y()) < wide.top() ||
                      std::min(a.y(), b.y()) > wide.bottom()))
            continue;
        inView.push_back(e);
    }
    const bool single = inView.size() <= kMostCurved && (fine || inView.size() <= 600);
    QColor plain = edgeColour();
    const double faint = inView.size() > 5'000 ? 0.25 : inView.size() > 1'000 ? 0.5 : 1.0;
    if (fine) {
        plain.setAlphaF(static_cast<float>(faint));
    } else {                                   // Blending costs: while moving the lines are opaque in about the colour they get.
        const QColor ground = ink(Ink::Surface);
        const auto mix = [faint](int over, int under) { return static_cast<int>(over * faint + under * (1 - faint)); };
        plain = QColor(mix(plain.red(), ground.red()), mix(plain.green(), ground.green()), mix(plain.blue(), ground.blue()));
    }
    painter.setRenderHint(QPainter::Antialiasing, fine && inView.size() <= 20'000);
    if (single) {
        for (const std::uint32_t e : inView)
            paintEdge(painter, e, camera, m_edgeKind[e] ? Theme::instance().series(m_edgeKind[e] - 1) : plain, m_width[e] * std::clamp(camera.scale, 0.4, 1.5), fine);
        return;
    }
    // Many edges: one call for each colour and width.
    std::array<std::array<QVector<QLineF>, 4>, 9> batches;
    // And while moving not more of them than a frame has time for.
    const std::size_t stride = fine ? 1 : inView.size() / kMostMoving + 1;
    for (std::size_t i = 0; i < inView.size(); i += stride) {
        const std::uint32_t e = inView[i];
        const auto width = static_cast<std::size_t>(std::clamp(m_width[e] - 0.6f, 0.0f, 3.0f));
        batches[m_edgeKind[e]][fine ? width : 0].append(QLineF(camera.toPixel(m_positions[m_input.source[e]]), camera.toPixel(m_positions[m_input.target[e]])));
    }
    for (std::size_t kind = 0; kind < batches.size(); ++kind)
        for (std::size_t width = 0; width < 4; ++width) {
            if (batches[kind][width].isEmpty()) continue;
            QPen pen(kind ? Theme::instance().series(static_cast<int>(kind) - 1) : plain, width == 0 ? 1 : static_cast<double>(width) * 0.9);
            pen.setCosmetic(!fine);            // One device pixel is drawn without stroking.
            painter.setPen(pen);
            painter.drawLines(batches[kind][width]);
        }
}

QColor GraphScene::edgeColour() {
    // Edges stand back behind nodes and labels, and are seen on both grounds.
    const QColor a = ink(Ink::Border), b = ink(Ink::Muted);
    return QColor((a.red() + b.red()) / 2, (a.green() + b.green()) / 2, (a.blue() + b.blue()) / 2);
}

void GraphScene::paintNode(QPainter& painter, std::size_t node, const GraphCamera& camera, bool current, bool label) const {
    const QRectF area = areaOf(node, camera);
    const QColor colour = m_nodeColour[node];
    if (boxes(camera)) {
        QColor soft = colour;
        soft.setAlphaF(0.16f);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink(Ink::Surface));
        painter.drawRoundedRect(area, 5, 5);
        painter.setPen(QPen(current ? ink(Ink::Accent) : colour, current ? 2.5 : 1.25));
        painter.setBrush(soft);
        painter.drawRoundedRect(area, 5, 5);
        if (!label || camera.scale < kNamedBoxes) return;
        const QFont font = fontOf(12 * camera.scale);
        painter.setFont(font);
        painter.setPen(ink(Ink::Text));
        painter.drawText(area, Qt::AlignCenter, QFontMetricsF(font).elidedText(nameOf(node), Qt::ElideMiddle, area.width() - 10));
        return;
    }
    painter.setPen(area.width() < 6 ? QPen(Qt::NoPen) : QPen(current ? ink(Ink::Accent) : ink(Ink::Surface), current ? 2.5 : 1.25));
    painter.setBrush(colour);
    if (area.width() < 5 && !current)
        painter.fillRect(area, colour);
    else
        painter.drawEllipse(area);
    if (current) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(ink(Ink::Accent), 2));
        painter.drawEllipse(area.adjusted(-4, -4, 4, 4));
    }
}

void GraphScene::paintLabels(QPainter& painter, const QRectF& view, const GraphCamera& camera) const {
    const bool boxed = boxes(camera);
    if (m_graph.nodeNames.empty() || (boxed && camera.scale >= kNamedBoxes) || camera.scale < 0.12) return;
    Occupancy occupied(view);
    for (std::size_t i = 0; i < nodes(); ++i) occupied.take(areaOf(i, camera));
    const QFont font = fontOf(12);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    int placed = 0, tried = 0;
    for (const std::uint32_t node : m_byDegree) {
        const QRectF area = areaOf(node, camera);
        if (!view.intersects(area)) continue;
        if (placed >= 150 || ++tried > 1'500) break;
        const QString text = metrics.elidedText(nameOf(node), Qt::ElideMiddle, 140);
        const QSizeF size(metrics.horizontalAdvance(text) + 4, metrics.height());
        const QPointF under(area.center().x() - size.width() / 2, area.bottom() + 3), above(under.x(), area.top() - 4 - size.height());
        const double middle = area.center().y() - size.height() / 2;
        const QPointF right(area.right() + 3, middle), left(area.left() - 3 - size.width(), middle);
        const QPointF corners[] = {boxed ? above : right, under, boxed ? right : above, left};
        for (const QPointF& corner : corners) {
            const QRectF box(corner, size);
            if (!occupied.free(box)) continue;
            occupied.take(box);
            QColor ground = ink(Ink::Surface);
            ground.setAlphaF(0.7f);
            painter.fillRect(box.adjusted(0, 1, 0, -1), ground);
            painter.setPen(ink(Ink::Text));
            painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, text);
            ++placed;
            break;
        }
    }
}

void GraphScene::paint(QPainter& painter, const QRectF& view, const GraphCamera& camera, const Style& style) const {
    painter.save();
    paintEdges(painter, view, camera, style.fine);
    painter.setRenderHint(QPainter::Antialiasing, style.fine || nodes() < 2'000);
    for (std::size_t i = 0; i < nodes(); ++i)
        if (view.adjusted(-60, -20, 60, 20).contains(camera.toPixel(m_positions[i])) || view.intersects(areaOf(i, camera)))
            style.fine || nodes() < 2'000 || style.current == i ? paintNode(painter, i, camera, style.current == i, true)
                                                                : painter.fillRect(areaOf(i, camera), m_nodeColour[i]);
    if (style.fine) paintLabels(painter, view, camera);
    painter.restore();
}

void GraphScene::paintNeighbourhood(QPainter& painter, const QRectF& view, const GraphCamera& camera, std::size_t node) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = ink(Ink::Surface);
    veil.setAlphaF(0.72f);
    painter.fillRect(view, veil);
    for (std::uint32_t i = m_first[node]; i < std::min(m_first[node + 1], m_first[node] + 2'000); ++i)
        paintEdge(painter, m_incident[i], camera, ink(Ink::Accent), std::max(1.2, m_width[m_incident[i]] * std::clamp(camera.scale, 0.4, 1.5)), true);
    const std::vector<std::uint32_t> around = neighboursOf(node);
    for (const std::uint32_t other : around) paintNode(painter, other, camera, false, true);
    paintNode(painter, node, camera, true, true);
    if (!(boxes(camera) && camera.scale >= kNamedBoxes) && !m_graph.nodeNames.empty()) {
        Occupancy occupied(view);
        occupied.take(areaOf(node, camera));
        const QFont font = fontOf(12);
        const QFontMetricsF metrics(font);
        painter.setFont(font);
        painter.setPen(ink(Ink::Text));
        std::vector<std::uint32_t> named{static_cast<std::uint32_t>(node)};
        named.insert(named.end(), around.begin(), around.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(around.size(), 40)));
        for (const std::uint32_t one : named) {
            const QRectF area = areaOf(one, camera);
            const QString text = metrics.elidedText(nameOf(one), Qt::ElideMiddle, 140);
            const double width = metrics.horizontalAdvance(text) + 4;
            const QRectF box = boxes(camera) ? QRectF(area.center().x() - width / 2, area.top() - 4 - metrics.height(), width, metrics.height())
                                             : QRectF(area.right() + 3, area.center().y() - metrics.height() / 2, width, metrics.height());
            if (!occupied.free(box)) continue;
            occupied.take(box);
            painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, text);
        }
    }
    painter.restore();
}

void GraphScene::paintLegend(QPainter& painter, const QRectF& view) const {
    QStringList names;
    std::vector<QColor> colours;
    for (int i = 0; i < m_categories.size(); ++i) names += m_categories[i], colours.push_back(Theme::instance().series(i));
    const bool scale = m_colourRange.has_value();
    const std::size_t edgeKinds = m_graph.edgeType.empty() ? 0 : std::min<std::size_t>(m_graph.edgeTypeNames.size(), 8);
    if (names.isEmpty() && !scale && edgeKinds == 0) return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont font = fontOf(12);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    const double row = std::ceil(metrics.height()) + 2;
    double y = view.bottom() - 12;
    const auto text = [&](double x, const QString& words, Ink of) {
        painter.setPen(ink(of));
        painter.drawText(QRectF(x, y, 240, row), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, metrics.elidedText(words, Qt::ElideRight, 200));
    };
    const double left = view.left() + 12;
    for (std::size_t i = edgeKinds; i-- > 0;) {
        y -= row;
        painter.setPen(QPen(Theme::instance().series(static_cast<int>(i)), 2));
        painter.drawLine(QPointF(left, y + row / 2), QPointF(left + 14, y + row / 2));
        text(left + 20, qs(m_graph.edgeTypeNames[i]), Ink::Text);
    }
    for (qsizetype i = names.size(); i-- > 0;) {
        y -= row;
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours[static_cast<std::size_t>(i)]);
        painter.drawEllipse(QPointF(left + 7, y + row / 2), 4.5, 4.5);
        text(left + 20, names[i], Ink::Text);
    }
    if (scale) {
        y -= row;
        QLinearGradient gradient(left, 0, left + 96, 0);
        gradient.setColorAt(0, ink(Ink::AccentSoft));
        gradient.setColorAt(1, ink(Ink::Accent));
        painter.setPen(QPen(ink(Ink::Border), 1));
        painter.setBrush(gradient);
        painter.drawRect(QRectF(left + 0.5, y + 4, 96, 10));
        text(left + 104, QStringLiteral("%1 to %2").arg(numberText(m_colourRange->first), numberText(m_colourRange->second)), Ink::Text);
    }
    if (!names.isEmpty() || scale) {
        y -= row;
        text(left, m_column, Ink::Muted);
    }
    painter.restore();
}

}  // namespace vitrine

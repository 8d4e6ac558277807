// SPDX-License-Identifier: GPL-3.0-or-later
// What a MatrixView looks like.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/matrix_view_impl.h"
#include "widgets/image/paint_parts.h"

namespace vitrine {
namespace {

constexpr double kEdge = 12, kGap = 8;
constexpr double kFoot = 28;   ///< Kept free for the read-out.

/// Width of the widest of at most 2,000 of the names: an estimate is enough beyond.
template <class Name>
double widest(const QFontMetricsF& metrics, int count, Name name) {
    double width = 0;
    const int step = count / 2000 + 1;
    for (int i = 0; i < count; i += step) width = std::max(width, metrics.horizontalAdvance(name(i)));
    return width;
}

/// Every how many names fit when each needs `need` and cells are `cell` large; a round number.
int thinned(double cell, double need) {
    const double raw = need / std::max(cell, 1e-9);
    for (int power = 1;; power *= 10)
        for (const int digit : {1, 2, 5})
            if (digit * power >= raw || power > 100'000'000) return digit * power;
}

}  // namespace

MatrixView::Impl::Layout MatrixView::Impl::layOut(const QRectF& whole) const {
    Layout l;
    if (empty()) return l;
    const QFontMetricsF metrics(smallFont());
    const double line = metrics.height() + 4;
    QRectF rest = whole.adjusted(kEdge, kEdge, -kEdge, -kEdge - kFoot + kEdge);
    if (!title.isEmpty()) {
        l.title = QRectF(rest.x(), rest.y(), rest.width(), 20);
        rest.setTop(rest.top() + 20 + kGap);
    }
    const double barWidth = colourBarWidth(smallFont(), used, unit());
    l.bar = QRectF(rest.right() - barWidth, rest.top(), barWidth, rest.height());
    rest.setRight(l.bar.left());
    if (!rowTitle.isEmpty()) rest.setLeft(rest.left() + line);
    if (!columnTitle.isEmpty()) rest.setBottom(rest.bottom() - line);
    const double names = std::min(widest(metrics, rowCount(), [&](int i) { return rowName(i); }), std::min(180.0, rest.width() * 0.35));
    rest.setLeft(rest.left() + names + kGap);
    const double columnNeed = widest(metrics, columnCount(), [&](int i) { return columnName(i); });
    const double cellWidth = rest.width() / columnCount();
    // Numbers thin out lying; names are turned instead, so that each stays.
    l.upright = !columns.isEmpty() && columnNeed + 8 > cellWidth;
    const double below = l.upright ? std::min(columnNeed, std::min(140.0, rest.height() * 0.35)) + kGap : line;
    rest.setBottom(rest.bottom() - below);
    l.cellWidth = std::max(1e-3, rest.width() / columnCount());
    l.cellHeight = std::max(1e-3, rest.height() / rowCount());
    if (rowCount() == columnCount()) l.cellWidth = l.cellHeight = std::min(l.cellWidth, l.cellHeight);
    l.cells = QRectF(rest.x(), rest.y(), l.cellWidth * columnCount(), l.cellHeight * rowCount());
    l.rowNames = QRectF(l.cells.x() - names - kGap, l.cells.y(), names + kGap, l.cells.height());
    l.columnNames = QRectF(l.cells.x(), l.cells.bottom(), l.cells.width(), below);
    if (!rowTitle.isEmpty()) l.rowTitle = QRectF(l.rowNames.x() - line, l.cells.y(), line, l.cells.height());
    if (!columnTitle.isEmpty()) l.columnTitle = QRectF(l.cells.x(), l.columnNames.bottom(), l.cells.width(), line);
    l.bar = QRectF(l.cells.right(), l.cells.top(), barWidth, l.cells.height());
    return l;
}

void MatrixView::Impl::paintEmpty(QPainter& painter, const QRectF& area) const {
    painter.setPen(Theme::instance().colour(Ink::Muted));
    painter.drawText(area.adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
}

void MatrixView::Impl::paint(QPainter& painter, const QRectF& whole, bool live) const {
    const Layout layout = layOut(whole);
    painter.save();
    painter.setFont(smallFont());
    paintTitles(painter, layout);
    paintCells(painter, layout);
    paintNames(painter, layout);
    drawColourBar(painter, layout.bar, used, unit());
    if (live) {
        paintMarks(painter, layout);
        const QPoint cell = hovered != QPoint(-1, -1) ? hovered : current;
        painter.setPen(Theme::instance().colour(Ink::Muted));
        if (cell != QPoint(-1, -1))
            painter.drawText(QRectF(whole.x() + kEdge, whole.bottom() - kFoot, whole.width() - 2 * kEdge, kFoot), Qt::AlignLeft | Qt::AlignVCenter,
                             QFontMetricsF(painter.font()).elidedText(readout(cell.y(), cell.x()), Qt::ElideRight, whole.width() - 2 * kEdge));
    }
    painter.restore();
}

void MatrixView::Impl::paintTitles(QPainter& painter, const Layout& l) const {
    const Theme& theme = Theme::instance();
    painter.setPen(theme.colour(Ink::Text));
    if (!title.isEmpty()) {
        painter.save();
        painter.setFont(theme.headingFont(3));
        painter.drawText(l.title, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(painter.font()).elidedText(title, Qt::ElideRight, l.title.width()));
        painter.restore();
    }
    painter.setPen(theme.colour(Ink::Muted));
    painter.drawText(l.columnTitle, Qt::AlignCenter, columnTitle);
    if (rowTitle.isEmpty()) return;
    painter.save();
    painter.translate(l.rowTitle.center());
    painter.rotate(-90);
    painter.drawText(QRectF(-l.rowTitle.height() / 2, -l.rowTitle.width() / 2, l.rowTitle.height(), l.rowTitle.width()), Qt::AlignCenter, rowTitle);
    painter.restore();
}

void MatrixView::Impl::paintCells(QPainter& painter, const Layout& l) const {
    const double scale = std::hypot(painter.worldTransform().m11(), painter.worldTransform().m12()) * painter.device()->devicePixelRatio();
    const double ratio = std::clamp(scale, 1.0, 8.0);
    const QSize size(std::max(1, qRound(l.cells.width() * ratio)), std::max(1, qRound(l.cells.height() * ratio)));
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    raster->paint(image, QRect(QPoint(0, 0), size), QRectF(0, 0, columnCount(), rowCount()), table, false);
    painter.drawImage(l.cells, image);
    if (std::min(l.cellWidth, l.cellHeight) >= 12) {
        painter.setPen(QPen(Theme::instance().colour(Ink::Surface), 1));
        for (int column = 1; column < columnCount(); ++column) painter.drawLine(l.cell(0, column).topLeft(), l.cell(rowCount() - 1, column).bottomLeft());
        for (int row = 1; row < rowCount(); ++row) painter.drawLine(l.cell(row, 0).topLeft(), l.cell(row, columnCount() - 1).topRight());
    }
    paintTexts(painter, l);
}

void MatrixView::Impl::paintTexts(QPainter& painter, const Layout& l) const {
    const QFontMetricsF metrics(painter.font());
    if (l.cellHeight < metrics.height() + 4 || l.cellWidth < 24) return;
    std::vector<QString> texts;
    double most = 0;
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < columnCount(); ++column) {
            texts.push_back(numberText(raster->valueAt(column, row), 3));
            most = std::max(most, metrics.horizontalAdvance(texts.back()));
        }
    }
    if (most + 6 > l.cellWidth) return;   // All or none: a matrix with some numbers missing misleads.
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < columnCount(); ++column) {
            painter.setPen(inkOn(table.colourOf(raster->valueAt(column, row))));
            painter.drawText(l.cell(row, column), Qt::AlignCenter, texts[static_cast<std::size_t>(row) * static_cast<std::size_t>(columnCount()) + static_cast<std::size_t>(column)]);
        }
    }
}

void MatrixView::Impl::paintNames(QPainter& painter, const Layout& l) const {
    const Theme& theme = Theme::instance();
    const QFontMetricsF metrics(painter.font());
    const QPoint marked = hovered != QPoint(-1, -1) ? hovered : current;
    const auto ink = [&](bool on) { painter.setPen(theme.colour(on ? Ink::Accent : Ink::Text)); };
    const int rowStep = thinned(l.cellHeight, metrics.height());
    for (int row = 0; row < rowCount(); row += rowStep) {
        const QRectF cell = l.cell(row, 0);
        ink(row == marked.y());
        const QRectF area(l.rowNames.x(), cell.center().y() - metrics.height() / 2, l.rowNames.width() - kGap, metrics.height());
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, metrics.elidedText(rowName(row), Qt::ElideRight, area.width()));
    }
    const double need = l.upright ? metrics.height() : widest(metrics, columnCount(), [&](int i) { return columnName(i); }) + 8;
    const int columnStep = thinned(l.cellWidth, need);
    for (int column = 0; column < columnCount(); column += columnStep) {
        const double middle = l.cell(0, column).center().x();
        ink(column == marked.x());
        if (!l.upright) {
            painter.drawText(QRectF(middle - need, l.columnNames.y() + 4, 2 * need, metrics.height()), Qt::AlignHCenter | Qt::AlignTop, columnName(column));
            continue;
        }
        painter.save();
        painter.translate(middle, l.columnNames.y() + kGap / 2);
        painter.rotate(-90);
        const double length = l.columnNames.height() - kGap;
        painter.drawText(QRectF(-length, -metrics.height() / 2, length, metrics.height()), Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(columnName(column), Qt::ElideRight, length));
        painter.restore();
    }
}

void MatrixView::Impl::paintMarks(QPainter& painter, const Layout& l) const {
    const auto outline = [&](const QPoint& cell, double width, Ink ink) {
        if (cell == QPoint(-1, -1)) return;
        QRectF box = l.cell(std::max(0, cell.y()), std::max(0, cell.x()));
        if (cell.x() < 0) box = QRectF(l.cells.x(), box.y(), l.cells.width(), box.height());
        if (cell.y() < 0) box = QRectF(box.x(), l.cells.y(), box.width(), l.cells.height());
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Theme::instance().colour(Ink::Surface), width + 2));
        painter.drawRect(box);
        painter.setPen(QPen(Theme::instance().colour(ink), width));
        painter.drawRect(box);
    };
    outline(hovered, 1, Ink::Text);
    outline(current, 2, Ink::Accent);
}

}  // namespace vitrine

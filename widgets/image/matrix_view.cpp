// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/matrix_view.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/matrix_view_impl.h"

namespace vitrine {

MatrixView::MatrixView(QWidget* parent) : QWidget(parent), m_impl(std::make_shared<Impl>()) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(120, 96);
    setAccessibleName(QStringLiteral("Matrix"));
    setAccessibleDescription(QStringLiteral("Arrows move from cell to cell, Space picks the cell."));
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

void MatrixView::Impl::retable() {
    used = withRange(asked, raster->span());
    table = ColourTable(used);
}

QString MatrixView::Impl::unit() const { return raster ? qs(raster->array().unit) : QString(); }

Status MatrixView::setMatrix(const Array& values, QStringList rows, QStringList columns, const ValueColours& colours) {
    Impl& d = *m_impl;
    d.rows = std::move(rows);
    d.columns = std::move(columns);
    d.asked = colours;
    d.current = d.hovered = {-1, -1};
    d.raster.reset();
    update();
    if (values.empty()) return {};
    VITRINE_TRY(auto raster, Raster::make(values, true));
    if (!raster->isValues())
        return Error{ErrorCode::Unsupported, "Cannot show array as a matrix", values.describe(), "it is not [rows, columns]", "Open it in the tensor inspector."};
    d.raster = raster;
    d.retable();
    Raster::prepare(raster, this, [this, raster] {
        if (m_impl->raster == raster) m_impl->retable();
        update();
    });
    return {};
}

void MatrixView::setTitles(const QString& title, const QString& rowTitle, const QString& columnTitle) {
    m_impl->title = title;
    m_impl->rowTitle = rowTitle;
    m_impl->columnTitle = columnTitle;
    setAccessibleName(title.isEmpty() ? QStringLiteral("Matrix") : title);
    update();
}

void MatrixView::setEmptyText(const QString& text) {
    m_impl->emptyText = text;
    update();
}

void MatrixView::setProvenance(const Json& provenance) { m_impl->provenance = provenance; }

void MatrixView::setCurrent(int row, int column) {
    Impl& d = *m_impl;
    d.current = {std::clamp(column, -1, d.columnCount() - 1), std::clamp(row, -1, d.rowCount() - 1)};
    update();
}

QPoint MatrixView::current() const { return m_impl->current; }

QRectF MatrixView::cellRect(int row, int column) const { return m_impl->layOut(QRectF(rect())).cell(row, column); }

QSize MatrixView::sizeHint() const { return {480, 400}; }

QString MatrixView::Impl::readout(int row, int column) const {
    const auto named = [](const QString& what, const QString& fallback, const QString& name) {
        return (what.isEmpty() ? fallback : what) + ' ' + name;
    };
    QStringList parts;
    if (row >= 0) parts << named(rowTitle, QStringLiteral("row"), rowName(row));
    if (column >= 0) parts << named(columnTitle, QStringLiteral("column"), columnName(column));
    QString text = parts.join(QStringLiteral(", "));
    if (row >= 0 && column >= 0) text += QStringLiteral(": ") + raster->textAt(column, row);
    return text;
}

QPoint MatrixView::Impl::at(const QPointF& place) const {
    if (empty()) return {-1, -1};
    const Layout layout = layOut(area);
    const int column = std::clamp(static_cast<int>((place.x() - layout.cells.x()) / layout.cellWidth), 0, columnCount() - 1);
    const int row = std::clamp(static_cast<int>((place.y() - layout.cells.y()) / layout.cellHeight), 0, rowCount() - 1);
    if (layout.cells.contains(place)) return {column, row};
    if (layout.rowNames.contains(place)) return {-1, row};
    if (layout.columnNames.contains(place)) return {column, -1};
    return {-1, -1};
}

void MatrixView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = Theme::instance();
    painter.fillRect(rect(), theme.colour(Ink::Surface));
    m_impl->area = QRectF(rect());
    m_impl->focused = hasFocus();
    m_impl->empty() ? m_impl->paintEmpty(painter, m_impl->area) : m_impl->paint(painter, m_impl->area, true);
    if (hasFocus()) {
        painter.setPen(QPen(theme.colour(Ink::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void MatrixView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    m_impl->area = QRectF(rect());
    const QPoint cell = m_impl->at(event->position());
    if (cell == QPoint(-1, -1)) return;
    setCurrent(cell.y(), cell.x());
    Q_EMIT cellClicked(cell.y(), cell.x());
}

void MatrixView::mouseMoveEvent(QMouseEvent* event) {
    m_impl->area = QRectF(rect());
    const QPoint cell = m_impl->at(event->position());
    if (cell == m_impl->hovered) return;
    m_impl->hovered = cell;
    update();
    Q_EMIT cellHovered(cell.y(), cell.x());
}

void MatrixView::leaveEvent(QEvent*) {
    if (m_impl->hovered == QPoint(-1, -1)) return;
    m_impl->hovered = {-1, -1};
    update();
    Q_EMIT cellHovered(-1, -1);
}

void MatrixView::keyPressEvent(QKeyEvent* event) {
    Impl& d = *m_impl;
    QPoint next = d.current;
    switch (event->key()) {
        case Qt::Key_Left: next.rx() -= 1; break;
        case Qt::Key_Right: next.rx() += 1; break;
        case Qt::Key_Up: next.ry() -= 1; break;
        case Qt::Key_Down: next.ry() += 1; break;
        case Qt::Key_Home: next = {0, 0}; break;
        case Qt::Key_Space:
        case Qt::Key_Return:
            if (d.current.x() >= 0 || d.current.y() >= 0) Q_EMIT cellClicked(d.current.y(), d.current.x());
            return;
        case Qt::Key_Escape: return setCurrent(-1, -1);
        default: return QWidget::keyPressEvent(event);
    }
    if (d.empty()) return;
    d.hovered = {-1, -1};
    setCurrent(std::max(0, next.y()), std::max(0, next.x()));
    setAccessibleDescription(d.readout(d.current.y(), d.current.x()));
    Q_EMIT cellHovered(d.current.y(), d.current.x());
}

void MatrixView::focusInEvent(QFocusEvent*) { update(); }
void MatrixView::focusOutEvent(QFocusEvent*) { update(); }

void MatrixView::contextMenuEvent(QContextMenuEvent* event) {
    if (m_impl->empty()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("Export figure…"), this, [this] { exportFigureWithDialog(this, *this, m_impl->provenance); });
    menu->popup(event->globalPos());
}

QString MatrixView::figureTitle() const { return m_impl->title; }

QSizeF MatrixView::figureSize() const { return QSizeF(std::max(width(), 320), std::max(height(), 240)); }

void MatrixView::paintFigure(QPainter& painter, const QRectF& area) {
    m_impl->empty() ? m_impl->paintEmpty(painter, area) : m_impl->paint(painter, area, false);
}

std::optional<Table> MatrixView::figureData() const {
    const Impl& d = *m_impl;
    if (d.empty() || d.columnCount() > 4096) return std::nullopt;
    Table table;
    std::vector<std::string> names;
    for (int row = 0; row < d.rowCount(); ++row) names.push_back(ss(d.rowName(row)));
    table.columns.push_back({d.rowTitle.isEmpty() ? "row" : ss(d.rowTitle), std::move(names), ""});
    for (int column = 0; column < d.columnCount(); ++column) {
        std::vector<double> values;
        for (int row = 0; row < d.rowCount(); ++row) values.push_back(d.raster->valueAt(column, row));
        table.columns.push_back({ss(d.columnName(column)), Array::of(values), ss(d.unit())});
    }
    return table;
}

}  // namespace vitrine

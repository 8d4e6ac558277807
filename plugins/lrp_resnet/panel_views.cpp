// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_views.h"

#include <QGridLayout>
#include <QPainter>

#include "plugins/lrp_resnet/panel_ink.h"


namespace vitrine::lrp_panel {

MapViews::MapViews(Desk& desk, QWidget* parent) : QWidget(parent), m_desk(desk) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(Theme::space(3));
    connect(&desk, &Desk::explainedChanged, this, [this](int view) {
        // A common scale hangs on the first view; otherwise only the view itself is drawn.
        if (view == 0 || !m_desk.state().display.normalise) drawAll();
        else if (view < m_desk.views()) cell(view).draw(0);
    });
    connect(&desk, &Desk::opened, this, &MapViews::drawAll);
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        if (before.beside.size() != m_desk.state().beside.size()) arrange();
        for (int view = 0; view < m_desk.views(); ++view) cell(view).takeOver();
        if (before.beside != m_desk.state().beside || !(before.display == m_desk.state().display)) drawAll();
        if (before.region != m_desk.state().region) showRegion();
    });
    connect(&desk.context().draft, &RunDraft::changed, this, [this] {
        for (int view = 0; view < m_desk.views(); ++view) cell(view).takeOver();
    });
    connect(&desk.context().draft, &RunDraft::valueChanged, this, [this](const QString& id) {
        if (id == "opacity") drawAll();
    });
    connect(&Theme::instance(), &Theme::changed, this, &MapViews::drawAll);
    arrange();
}

MapCell& MapViews::cell(int view) {
    MapCell*& made = m_cells[static_cast<std::size_t>(view)];
    if (made) return *made;
    made = new MapCell(m_desk, view, this);
    ImageView& image = made->image();
    image.setMode(m_regionMode ? ImageView::Mode::Region : ImageView::Mode::Pan);
    image.setRegion(m_desk.state().region);
    connect(&image, &ImageView::regionFinished, this, [this](const QRectF& region) {
        if (m_regionMode) m_desk.edit("Mark a region", [region](ViewState& state) { state.region = region; });
    });
    connect(&image, &ImageView::hovered, this, [this](const QPointF&, const QString& readout) { Q_EMIT hovered(readout); });
    if (view > 0) cell(0).image().link(&image);
    return *made;
}

void MapViews::arrange() {
    auto* grid = static_cast<QGridLayout*>(layout());
    const int views = m_desk.views();
    for (int view = 0; view < static_cast<int>(m_cells.size()); ++view) {
        grid->setColumnStretch(view, view < views ? 1 : 0);
        if (view >= views && !m_cells[static_cast<std::size_t>(view)]) continue;
        MapCell& own = cell(view);
        grid->removeWidget(&own);
        if (view < views) grid->addWidget(&own, 0, view);
        own.setVisible(view < views);
    }
}

void MapViews::drawAll() {
    const Display& display = m_desk.state().display;
    const double shared = display.normalise ? 0 : cell(0).fullOfOwn();
    for (int view = 0; view < m_desk.views(); ++view) cell(view).draw(shared);
}

void MapViews::setRegionMode(bool on) {
    m_regionMode = on;
    for (MapCell* cell : m_cells)
        if (cell) cell->image().setMode(on ? ImageView::Mode::Region : ImageView::Mode::Pan);
}

void MapViews::showRegion() {
    for (MapCell* cell : m_cells)
        if (cell) cell->image().setRegion(m_desk.state().region);
    m_desk.context().selection.setRegion(m_desk.state().region, this);
}

Json MapViews::saveState() const { return m_cells[0]->image().saveState(); }
void MapViews::restoreState(const Json& state) { m_cells[0]->image().restoreState(state); }

void MapFigure::paintFigure(QPainter& painter, const QRectF& area) {
    painter.save();
    painter.setFont(Theme::instance().bodyFont());
    const double line = QFontMetricsF(painter.font()).height() + 4, gap = 12, width = (area.width() - gap * (count() - 1)) / count();
    painter.fillRect(area, ink(Ink::Surface));
    for (int view = 0; view < count(); ++view) {
        const QRectF cell(area.left() + view * (width + gap), area.top(), width, area.height());
        const QRectF head(cell.left() + 4, cell.top(), width - 8, line), foot(cell.left() + 4, cell.bottom() - line, width - 8, line);
        const QFontMetricsF metrics(painter.font());
        painter.setPen(ink(Ink::Text));
        painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(m_desk.titleOf(view), Qt::ElideRight, head.width()));
        painter.setPen(ink(Ink::Muted));
        painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(m_views.caption(view), Qt::ElideRight, foot.width()));
        m_views.image(view).paintFigure(painter, cell.adjusted(0, line, 0, -line));
    }
    painter.restore();
}

}  // namespace vitrine::lrp_panel

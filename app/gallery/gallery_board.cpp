// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gallery/gallery_board.h"

#include <QKeyEvent>
#include <algorithm>
#include <cmath>

#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr int kGap = 16, kSide = 32, kScrollBar = 12, kHeading = 28, kAfterSection = 28, kBottom = 32;

}  // namespace

GalleryBoard::GalleryBoard(QWidget* parent) : QWidget(parent) {
    setObjectName("board");
    setAccessibleName("Methods");
}

void GalleryBoard::setSections(std::vector<Section> sections) {
    m_sections = std::move(sections);
    for (QObject* child : children())
        if (auto* widget = qobject_cast<QWidget*>(child)) widget->hide();
    arrange();
}

std::vector<QWidget*> GalleryBoard::visibleTiles() const {
    std::vector<QWidget*> tiles;
    for (const Section& section : m_sections)
        for (QWidget* tile : section.tiles)
            if (!tile->isHidden()) tiles.push_back(tile);
    return tiles;
}

void GalleryBoard::focusFirst() {
    if (const auto tiles = visibleTiles(); !tiles.empty()) {
        tiles.front()->setFocus(Qt::TabFocusReason);
        Q_EMIT focused(tiles.front());
    }
}

/// Sections lie below each other; small ones (a family of one or two methods) share a row with the next while there is room.
void GalleryBoard::arrange() {
    const int room = width() - 2 * kSide + kScrollBar;  // The scroll bar stands in the margin.
    int y = 4, column = 0, bandHeight = 0;              // Of the row of sections being filled.
    QWidget* before = nullptr;
    for (Section& section : m_sections) {
        if (section.tiles.empty()) continue;
        const int columns = std::max(1, (room + kGap) / (section.leastWidth + kGap));
        if (&section == &m_sections.front()) m_columns = columns;
        const int tileWidth = (room - (columns - 1) * kGap) / columns, tiles = static_cast<int>(section.tiles.size());
        const int shown = section.mostRows > 0 ? std::min(tiles, section.mostRows * columns) : tiles;
        const bool shares = section.sharesRow && column > 0 && column + shown <= columns;
        if (!shares && column > 0) y += bandHeight + kAfterSection, column = 0;
        const int left = kSide + column * (tileWidth + kGap), wide = std::min(shown, columns);
        int top = y;
        if (section.heading) {
            section.heading->setGeometry(left, top, shown < columns && section.sharesRow ? wide * (tileWidth + kGap) - kGap : room,
                                         kHeading - 4);
            section.heading->show();
            top += kHeading + 4;
        }
        for (int i = 0; i < tiles; ++i) {
            QWidget* tile = section.tiles[static_cast<std::size_t>(i)];
            tile->setVisible(i < shown);
            if (i >= shown) continue;
            tile->setGeometry(left + (i % columns) * (tileWidth + kGap), top + (i / columns) * (section.tileHeight + kGap), tileWidth,
                              section.tileHeight);
            if (before) setTabOrder(before, tile);
            before = tile;
        }
        bandHeight = top - y + ((shown + columns - 1) / columns) * (section.tileHeight + kGap) - kGap;
        column = section.sharesRow && shown < columns ? column + shown : columns;
    }
    setMinimumHeight(y + bandHeight + kBottom);
}

void GalleryBoard::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) arrange();
}

void GalleryBoard::moveFocus(QWidget* from, int key) {
    const std::vector<QWidget*> tiles = visibleTiles();
    const auto at = std::find(tiles.begin(), tiles.end(), from);
    if (at == tiles.end()) return;
    QWidget* to = nullptr;
    if (key == Qt::Key_Right && at + 1 != tiles.end()) to = *(at + 1);
    if (key == Qt::Key_Left && at != tiles.begin()) to = *(at - 1);
    if (key == Qt::Key_Home) to = tiles.front();
    if (key == Qt::Key_End) to = tiles.back();
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
        // The nearest tile of the next row, whatever section it is in.
        const QPoint here = from->geometry().center();
        int bestRow = 0, bestAside = 0;
        for (QWidget* tile : tiles) {
            const QPoint there = tile->geometry().center();
            const int row = key == Qt::Key_Down ? tile->y() - from->y() : from->y() - tile->y();
            if (row <= 0) continue;
            const int aside = std::abs(there.x() - here.x());
            if (to && (row > bestRow || (row == bestRow && aside >= bestAside))) continue;
            to = tile, bestRow = row, bestAside = aside;
        }
        if (!to && key == Qt::Key_Up) Q_EMIT leftAbove();
    }
    if (!to) return;
    to->setFocus(Qt::TabFocusReason);
    Q_EMIT focused(to);
}

void GalleryBoard::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Home:
        case Qt::Key_End: moveFocus(focusWidget(), event->key()); return;
        default: break;
    }
    const QString text = event->text();
    if (!text.isEmpty() && text[0].isPrint() && !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)))
        Q_EMIT typed(text);
    else
        QWidget::keyPressEvent(event);
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QContextMenuEvent>
#include <QDateTime>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/table/log_lines.h"

namespace vitrine {
namespace {

constexpr int kMargin = 8;
constexpr int kMostCharacters = 4000;  // Of one line; nobody reads further, and drawing would take long.

Ink inkOf(int rank) {
    return rank == 0 ? Ink::Muted : rank == 2 ? Ink::Warning : rank == 3 ? Ink::Bad : Ink::Text;
}

}  // namespace

void LogLines::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.colour(Ink::Surface));
    painter.setFont(theme.monoFont());
    const int height = lineHeight(), first = verticalScrollBar()->value();
    for (int i = first, top = 0; i < lineCount() && top < viewport()->height(); ++i, top += height) paintLine(painter, i, top);
    if (hasFocus()) {
        painter.setPen(theme.colour(Ink::Accent));
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void LogLines::paintLine(QPainter& painter, int index, int top) const {
    const Theme& theme = Theme::instance();
    const Line& line = m_lines[std::size_t(index)];
    const LogRow& row = m_rows[line.row];
    const QFontMetrics metrics = painter.fontMetrics();
    const int height = lineHeight(), baseline = top + 2 + metrics.ascent(), letter = metrics.horizontalAdvance('0');
    const int left = kMargin - horizontalScrollBar()->value(), textLeft = left + letter * 14;
    const int rank = levelRank(row.level);
    if (m_anchor >= 0 && index >= std::min(m_anchor, m_cursor) && index <= std::max(m_anchor, m_cursor))
        painter.fillRect(0, top, viewport()->width(), height, theme.colour(Ink::AccentSoft));
    const QString text = QString::fromUtf8(row.text.data() + line.begin, std::min<int>(int(line.length), kMostCharacters)).replace('\t', "    ");
    if (!m_filterText.isEmpty()) paintMatches(painter, text, textLeft, top);
    if (line.begin == 0) {
        painter.setPen(theme.colour(Ink::Muted));
        painter.drawText(left, baseline, QDateTime::fromMSecsSinceEpoch(row.time / 1000).toString("HH:mm:ss.zzz"));
    }
    if (rank >= 2) painter.fillRect(QRect(0, top, 3, height), theme.colour(inkOf(rank)));
    painter.setPen(theme.colour(inkOf(rank)));
    painter.drawText(textLeft, baseline, text);
}

void LogLines::paintMatches(QPainter& painter, const QString& text, int left, int top) const {
    const QFontMetrics metrics = painter.fontMetrics();
    QColor mark = Theme::instance().colour(Ink::Warning);
    mark.setAlphaF(0.28F);
    for (qsizetype at = text.indexOf(m_filterText, 0, Qt::CaseInsensitive); at >= 0; at = text.indexOf(m_filterText, at + m_filterText.size(), Qt::CaseInsensitive))
        painter.fillRect(left + metrics.horizontalAdvance(text.left(at)), top, metrics.horizontalAdvance(text.mid(at, m_filterText.size())), lineHeight(), mark);
}

void LogLines::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* copyLines = menu->addAction(Theme::instance().icon("copy"), m_anchor < 0 ? "Copy all lines" : "Copy selected lines");
    copyLines->setEnabled(lineCount() > 0);
    connect(copyLines, &QAction::triggered, this, [this] { copy(); });
    menu->popup(event->globalPos());
}

}  // namespace vitrine

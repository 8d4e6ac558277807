// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/palette_delegate.h"

#include <QPainter>

#include "app/shell/icon_paint.h"
#include "app/shell/palette_model.h"

namespace vitrine {
namespace {

constexpr int kRowHeight = 44;

/// Draws the shortcut as key caps, from the right; returns the left edge of what it drew.
int drawKeys(QPainter& painter, const QString& shortcut, QRect area) {
    const Theme& theme = Theme::instance();
    QFont font = theme.bodyFont();
    font.setPixelSize(11);
    painter.setFont(font);
    int right = area.right();
    QStringList keys = shortcut.split('+', Qt::SkipEmptyParts);
    std::reverse(keys.begin(), keys.end());
    for (const QString& key : keys) {
        const int width = std::max(20, painter.fontMetrics().horizontalAdvance(key) + 12);
        const QRectF cap(right - width + 1, area.center().y() - 9, width, 19);
        painter.setPen(theme.colour(Ink::Border));
        painter.setBrush(theme.colour(Ink::Surface));
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(theme.colour(Ink::Muted));
        painter.drawText(cap, Qt::AlignCenter, key);
        right -= width + 4;
    }
    return right;
}

/// Letters of the text that the pattern's letters meet, in order, are drawn bold.
void drawMatched(QPainter& painter, const QRect& area, const QString& text, const QString& pattern, const QFont& plain) {
    QFont bold = plain;
    bold.setWeight(QFont::Bold);
    const QFontMetrics plainMetrics(plain), boldMetrics(bold);
    const QString shown = plainMetrics.elidedText(text, Qt::ElideRight, area.width());
    const qsizetype whole = pattern.isEmpty() ? -1 : shown.indexOf(pattern, 0, Qt::CaseInsensitive);
    int x = area.left();
    qsizetype next = 0;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        while (next < pattern.size() && pattern[next].isSpace()) ++next;
        const bool matched = whole >= 0 ? i >= whole && i < whole + pattern.size()
                                        : next < pattern.size() && shown[i].toCaseFolded() == pattern[next].toCaseFolded();
        if (matched) ++next;
        painter.setFont(matched ? bold : plain);
        painter.drawText(QPoint(x, area.top() + plainMetrics.ascent()), shown.mid(i, 1));
        x += (matched ? boldMetrics : plainMetrics).horizontalAdvance(shown[i]);
    }
}

}  // namespace

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect.adjusted(8, 1, -8, -1);
    if (option.state & QStyle::State_Selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.colour(Ink::AccentSoft));
        painter->drawRoundedRect(row, 6, 6);
    }
    const bool selected = option.state & QStyle::State_Selected;
    paintIcon(*painter, QRect(row.left() + 12, row.center().y() - 8, 18, 18), index.data(PaletteModel::IconRole).toString(),
              selected ? Ink::Accent : Ink::Muted);
    const int left = row.left() + 42;
    int right = drawKeys(*painter, index.data(PaletteModel::ShortcutRole).toString(), row.adjusted(0, 0, -12, 0));
    if (right >= row.right() - 12) {
        QFont font = theme.bodyFont();
        font.setPixelSize(11);
        painter->setFont(font);
        painter->setPen(theme.colour(Ink::Muted));
        const QString group = index.data(PaletteModel::GroupRole).toString();
        painter->drawText(row.adjusted(0, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter, group);
        right -= painter->fontMetrics().horizontalAdvance(group) + 8;
    }
    const QString detail = index.data(PaletteModel::DetailRole).toString();
    const auto* model = qobject_cast<const PaletteModel*>(index.model());
    painter->setPen(theme.colour(Ink::Text));
    const int lines = detail.isEmpty() ? 1 : 2;
    drawMatched(*painter, QRect(left, row.top() + (lines == 1 ? 13 : 4), right - left - 8, 18),
                index.data(PaletteModel::TitleRole).toString(), model ? model->pattern() : QString(), theme.bodyFont());
    if (lines == 2) {
        QFont font = theme.bodyFont();
        font.setPixelSize(11);
        painter->setFont(font);
        painter->setPen(theme.colour(Ink::Muted));
        const QRect area(left, row.top() + 22, right - left - 8, 16);
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter, painter->fontMetrics().elidedText(detail, Qt::ElideRight, area.width()));
    }
    painter->restore();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {200, kRowHeight};
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/cell_delegate.h"

#include <QPainter>

#include "widgets/base/theme.h"

namespace vitrine {

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        painter->fillRect(option.rect, theme.colour(Ink::AccentSoft));
    else if (option.features & QStyleOptionViewItem::Alternate)
        painter->fillRect(option.rect, option.palette.alternateBase());
    const QRect inner = option.rect.adjusted(8, 0, -8, 0);
    const int alignment = index.data(Qt::TextAlignmentRole).toInt();
    painter->setPen(theme.colour(Ink::Text));
    painter->setFont(option.font);
    painter->drawText(inner, alignment, option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, inner.width()));
    if ((option.state & QStyle::State_HasFocus) && option.widget && option.widget->hasFocus()) {
        painter->setPen(theme.colour(Ink::Accent));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
}

}  // namespace vitrine

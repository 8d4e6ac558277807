// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/form_combo.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QStylePainter>

#include "widgets/base/theme.h"
#include "widgets/form/wheel_guard.h"

namespace vitrine {
namespace {

constexpr int kWidestList = 460;

QFont helpFont() {
    QFont font = Theme::instance().bodyFont();
    font.setPixelSize(font.pixelSize() - 1);
    return font;
}

/// Title, and below it the help in a quieter ink.
class TwoLineDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QString help = index.data(FormCombo::kHelpRole).toString();
        const QFontMetrics title(Theme::instance().bodyFont()), second(helpFont());
        const int width = std::max(title.horizontalAdvance(index.data().toString()), second.horizontalAdvance(help));
        return {std::min(width + 2 * Theme::space(3), kWidestList), help.isEmpty() ? 28 : 44};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& theme = Theme::instance();
        const bool lit = option.state & (QStyle::State_Selected | QStyle::State_MouseOver);
        painter->save();
        painter->fillRect(option.rect, theme.colour(lit ? Ink::AccentSoft : Ink::Raised));
        const QRect inner = option.rect.adjusted(Theme::space(3), 4, -Theme::space(3), -4);
        const QString help = index.data(FormCombo::kHelpRole).toString();
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        painter->setFont(theme.bodyFont());
        painter->setPen(theme.colour(enabled ? Ink::Text : Ink::Muted));
        const QRect first = help.isEmpty() ? inner : QRect(inner.topLeft(), QSize(inner.width(), inner.height() / 2));
        painter->drawText(first, Qt::AlignLeft | Qt::AlignVCenter, painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, inner.width()));
        if (!help.isEmpty()) {
            painter->setFont(helpFont());
            painter->setPen(theme.colour(Ink::Muted));
            painter->drawText(QRect(inner.left(), first.bottom() + 1, inner.width(), inner.height() / 2), Qt::AlignLeft | Qt::AlignVCenter,
                              painter->fontMetrics().elidedText(help, Qt::ElideRight, inner.width()));
        }
        painter->restore();
    }
};

}  // namespace

FormCombo::FormCombo(QWidget* parent) : QComboBox(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMaxVisibleItems(16);
    guardWheel(this);
}

void FormCombo::addEntry(const QString& text, const QVariant& data, const QString& help) {
    addItem(text, data);
    if (help.isEmpty()) return;
    setItemData(count() - 1, help, kHelpRole);
    setItemData(count() - 1, help, Qt::ToolTipRole);
}

/// Own hints: QComboBox measures every entry, and with a contents length it makes the popup list at once, a third of the cost of a form.
QSize FormCombo::hintFor(int letters) const {
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const QSize contents(fontMetrics().averageCharWidth() * letters, fontMetrics().height() + 2);
    return style()->sizeFromContents(QStyle::CT_ComboBox, &option, contents, this);
}

QSize FormCombo::sizeHint() const {
    return hintFor(15);
}

QSize FormCombo::minimumSizeHint() const {
    return hintFor(7);
}

void FormCombo::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const int room = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this).width() - 4;
    option.currentText = fontMetrics().elidedText(option.currentText, m_elide, room);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

void FormCombo::showPopup() {
    if (!m_prepared) setItemDelegate(new TwoLineDelegate(this));  // Not before: the list is made on first use.
    m_prepared = true;
    QStyleOptionViewItem option;
    int width = 0;
    for (int i = 0; i < count(); ++i) width = std::max(width, itemDelegate()->sizeHint(option, model()->index(i, 0)).width());
    view()->setMinimumWidth(std::max(width + 16, this->width()));
    QComboBox::showPopup();
}

}  // namespace vitrine

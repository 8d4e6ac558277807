// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/filter_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

#include "widgets/base/icon_button.h"
#include "widgets/base/theme.h"

namespace vitrine {

FilterBar::FilterBar(const QString& placeholder, const QString& accessibleName, int widest, QWidget* parent)
    : QWidget(parent), m_row(new QHBoxLayout(this)), m_field(new QLineEdit(this)), m_count(new QLabel(this)) {
    m_field->setPlaceholderText(placeholder);
    m_field->setAccessibleName(accessibleName);
    m_field->setClearButtonEnabled(true);
    m_field->setMaximumWidth(widest);
    m_count->setProperty("ink", "muted");
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(Theme::space(2));
    m_row->addWidget(m_field, 1);
    m_row->addWidget(m_count);
    m_row->addStretch();
    connect(m_field, &QLineEdit::textChanged, this, &FilterBar::textChanged);
}

QString FilterBar::text() const { return m_field->text(); }

void FilterBar::setCount(const QString& text) { m_count->setText(text); }

void FilterBar::addChoice(QWidget* control) { m_row->insertWidget(1 + m_choices++, control); }

QToolButton* FilterBar::addTool(const QString& icon, const QString& name) {
    QToolButton* button = iconButton(icon, name, this);
    m_row->addWidget(button);
    return button;
}

}  // namespace vitrine

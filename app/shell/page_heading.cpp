// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/page_heading.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {

PageHeading::PageHeading(const QString& title, const QString& what, QWidget* parent)
    : QWidget(parent), m_words(new QVBoxLayout), m_row(new QHBoxLayout(this)), m_search(new QLineEdit(this)) {
    auto* name = new QLabel(title, this);
    name->setFont(Theme::instance().headingFont(1));
    m_words->setSpacing(2);
    m_words->addWidget(name);
    m_search->setAccessibleName(what);
    m_search->setPlaceholderText(what);
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(240);
    m_search->setMaximumWidth(420);
    m_search->setStyleSheet("QLineEdit { min-height: 24px; }");
    m_search->addAction(Theme::instance().icon("search", Ink::Muted), QLineEdit::LeadingPosition);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(Theme::space(4));
    m_row->addLayout(m_words, 1);
    m_row->addWidget(m_search, 1, Qt::AlignVCenter);
}

void PageHeading::addNote(QWidget* note) { m_words->addWidget(note); }

void PageHeading::addControl(QWidget* control) { m_row->addWidget(control, 0, Qt::AlignVCenter); }

Json searchedState(const QLineEdit& search, const QScrollArea& scroll) {
    return {{"search", ss(search.text())}, {"scroll", scroll.verticalScrollBar()->value()}};
}

void restoreSearched(QLineEdit& search, QScrollArea& scroll, const Json& state) {
    search.setText(qs(stringOr(state, "search")));
    const int to = static_cast<int>(numberOr(state, "scroll", 0));
    QMetaObject::invokeMethod(&scroll, [&scroll, to] { scroll.verticalScrollBar()->setValue(to); }, Qt::QueuedConnection);   // It has no height yet.
}

}  // namespace vitrine

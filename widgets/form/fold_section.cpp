// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/fold_section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/base/theme.h"

namespace vitrine {

FoldSection::FoldSection(const QString& title, QWidget* parent)
    : QWidget(parent),
      m_title(title),
      m_header(new QToolButton(this)),
      m_head(new QHBoxLayout),
      m_foot(new QHBoxLayout),
      m_body(new QWidget(this)),
      m_rows(new QVBoxLayout(m_body)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, Theme::space(2), 0, Theme::space(1));
    column->setSpacing(0);
    m_header->setText(title);
    m_header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_header->setAutoRaise(true);
    m_header->setIconSize({14, 14});
    m_header->setObjectName("section." + title);
    m_header->setProperty("heading", true);
    m_head->setContentsMargins(4, 0, 12, 0);
    m_head->addWidget(m_header);
    m_head->addStretch();
    column->addLayout(m_head);
    m_rows->setContentsMargins(0, 2, 0, 0);
    m_rows->setSpacing(0);
    column->addWidget(m_body);
    m_foot->setContentsMargins(10, 0, 12, 0);
    column->addLayout(m_foot);
    connect(m_header, &QToolButton::clicked, this, [this] {
        setFolded(!m_folded);
        Q_EMIT foldedChanged(m_folded);
    });
    connect(&Theme::instance(), &Theme::changed, this, &FoldSection::refreshHeader);
    refreshHeader();
}

void FoldSection::makeMore() {
    m_more = new QToolButton(this);
    m_more->setAutoRaise(true);
    m_more->setObjectName("more." + m_title);
    m_more->setProperty("link", true);
    m_foot->addWidget(m_more);
    m_foot->addStretch();
    connect(m_more, &QToolButton::clicked, this, &FoldSection::moreClicked);
}

void FoldSection::refreshHeader() {
    m_header->setIcon(Theme::instance().icon(m_folded ? "chevron-right" : "chevron-down", Ink::Muted));
    m_header->setAccessibleName(m_title + (m_folded ? ", folded" : ", open"));
    m_header->setToolTip(m_folded ? "Show these parameters" : "Hide these parameters");
}

/// A hairline parts a section from the one above.
void FoldSection::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(Theme::space(3), 0, width() - 2 * Theme::space(3), 1), Theme::instance().colour(Ink::Border));
}

void FoldSection::insertRow(int at, QWidget* row) {
    m_rows->insertWidget(at, row);
}

void FoldSection::setChangedCount(int count) {
    if (!m_count) {
        if (count == 0) return;
        m_count = new QLabel(this);
        m_count->setProperty("ink", "accent");
        m_head->addWidget(m_count);
    }
    m_count->setVisible(count > 0);
    m_count->setText(QString("%1 changed").arg(count));
}

void FoldSection::setFolded(bool folded) {
    m_folded = folded;
    m_body->setVisible(!folded);
    if (m_more) m_more->setVisible(!folded && !m_more->text().isEmpty());
    refreshHeader();
}

void FoldSection::setMore(int hiddenCount, bool open) {
    const QString text = open ? QString("Show less") : hiddenCount > 0 ? QString("%1 more").arg(hiddenCount) : QString();
    if (!m_more && text.isEmpty()) return;
    if (!m_more) makeMore();
    m_more->setText(text);
    m_more->setToolTip(open ? "Hide the advanced parameters" : "Show the advanced parameters");
    m_more->setVisible(!m_folded && !text.isEmpty());
}

}  // namespace vitrine

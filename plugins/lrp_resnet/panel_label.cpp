// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "plugins/lrp_resnet/panel_ink.h"

namespace vitrine::lrp_panel {

ElidedLabel::ElidedLabel(const QString& text, QWidget* parent) : QLabel(text, parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void ElidedLabel::setInk(Ink colour) {
    m_ink = colour;
    update();
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(ink(m_ink));
    const QRect area = contentsRect();
    painter.drawText(area, static_cast<int>(alignment() | Qt::AlignVCenter), fontMetrics().elidedText(text(), Qt::ElideRight, area.width()));
}

bool ElidedLabel::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty() || fontMetrics().horizontalAdvance(text()) <= width()) return QLabel::event(event);
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text(), this);
    return true;
}

ScoreList::ScoreList(QWidget* parent) : QWidget(parent) {
    setObjectName("player.scores");
    setAccessibleName("Scores of the views");
    setToolTip("Areas under the curves. ID = insertion - deletion; larger is better.");
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ScoreList::setScores(std::vector<Score> scores) {
    m_scores = std::move(scores);
    QStringList texts;
    for (const Score& score : m_scores)
        if (score.known)
            texts << QString("%1: insertion %2, deletion %3").arg(score.title).arg(score.insertion, 0, 'f', 3).arg(score.deletion, 0, 'f', 3);
    setAccessibleDescription(texts.join("; "));
    updateGeometry();
    update();
}

QSize ScoreList::sizeHint() const { return {320, static_cast<int>(line() * (1.0 + static_cast<double>(m_scores.size())) + 4)}; }

void ScoreList::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetrics metrics = fontMetrics();
    const double column = metrics.horizontalAdvance("insertion") + 12, first = std::max(40.0, width() - 3 * column - 4);
    const auto cell = [&](int row, int place, const QString& text, const QColor& colour, bool strong) {
        QFont font = this->font();
        font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(QRectF(first + place * column, row * line(), column, line()), Qt::AlignRight | Qt::AlignVCenter, text);
    };
    const QStringList heads{"insertion", "deletion", "ID"};
    for (int place = 0; place < 3; ++place) cell(0, place, heads[place], ink(Ink::Muted), false);
    for (int row = 1; row <= static_cast<int>(m_scores.size()); ++row) {
        const Score& score = m_scores[static_cast<std::size_t>(row - 1)];
        painter.setPen(Qt::NoPen);
        painter.setBrush(score.colour);
        painter.drawRoundedRect(QRectF(2, row * line() + line() / 2 - 4, 8, 8), 2, 2);
        painter.setFont(font());
        painter.setPen(ink(Ink::Text));
        painter.drawText(QRectF(16, row * line(), first - 16, line()), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(score.title, Qt::ElideRight, static_cast<int>(first - 16)));
        const auto number = [&](double value) { return score.known ? QString::number(value, 'f', 3) : QString("..."); };
        cell(row, 0, number(score.insertion), ink(Ink::Text), false);
        cell(row, 1, number(score.deletion), ink(Ink::Text), false);
        cell(row, 2, number(score.insertion - score.deletion), ink(Ink::Text), true);
    }
}

}  // namespace vitrine::lrp_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

#include "widgets/base/theme.h"

namespace vitrine::lrp_panel {

/// A line of plain text that takes the room it gets and ends in an ellipsis where that does not suffice; the whole text is its tooltip.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(const QString& text = {}, QWidget* parent = nullptr);
    void setInk(Ink colour);           ///< Text, unless set.
    QSize minimumSizeHint() const override { return {20, QLabel::minimumSizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override;

private:
    Ink m_ink = Ink::Text;
};

/// Areas under the curves of every view: a line each with its colour.
class ScoreList : public QWidget {
    Q_OBJECT

public:
    struct Score {
        QString title;
        QColor colour;
        bool known = false;
        double insertion = 0, deletion = 0;
    };
    explicit ScoreList(QWidget* parent = nullptr);
    void setScores(std::vector<Score> scores);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {140, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    double line() const { return fontMetrics().height() + 1; }
    std::vector<Score> m_scores;
};

}  // namespace vitrine::lrp_panel

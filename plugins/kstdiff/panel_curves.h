// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "plugins/kstdiff/panel_chart.h"
#include "plugins/kstdiff/panel_city.h"

namespace vitrine::kstdiff_panel {

/// One day of flow, hour by hour: single days thin, means thick, a level across. The hour looked at is a line that can be dragged.
/// Keys: Left and Right change the hour, Home and End go to the ends of the day.
class CurveView : public PaintedView {
    Q_OBJECT

public:
    enum class Role { Real, Generated, Changed, Before };
    struct Line {
        Role role;
        QString name;
        std::array<double, kHours> values;
    };
    struct Content {
        QString title;
        std::vector<std::array<double, kHours>> days;  ///< Drawn thin behind the lines.
        std::vector<Line> lines;
        std::optional<double> level;
        QString levelName;
        double atLeast = 0;  ///< The flow axis reaches that far at least, so that it stands still while a film plays.
    };

    explicit CurveView(QWidget* parent);
    void setContent(Content content);
    const Content& content() const { return m_content; }
    void setEmptyText(const QString& text);
    void setHour(int hour);
    static QColor colourOf(Role role);

    QString figureTitle() const override { return m_content.title; }
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;
    QSize minimumSizeHint() const override { return {180, 120}; }

Q_SIGNALS:
    void hourPicked(int hour);  ///< By the person.

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Chart chart(const QRectF& area) const;
    double paintHead(QPainter& painter, const QRectF& area) const;
    void paintReadout(QPainter& painter, const Chart& chart) const;
    int hourAt(double x) const;
    Content m_content;
    QString m_empty;
    int m_hour = 0, m_hover = -1;
};

}  // namespace vitrine::kstdiff_panel

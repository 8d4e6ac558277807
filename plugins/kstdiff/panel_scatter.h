// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

#include "plugins/kstdiff/panel_chart.h"

namespace vitrine::kstdiff_panel {

/// Volumes against volumes on logarithmic axes, a point a region; on the diagonal they agree. A drag picks the points in a rectangle, a click the
/// nearest one, Ctrl adds. Keys: Left and Right go from point to point in order of the true volume, Escape lets go.
class ScatterView : public PaintedView {
    Q_OBJECT

public:
    struct Point {
        QString id;
        double x = 0, y = 0;
        bool heldOut = false;
    };
    explicit ScatterView(QWidget* parent);
    void setPoints(std::vector<Point> points, const QString& xTitle, const QString& yTitle);
    void setPicked(const QStringList& ids);
    void setEmptyText(const QString& text);
    Q_INVOKABLE QPointF placeOf(const QString& id) const;  ///< In pixels of the widget.
    int shownPoints() const { return static_cast<int>(m_points.size()); }

    QString figureTitle() const override { return "Volume by region"; }
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;
    QSize minimumSizeHint() const override { return {220, 160}; }

Q_SIGNALS:
    void picked(const QStringList& ids);  ///< By the person.

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Chart chart(const QRectF& area) const;
    int nearest(const QPointF& place, double reach) const;
    void pick(QStringList ids, bool add);
    std::vector<Point> m_points;  ///< Those above 0 on both axes.
    QString m_xTitle, m_yTitle, m_empty;
    QStringList m_picked;
    int m_hover = -1;
    std::optional<QPointF> m_from;
    QPointF m_to;
};

}  // namespace vitrine::kstdiff_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/panel_chart.h"

namespace vitrine::kstdiff_panel {

/// Words for a feature's name in the files ("n_pois").
QString featureTitle(const QString& name);

/// Features of a region as bars of z-scores that can be dragged; what the city says stays visible as a mark. Double click takes a change back.
/// Keys: Up and Down choose a feature, Left and Right change it by 0.1 (Shift: 0.5), Delete takes the change back.
class FeatureBars : public PaintedView {
    Q_OBJECT

public:
    static constexpr double kReach = 4;  ///< z-scores either way.
    explicit FeatureBars(QWidget* parent);
    /// `own`: as the city has them; `now`: with what was changed.
    void setFeatures(QStringList names, std::vector<double> own, std::vector<double> now);
    Q_INVOKABLE QRectF barRect(int feature) const;  ///< The track of a feature.

    QString figureTitle() const override { return "Features of the region"; }
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {190, static_cast<int>(sizeHint().height())}; }

Q_SIGNALS:
    void changed(int feature, double z);  ///< Dragged by the person.
    void reset(int feature);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF track(int feature, const QRectF& area) const;
    int featureAt(const QPointF& place) const;
    void dragTo(double x);
    bool isChanged(int feature) const;
    QStringList m_names;
    std::vector<double> m_own, m_now;
    int m_current = 0, m_dragged = -1;
};

}  // namespace vitrine::kstdiff_panel

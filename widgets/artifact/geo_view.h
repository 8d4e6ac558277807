// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>
#include <QWidget>
#include <optional>
#include <vector>

#include "core/data/geo.h"
#include "widgets/base/figure.h"
#include "widgets/image/colour_table.h"

namespace vitrine {

/// Points, lines and areas of a map, true to scale in their middle latitude, coloured by a property that is a number. Wheel zooms, drag pans,
/// double click fits; + - 0 and arrows do the same; hover and click tell the feature.
class GeoView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit GeoView(QWidget* parent = nullptr);
    /// `colourBy`: name of a property; empty: one colour.
    void setFeatures(const GeoFeatures& features, const QString& title = {}, const QString& colourBy = {});
    /// The first property that is a number in most features, or empty.
    static QString numericProperty(const GeoFeatures& features);
    int current() const { return m_current; }
    void fit();
    /// Longitude and latitude to a place of the widget.
    QPointF placeOf(double longitude, double latitude) const;
    int featureAt(const QPointF& place) const;

    QString figureTitle() const override { return m_title; }
    QSizeF figureSize() const override { return QSizeF(size()); }
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

Q_SIGNALS:
    void featureClicked(int feature);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    struct Shape {
        GeoFeature::Kind kind;
        QPainterPath path;             ///< In map units: degrees of latitude, y down.
        std::vector<QPointF> points;
        double value;                  ///< NaN: none.
        QString text;
    };
    QTransform toView(const QRectF& area) const;
    void paintMap(QPainter& painter, const QRectF& area, int marked) const;
    QRectF canvas() const;
    void zoomAt(const QPointF& place, double factor);

    std::vector<Shape> m_shapes;
    QString m_title, m_colourBy;
    ValueColours m_colours;
    ColourTable m_table;
    QRectF m_bounds;
    double m_squeeze = 1;              ///< cos of the middle latitude: a degree of longitude in degrees of latitude.
    double m_zoom = 1;
    QPointF m_shift, m_pressed, m_last;
    bool m_moved = false;
    int m_hovered = -1, m_current = -1;
};

}  // namespace vitrine

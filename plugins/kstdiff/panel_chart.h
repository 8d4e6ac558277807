// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>
#include <QWidget>

#include "widgets/base/figure.h"
#include "widgets/base/theme.h"

class QSplitter;

namespace vitrine::kstdiff_panel {

inline QColor ink(Ink which) { return Theme::instance().colour(which); }
QColor faded(QColor colour, double alpha);
/// Colour of a relation between regions, as graphs draw it.
inline QColor relationColour(int relation) { return Theme::instance().series(relation); }

/// Sets what every control of the panel has.
template <class Control>
Control* named(Control* control, const char* objectName, const QString& accessible, const QString& tip = {}) {
    control->setObjectName(objectName);
    control->setAccessibleName(accessible);
    if (!tip.isEmpty()) control->setToolTip(tip);
    return control;
}

/// Lays out a page: a bar on top, below it parts side by side.
QSplitter* splitterBelow(QWidget* bar, QWidget* page);

/// Numbers of an axis.
struct Axis {
    double low = 0, high = 1;
    bool logarithmic = false;
    /// 0 at the low end, 1 at the high one.
    double share(double value) const;
    double valueAt(double share) const;
};

/// A plot's frame: places in `area` after titles and numbers have got their room.
class Chart {
public:
    Chart(const QRectF& area, Axis x, Axis y, QString xTitle, QString yTitle);
    const QRectF& plot() const { return m_plot; }
    double xOf(double value) const { return m_plot.left() + m_x.share(value) * m_plot.width(); }
    double yOf(double value) const { return m_plot.bottom() - m_y.share(value) * m_plot.height(); }
    QPointF at(double x, double y) const { return {xOf(x), yOf(y)}; }
    double xAt(double pixel) const { return m_x.valueAt((pixel - m_plot.left()) / m_plot.width()); }
    /// Grid, numbers, titles. `hours`: x runs over the hours of a day.
    void paintFrame(QPainter& painter, bool hours) const;

private:
    QRectF m_area, m_plot;
    Axis m_x, m_y;
    QString m_xTitle, m_yTitle;
};

/// What to do when there is nothing to see, in the middle of `area`.
void paintEmpty(QPainter& painter, const QRectF& area, const QString& text);

/// A view that paints itself on the surface and can be exported from its context menu.
class PaintedView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit PaintedView(QWidget* parent);
    void setProvenance(std::function<Json()> provenance) { m_provenance = std::move(provenance); }
    QSizeF figureSize() const override { return {560, 340}; }

protected:
    void paintEvent(QPaintEvent*) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    std::function<Json()> m_provenance;
    bool m_keyFocus = false;
};

}  // namespace vitrine::kstdiff_panel

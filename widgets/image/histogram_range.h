// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/data/array.h"
#include "widgets/image/image_view.h"

namespace vitrine {

/// Histogram of values with two handles for the range of colours; double click takes the full range, keys move the handle in focus: left and
/// right by a hundredth (Shift: a tenth), up and down change the handle, Home takes the full range. Values are counted on a worker thread.
class HistogramRange : public QWidget {
    Q_OBJECT

public:
    explicit HistogramRange(QWidget* parent = nullptr);
    /// Any real array; empty: no histogram.
    void setValues(const Array& values);
    void setColours(const ValueColours& colours);
    ValueColours colours() const { return m_colours; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool settled() const { return !m_counting; }
    /// Place of a value on the x axis of the widget, for tests and overlays.
    double placeOf(double value) const;
    double valueAt(double x) const;

Q_SIGNALS:
    void coloursChanged(const vitrine::ValueColours& colours);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void focusInEvent(QFocusEvent*) override;
    void focusOutEvent(QFocusEvent*) override;

private:
    QRectF plotArea() const;
    void setRange(double low, double high);
    void moveHandle(int handle, double value);
    void takeFullRange();
    void paintBars(QPainter& painter, const QRectF& area) const;
    void paintHandles(QPainter& painter, const QRectF& area) const;

    std::vector<double> m_counts;
    double m_least = 0, m_most = 1;
    double m_binStart = 0, m_binWidth = 1;
    ValueColours m_colours;
    int m_handle = 0;          ///< In focus: 0 low, 1 high.
    int m_generation = 0;      ///< Of the values: an older count is dropped.
    bool m_counting = false;
};

}  // namespace vitrine

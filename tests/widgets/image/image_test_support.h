// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSignalSpy>
#include <QTest>
#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "core/data/array.h"
#include "core/media/colormap.h"

namespace vitrine::test {

/// [height, width] F32 with value(x, y).
inline Array mapOf(int width, int height, const std::function<float(int, int)>& value) {
    Array array = Array::zeros(DType::F32, {height, width});
    auto out = array.mutableValues<float>();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) out[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] = value(x, y);
    return array;
}

/// [height, width, 3] U8 of one colour.
inline Array pictureOf(int width, int height, QRgb colour) {
    Array array = Array::zeros(DType::U8, {height, width, 3});
    auto out = array.mutableValues<std::uint8_t>();
    for (std::size_t i = 0; i < out.size(); i += 3) out[i] = qRed(colour), out[i + 1] = qGreen(colour), out[i + 2] = qBlue(colour);
    return array;
}

inline QRgb rgbOf(Colormap map, double position) {
    const auto colour = colourAt(map, position);
    return qRgb(colour[0], colour[1], colour[2]);
}

inline int distance(QRgb a, QRgb b) { return std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b)) + std::abs(qBlue(a) - qBlue(b)); }

/// Colour on screen at a place of the widget.
inline QRgb shownAt(QWidget& widget, const QPointF& place) {
    const QImage image = widget.grab().toImage();
    return image.pixel((place * image.devicePixelRatio()).toPoint());
}

inline void showSized(QWidget& widget, int width, int height) {
    widget.resize(width, height);
    widget.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&widget));
}

inline void moveMouse(QWidget& widget, const QPointF& place, Qt::MouseButtons buttons = Qt::NoButton) {
    QMouseEvent event(QEvent::MouseMove, place, widget.mapToGlobal(place), Qt::NoButton, buttons, Qt::NoModifier);
    QCoreApplication::sendEvent(&widget, &event);
}

inline void dragMouse(QWidget& widget, const QPointF& from, const QPointF& to) {
    QTest::mousePress(&widget, Qt::LeftButton, {}, from.toPoint());
    moveMouse(widget, (from + to) / 2, Qt::LeftButton);
    moveMouse(widget, to, Qt::LeftButton);
    QTest::mouseRelease(&widget, Qt::LeftButton, {}, to.toPoint());
}

inline void turnWheel(QWidget& widget, const QPointF& place, int steps) {
    QWheelEvent event(place, widget.mapToGlobal(place), QPoint(), QPoint(0, 120 * steps), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

/// Saves what the widget looks like when VITRINE_LOOK names a folder.
inline void look(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("VITRINE_LOOK");
    if (!folder.isEmpty()) widget.grab().save(folder + "/" + name + ".png");
}

}  // namespace vitrine::test

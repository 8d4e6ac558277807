// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QTest>
#include <cmath>
#include <random>

#include "tests/widgets/window_support.h"
#include "widgets/map/map_canvas.h"
#include "widgets/map/map_view.h"

namespace vitrine::testing {

/// `side` x `side` squares of 0.01 degrees near New York, ids "c0", "c1", ..., row by row from the south.
inline std::shared_ptr<MapShapes> squares(int side) {
    auto shapes = std::make_shared<MapShapes>();
    for (int row = 0; row < side; ++row)
        for (int column = 0; column < side; ++column) {
            const double west = -74 + 0.01 * column, south = 40.7 + 0.01 * row;
            shapes->add({{{west, south}, {west + 0.01, south}, {west + 0.01, south + 0.01}, {west, south + 0.01}, {west, south}}},
                        "c" + std::to_string(row * side + column), "Square " + std::to_string(row * side + column));
        }
    return shapes;
}

/// [steps, count] whole numbers that differ from step to step.
inline Array hourly(int steps, std::size_t count) {
    Array values = Array::zeros(DType::F32, {steps, static_cast<std::int64_t>(count)});
    auto numbers = values.mutableValues<float>();
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>((i * 37 + i / count * 11) % 101);
    return values;
}

inline MapLayer layerOf(const std::string& id, std::shared_ptr<const MapShapes> shapes, const Array& values = {}) {
    MapLayer layer;
    layer.id = QString::fromStdString(id);
    layer.title = layer.id;
    layer.unit = QStringLiteral("people/h");
    layer.shapes = std::move(shapes);
    layer.values = values;
    return layer;
}

inline bool settle(MapView& view) {
    return waitUntil([&] { return view.settled() && (view.stepCount() == 0 || view.shownStep() == view.step()); });
}

inline MapCanvas& canvasOf(MapView& view) { return *view.findChild<MapCanvas*>(); }

inline void shown(MapView& view, const QSize& size = {640, 520}) {
    view.resize(size);
    view.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
    ASSERT_TRUE(settle(view));
}

inline QPoint middleOfSquare(const MapView& view, int column, int row) {
    return view.placeOf({-74 + 0.01 * (column + 0.5), 40.7 + 0.01 * (row + 0.5)}).toPoint();
}

inline QColor colourAtPlace(MapView& view, const QPoint& place) { return pictureOf(view, 1).pixelColor(place); }

/// A shown map of 10 x 10 squares with 24 hours of values.
class MapViewTest : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(m_view.setLayers({layerOf("arrivals", squares(10), hourly(24, 100))}).ok());
        shown(m_view);
    }
    void click(int column, int row, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(&canvasOf(m_view), Qt::LeftButton, modifiers, middleOfSquare(m_view, column, row));
    }
    MapView m_view;
};

}  // namespace vitrine::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/data/array.h"
#include "widgets/gl/array_statistics.h"
#include "widgets/gl/imgui_view.h"

namespace vitrine {

/// Any array of a run or live session: list with shapes, slices along any axes as picture or numbers, histogram, statistics (min, max,
/// mean, sd, zeros, NaN, Inf), NaN hunt that jumps to the next one. The wheel zooms the picture at the pointer, dragging moves it, a double click
/// shows all. Keys: page up and down choose the array, comma and full stop the slice, + - 0 zoom, Ctrl and arrows move, N next NaN, P picture or
/// numbers, Ctrl+F filter.
class TensorInspector : public ImGuiView {
    Q_OBJECT

public:
    explicit TensorInspector(QWidget* parent = nullptr);
    ~TensorInspector() override;
    /// Shows these arrays (the bytes are shared). A selection of the same name and shape stays as it is.
    void setArrays(NamedArrays arrays);
    void select(const QString& name);
    QString selected() const;
    /// Moves the slice to the next NaN or infinity of the selected array; false when it has none. A large array is searched on the thread pool: then
    /// true says that it is looked for, and `settled` that it was found.
    bool huntNext();
    /// Flat index of the marked element, or -1.
    std::int64_t marked() const;
    bool settled() const;                      ///< No statistics are being computed, nothing is looked for.
    double zoom() const;                       ///< Of the picture; 1: all of the slice is in view.

Q_SIGNALS:
    void selectionChanged(const QString& name);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRectF>
#include <functional>
#include <memory>
#include <vector>

#include "core/data/array.h"
#include "widgets/image/colour_table.h"

namespace vitrine {

/// An array as something that can be painted at any zoom: a picture, or a map of values that get their colours while painting. Shares
/// the array's bytes; a pyramid of halved copies (means over 2 x 2) makes shrunk pictures true and quick. Painting costs what is visible, not
/// what there is.
class Raster {
public:
    enum class Form { Grey8, Rgb8, Rgba8, PlanarF32, InterleavedF32, Values };

    /// U8 [H,W], [H,W,3|4]; F32 [3,H,W] or [H,W,3]; any other real [H,W] (or with a third axis of 1) is values. With `asValues` U8 [H,W] is
    /// values as well. Another form: ErrorCode::Unsupported.
    static Result<std::shared_ptr<Raster>> make(const Array& array, bool asValues = false);

    Form form() const { return m_form; }
    bool isValues() const { return m_form == Form::Values; }
    bool mayBeTransparent() const { return m_form == Form::Rgba8; }
    int width() const { return m_width; }
    int height() const { return m_height; }
    const Array& array() const { return m_array; }

    /// Value of a map; NaN outside.
    double valueAt(int x, int y) const;
    /// Channels of a picture, 0..255; not premultiplied.
    QRgb colourAt(int x, int y) const;
    /// "0.0312 relevance", "NaN", "34, 56, 78".
    QString textAt(int x, int y) const;

    /// Of all values after `prepare`, before that of some 16,000 of them.
    const ValueSpan& span() const { return m_span; }
    /// Small enough to be prepared at once.
    bool small() const { return std::int64_t(m_width) * m_height <= 512 * 512; }
    bool prepared() const { return m_levels != nullptr; }
    /// Computes pyramid and span: at once when the array is small, else on the thread pool and `done` is called on the thread of `context`.
    static void prepare(const std::shared_ptr<Raster>& raster, QObject* context, std::function<void()> done);

    /// Paints the part `source` (in pixels of the array) stretched over `place` of `target` (RGB32 or ARGB32 premultiplied): nearest neighbour when
    /// magnified (bilinear if `smooth`), area means when shrunk. `table` colours values, and is passed over for pictures.
    /// `hatch` is added to places of the target for the hatch of NaN.
    void paint(QImage& target, const QRect& place, const QRectF& source, const ColourTable& table, bool smooth, const QPoint& hatch = {}) const;

private:
    /// One halved copy: `values` of maps, `colours` (premultiplied) of pictures.
    struct Level {
        int width = 0, height = 0;
        std::vector<float> values;
        std::vector<QRgb> colours;
    };
    using Levels = std::vector<Level>;
    friend struct RasterSampler;

    Raster() = default;
    /// Row y when its values can be used as they are, else null.
    const float* floatsAt(int y) const {
        return m_array.dtype() == DType::F32 && m_offset == 0 ? static_cast<const float*>(m_array.bytes()) + std::int64_t(y) * m_width : nullptr;
    }
    void fetchValues(int y, int begin, int end, float* out) const;
    void fetchColours(int y, int begin, int end, QRgb* out) const;
    std::shared_ptr<const Levels> halved() const;
    ValueSpan spanOfRows(std::int64_t begin, std::int64_t end, std::int64_t step) const;
    ValueSpan spanOfAll() const;

    Array m_array;
    Form m_form = Form::Values;
    int m_width = 0, m_height = 0;
    double m_offset = 0;   ///< Taken from values before they become float: large numbers close together keep their differences.
    ValueSpan m_span;
    std::shared_ptr<const Levels> m_levels;
};

/// Calls `work(begin, end)` for bands of [0, count) on the thread pool and this thread; returns when all are done. Small work stays here.
void inBands(int count, std::int64_t costPerItem, const std::function<void(int, int)>& work);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QSize>
#include <cstdint>
#include <memory>
#include <vector>

#include "widgets/map/map_shapes.h"

namespace vitrine {

/// What of the plane is shown: the middle of the picture, and device-independent pixels per metre of the plane.
struct MapCamera {
    QPointF centre;
    double scale = 1;
    QPointF toPixel(const QPointF& point, const QSizeF& size) const {
        return (point - centre) * scale + QPointF(size.width() / 2, size.height() / 2);
    }
    QPointF toPlane(const QPointF& pixel, const QSizeF& size) const {
        return (pixel - QPointF(size.width() / 2, size.height() / 2)) / scale + centre;
    }
    bool operator==(const MapCamera&) const = default;
};

/// The feature that each pixel shows, drawn once for each view: colours of another hour are then one look-up a pixel, and so is picking. With
/// four samples a pixel the colours are smooth at the edges. Vertices go to a lattice of a quarter pixel and those that meet are dropped: it
/// keeps distant outlines cheap, and neighbours still share their border exactly.
class FeatureRaster {
public:
    /// How wide points and lines are.
    struct Pen {
        double size = 5;  ///< Radius of points, width of lines, in device-independent pixels.
        bool operator==(const Pen&) const = default;
    };
    /// `size` in device-independent pixels; `samples` (1 or 2) along each axis of a device pixel. Works on the thread pool and this thread.
    static std::shared_ptr<const FeatureRaster> draw(std::shared_ptr<const ProjectedShapes> shapes, const MapCamera& camera,
                                                     const QSizeF& size, double ratio, int samples, const Pen& pen);

    int width() const { return m_width; }  ///< Device pixels.
    int height() const { return m_height; }
    int samples() const { return m_samples; }
    /// 0: none, else feature + 1; the samples of a pixel lie together, row by row.
    const std::uint32_t* row(int y) const { return m_indices.data() + std::size_t(y) * std::size_t(m_width * m_samples * m_samples); }
    /// By place in samples: width * samples times height * samples of them.
    std::uint32_t sample(int x, int y) const { return m_indices[place(x, y)]; }
    /// The side of a feature in device pixels, of those in view, on average: borders fade where it is small.
    double meanSide() const { return m_meanSide; }

private:
    friend struct RasterBand;
    std::size_t place(int x, int y) const {
        if (m_samples == 1) return std::size_t(y) * std::size_t(m_width) + std::size_t(x);
        return (std::size_t(y >> 1) * std::size_t(m_width) + std::size_t(x >> 1)) * 4 + std::size_t((y & 1) * 2 + (x & 1));
    }
    std::vector<std::uint32_t> m_indices;
    int m_width = 0, m_height = 0, m_samples = 1;
    double m_meanSide = 0;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/media/colormap.h"
#include "widgets/gl/array_statistics.h"

namespace vitrine {

/// A plane of an array within an ImGui window: as picture (colour map, texture), as line (one axis), or as numbers. All drawing needs the view's
/// GL context current.
class PlaneView {
public:
    enum class Range { Plane, Array, Symmetric };
    Colormap map = Colormap::Viridis;
    Range range = Range::Plane;
    bool numbers = false;
    std::optional<std::int64_t> marked;        ///< Flat index, drawn with a frame.

    void setArray(Array array);
    const Array& array() const { return m_array; }
    ArraySlice slice;
    /// Brings the marked element into view with the next frame.
    void showMarked() { m_scrollToMarked = true; }
    /// Of the picture, 1: all of it in view. The wheel zooms at the pointer, dragging moves, a double click shows all.
    double zoom() const { return m_zoom; }
    void zoomBy(double factor) { m_zoomWanted *= factor; }
    void moveBy(double columns, double rows);  ///< By shares of what is in view.
    void fit();
    void draw(const ArrayStatistics* statistics);
    void releaseGl();

private:
    void refresh(const ArrayStatistics* statistics);
    void upload();
    void drawPicture();
    void handlePicture(float left, float top, float fitCell, float roomX, float roomY);
    void clampView(float cell, float width, float height);
    void refreshDetail(float cell, float width, float height);
    void drawMark(float left, float top, float cell) const;
    void drawScale(float x, float y, float height) const;
    void drawLine();
    void drawNumbers();
    void tooltip(std::int64_t row, std::int64_t column) const;
    bool markedHere(std::int64_t& row, std::int64_t& column) const;

    Array m_array;
    ArrayPlane m_plane;                        ///< All of the plane.
    ArrayPlane m_detail;                       ///< What is in view, when the plane is too large to be kept at full resolution; else empty.
    PlaneWindow m_window;                      ///< Of the detail.
    double m_zoom = 1, m_zoomWanted = 1;       ///< Wanted: applied with the next frame, which knows the size of the picture.
    double m_top = 0, m_left = 0;              ///< First row and column in view.
    ArraySlice m_drawn;
    Colormap m_drawnMap = Colormap::Viridis;
    double m_low = 0, m_high = 0;
    std::vector<float> m_lineLow, m_lineHigh;
    bool m_stale = true, m_textureStale = true, m_scrollToMarked = false, m_dark = false;
    unsigned m_texture = 0;
};

/// "0.0123", "1.2e-07", "nan": a value for a narrow cell.
std::string valueText(double value);

}  // namespace vitrine

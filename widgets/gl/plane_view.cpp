// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/plane_view.h"

#include <imgui.h>

#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <cmath>

#include "widgets/gl/imgui_style.h"

namespace vitrine {
namespace {

constexpr std::int64_t kLongestSide = 1024;      // Of the picture: more than a screen shows.
constexpr std::int64_t kMostRows = 400'000;      // ImGui scrolls in floats.
constexpr std::int64_t kLongestDetail = 640;
constexpr float kScaleWidth = 108;
constexpr float kLargestCell = 96;               // Pixels of one element at the closest.

}  // namespace

std::string valueText(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Inf" : "-Inf";
    return fmt::format("{:.5g}", value);
}

void PlaneView::setArray(Array array) {
    const bool same = array.shape() == m_array.shape();
    m_array = std::move(array);
    if (!same || slice.index.size() != m_array.rank()) slice = ArraySlice::of(m_array), fit();
    marked.reset();
    m_stale = true;
}

void PlaneView::fit() {
    m_zoom = m_zoomWanted = 1;
    m_top = m_left = 0;
}

void PlaneView::moveBy(double columns, double rows) {
    m_left += columns * double(slice.columns(m_array)) / m_zoom;
    m_top += rows * double(slice.rows(m_array)) / m_zoom;
}

void PlaneView::refresh(const ArrayStatistics* statistics) {
    if (m_drawn.rowAxis != slice.rowAxis || m_drawn.columnAxis != slice.columnAxis) fit();
    if (m_stale || !(m_drawn == slice)) {
        m_detail = {};
        m_plane = planeOf(m_array, slice, slice.rowAxis < 0 ? std::int64_t(1) << 22 : kLongestSide);
        m_drawn = slice;
        m_stale = false;
        m_textureStale = true;
        m_lineLow.clear();
    }
    ValueRange wanted = range == Range::Symmetric ? symmetricRange(m_plane.values) : finiteRange(m_plane.values);
    if (range == Range::Array && statistics) wanted = {statistics->least, statistics->largest};
    if (wanted.low != m_low || wanted.high != m_high || map != m_drawnMap || m_dark != Theme::instance().dark()) m_textureStale = true;
    m_low = wanted.low;
    m_high = wanted.high;
    m_drawnMap = map;
    m_dark = Theme::instance().dark();
}

void PlaneView::upload() {
    const Array& shown = m_detail.values.empty() ? m_plane.values : m_detail.values;
    const Array colours = applyColormap(shown, map, m_low, m_high);
    const std::span<const std::uint8_t> rgb = colours.values<std::uint8_t>();
    const std::span<const float> values = shown.values<float>();
    const QColor bad = Theme::instance().colour(Ink::Bad);
    std::vector<std::uint8_t> rgba(values.size() * 4, 255);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool unusual = !std::isfinite(values[i]);
        rgba[4 * i] = unusual ? std::uint8_t(bad.red()) : rgb[3 * i];
        rgba[4 * i + 1] = unusual ? std::uint8_t(bad.green()) : rgb[3 * i + 1];
        rgba[4 * i + 2] = unusual ? std::uint8_t(bad.blue()) : rgb[3 * i + 2];
    }
    QOpenGLFunctions* gl = QOpenGLContext::currentContext()->functions();
    if (m_texture == 0) gl->glGenTextures(1, &m_texture);
    gl->glBindTexture(GL_TEXTURE_2D, m_texture);
    for (const GLenum filter : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER}) gl->glTexParameteri(GL_TEXTURE_2D, filter, GL_NEAREST);
    gl->glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    gl->glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, GLsizei(shown.dim(1)), GLsizei(shown.dim(0)), 0, GL_RGBA, GL_UNSIGNED_BYTE,
                     rgba.data());
    gl->glBindTexture(GL_TEXTURE_2D, 0);
    m_textureStale = false;
}

void PlaneView::releaseGl() {
    if (m_texture != 0) QOpenGLContext::currentContext()->functions()->glDeleteTextures(1, &m_texture);
    m_texture = 0;
    m_textureStale = true;
}

bool PlaneView::markedHere(std::int64_t& row, std::int64_t& column) const {
    if (!marked) return false;
    const std::vector<std::int64_t> index = indexOf(m_array, *marked);
    for (std::size_t axis = 0; axis < index.size(); ++axis)
        if (int(axis) != slice.rowAxis && int(axis) != slice.columnAxis && index[axis] != slice.index[axis]) return false;
    row = slice.rowAxis < 0 ? 0 : index[std::size_t(slice.rowAxis)];
    column = slice.columnAxis < 0 ? 0 : index[std::size_t(slice.columnAxis)];
    return true;
}

void PlaneView::draw(const ArrayStatistics* statistics) {
    if (m_array.empty()) {
        ImGui::TextDisabled("This array has no elements.");
        return;
    }
    refresh(statistics);
    if (numbers)
        drawNumbers();
    else if (slice.rowAxis < 0)
        drawLine();
    else
        drawPicture();
}

void PlaneView::tooltip(std::int64_t row, std::int64_t column) const {
    const std::int64_t flat = slice.flat(m_array, row, column);
    ImGui::SetTooltip("[%s]\n%s%s%s", fmt::format("{}", fmt::join(indexOf(m_array, flat), ", ")).c_str(),
                      valueText(elementAt(m_array, flat)).c_str(), m_array.unit.empty() ? "" : " ", m_array.unit.c_str());
}

/// Keeps the picture in its place: no more of it out of view than there must be.
void PlaneView::clampView(float cell, float width, float height) {
    m_left = std::clamp(m_left, 0.0, std::max(0.0, double(slice.columns(m_array)) - width / cell));
    m_top = std::clamp(m_top, 0.0, std::max(0.0, double(slice.rows(m_array)) - height / cell));
}

/// Zooms and moves by pointer and keys within `roomX` by `roomY` pixels; `fitCell` are those of an element when all is in view.
void PlaneView::handlePicture(float left, float top, float fitCell, float roomX, float roomY) {
    const ImGuiIO& io = ImGui::GetIO();
    const bool hovered = ImGui::IsItemHovered();
    const double columns = double(slice.columns(m_array)), rows = double(slice.rows(m_array));
    // How much of the picture's place is filled at a zoom: it grows with the first steps.
    const auto widthAt = [&](double zoom) { return std::min(columns * fitCell * zoom, double(roomX)); };
    const auto heightAt = [&](double zoom) { return std::min(rows * fitCell * zoom, double(roomY)); };
    const auto zoomTo = [&](double zoom, double beforeX, double beforeY, auto afterX, auto afterY) {
        const double next = std::clamp(zoom, 1.0, std::max(1.0, double(kLargestCell / fitCell)));
        m_left += beforeX / (fitCell * m_zoom) - afterX(next) / (fitCell * next);
        m_top += beforeY / (fitCell * m_zoom) - afterY(next) / (fitCell * next);
        m_zoom = next;
    };
    if (m_zoomWanted != 1)                     // By keys: the middle stays in the middle.
        zoomTo(m_zoom * m_zoomWanted, widthAt(m_zoom) / 2, heightAt(m_zoom) / 2, [&](double at) { return widthAt(at) / 2; },
               [&](double at) { return heightAt(at) / 2; });
    m_zoomWanted = 1;
    if (hovered && io.MouseWheel != 0) {       // The element under the pointer stays there.
        const double x = io.MousePos.x - left, y = io.MousePos.y - top;
        zoomTo(m_zoom * std::pow(1.2, double(io.MouseWheel)), x, y, [x](double) { return x; }, [y](double) { return y; });
    }
    if (ImGui::IsItemActive() && ImGui::IsMouseDragging(0, 1)) {
        m_left -= io.MouseDelta.x / (fitCell * m_zoom);
        m_top -= io.MouseDelta.y / (fitCell * m_zoom);
    }
    if (hovered && ImGui::IsMouseDoubleClicked(0)) fit();
    std::int64_t row = 0, column = 0;
    if (m_scrollToMarked && markedHere(row, column)) {
        m_left = double(column) + 0.5 - widthAt(m_zoom) / (2 * fitCell * m_zoom);
        m_top = double(row) + 0.5 - heightAt(m_zoom) / (2 * fitCell * m_zoom);
    }
    m_scrollToMarked = false;
}

/// A plane of more than a screen's pixels is read anew where it is looked at closely.
void PlaneView::refreshDetail(float cell, float width, float height) {
    if (m_plane.step == 1 || m_zoom <= 1) {
        if (!m_detail.values.empty()) m_detail = {}, m_textureStale = true;
        return;
    }
    PlaneWindow window{std::int64_t(m_top), std::int64_t(m_left), 0, 0};
    window.rows = std::min(std::int64_t(std::ceil(m_top + height / cell)), slice.rows(m_array)) - window.row;
    window.columns = std::min(std::int64_t(std::ceil(m_left + width / cell)), slice.columns(m_array)) - window.column;
    if (!m_detail.values.empty() && window == m_window) return;
    m_detail = planeOf(m_array, slice, kLongestDetail, window);
    m_window = window;
    m_textureStale = true;
}

void PlaneView::drawMark(float left, float top, float cell) const {
    std::int64_t row = 0, column = 0;
    if (!markedHere(row, column)) return;
    const float side = std::max(cell, 6.0f);
    const float x = left + float(double(column) + 0.5 - m_left) * cell, y = top + float(double(row) + 0.5 - m_top) * cell;
    for (const auto& [ink, grow] : {std::pair(Ink::Window, 3.0f), std::pair(Ink::Bad, 2.0f)})
        ImGui::GetWindowDrawList()->AddRect({x - side / 2 - grow, y - side / 2 - grow}, {x + side / 2 + grow, y + side / 2 + grow}, inkOf(ink), 2, 0,
                                            2);
}

void PlaneView::drawPicture() {
    const ImVec2 origin = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const float rows = float(slice.rows(m_array)), columns = float(slice.columns(m_array));
    const float roomX = std::max(room.x - kScaleWidth, 16.0f), roomY = std::max(room.y - 4, 16.0f);
    const float scale = std::min(roomX / columns, roomY / rows);
    const float fitCell = scale >= 1 ? std::floor(scale) : scale;   // Whole pixels look like what they are.
    // The size that the last frame's zoom gives; input changes it for what is drawn below.
    const auto shown = [&] { return ImVec2(std::min(columns * fitCell * float(m_zoom), roomX), std::min(rows * fitCell * float(m_zoom), roomY)); };
    ImVec2 size = shown();
    ImGui::InvisibleButton("##picture", size);
    const bool hovered = ImGui::IsItemHovered();
    handlePicture(origin.x, origin.y, fitCell, roomX, roomY);
    size = shown();
    const float cell = fitCell * float(m_zoom);
    clampView(cell, size.x, size.y);
    refreshDetail(cell, size.x, size.y);
    if (m_textureStale) upload();
    const bool near = !m_detail.values.empty();
    const ArrayPlane& plane = near ? m_detail : m_plane;
    // The texture's first row and column, and how many of the array's it covers.
    const double firstRow = near ? double(m_window.row) : 0, firstColumn = near ? double(m_window.column) : 0;
    const double textureRows = double(plane.values.dim(0) * plane.step), textureColumns = double(plane.values.dim(1) * plane.step);
    const ImVec2 from(float((m_left - firstColumn) / textureColumns), float((m_top - firstRow) / textureRows));
    const ImVec2 to(from.x + float(size.x / cell / textureColumns), from.y + float(size.y / cell / textureRows));
    const ImVec2 corner(origin.x + size.x, origin.y + size.y);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddImage(reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(m_texture)), origin, corner, from, to);
    list.AddRect(origin, corner, inkOf(Ink::Border));
    if (hovered && !ImGui::IsMouseDragging(0, 1)) {
        const ImVec2 mouse = ImGui::GetIO().MousePos;
        const auto row = std::int64_t(m_top + (mouse.y - origin.y) / cell), column = std::int64_t(m_left + (mouse.x - origin.x) / cell);
        if (row >= 0 && row < slice.rows(m_array) && column >= 0 && column < slice.columns(m_array)) tooltip(row, column);
    }
    list.PushClipRect({origin.x - 6, origin.y - 6}, {corner.x + 6, corner.y + 6}, true);
    drawMark(origin.x, origin.y, cell);
    list.PopClipRect();
    drawScale(corner.x + 12, origin.y, std::clamp(size.y, 64.0f, std::max(room.y - 8, 64.0f)));
}

void PlaneView::drawScale(float x, float y, float height) const {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    constexpr int kSteps = 64;
    for (int i = 0; i < kSteps; ++i) {
        const auto colour = colourAt(map, 1 - (i + 0.5) / kSteps);
        list.AddRectFilled({x, y + height * float(i) / kSteps}, {x + 12, y + height * float(i + 1) / kSteps},
                           IM_COL32(colour[0], colour[1], colour[2], 255));
    }
    list.AddRect({x, y}, {x + 12, y + height}, inkOf(Ink::Border));
    const float line = ImGui::GetTextLineHeight();
    list.AddText({x + 18, y}, inkOf(Ink::Muted), valueText(m_high).c_str());
    list.AddText({x + 18, y + (height - line) / 2}, inkOf(Ink::Muted), valueText((m_low + m_high) / 2).c_str());
    list.AddText({x + 18, y + height - line}, inkOf(Ink::Muted), valueText(m_low).c_str());
}

void PlaneView::drawLine() {
    const ImVec2 origin = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const float width = std::max(room.x - kScaleWidth, 32.0f), height = std::clamp(room.y - 28, 48.0f, 280.0f);
    const std::span<const float> values = m_plane.values.values<float>();
    const std::size_t bins = std::min(values.size(), std::size_t(width));
    if (m_lineLow.size() != bins) {
        m_lineLow.assign(bins, INFINITY);
        m_lineHigh.assign(bins, -INFINITY);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!std::isfinite(values[i])) continue;
            const std::size_t bin = i * bins / values.size();
            m_lineLow[bin] = std::min(m_lineLow[bin], values[i]);
            m_lineHigh[bin] = std::max(m_lineHigh[bin], values[i]);
        }
    }
    ImGui::InvisibleButton("##line", {width, height});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(origin, {origin.x + width, origin.y + height}, inkOf(Ink::Sunken), 4);
    list.AddRect(origin, {origin.x + width, origin.y + height}, inkOf(Ink::Border), 4);
    const double span = m_high > m_low ? m_high - m_low : 1, low = m_high > m_low ? m_low : m_low - 0.5;   // A constant: in the middle.
    const auto yOf = [&](float value) { return origin.y + 4 + (height - 8) * float(1 - (double(value) - low) / span); };
    const float pace = width / float(bins);
    for (std::size_t i = 0; i < bins; ++i) {
        if (!(m_lineLow[i] <= m_lineHigh[i])) continue;
        const float x = origin.x + (float(i) + 0.5f) * pace;
        list.AddLine({x, yOf(m_lineLow[i]) + 0.5f}, {x, yOf(m_lineHigh[i]) - 0.5f}, inkOf(Ink::Accent), std::max(1.0f, pace > 6 ? 2.0f : 1.0f));
        if (i + 1 < bins && m_lineLow[i + 1] <= m_lineHigh[i + 1])
            list.AddLine({x, yOf(m_lineHigh[i])}, {x + pace, yOf(m_lineHigh[i + 1])}, inkOf(Ink::Accent), 1.5f);
    }
    list.AddText({origin.x + width + 8, origin.y}, inkOf(Ink::Muted), valueText(m_high).c_str());
    list.AddText({origin.x + width + 8, origin.y + height - ImGui::GetTextLineHeight()}, inkOf(Ink::Muted), valueText(m_low).c_str());
    const std::string last = fmt::format("{}", values.size() - 1), axis = slice.columnAxis >= 0 && std::size_t(slice.columnAxis) < m_array.axes.size()
                                                                              ? m_array.axes[std::size_t(slice.columnAxis)] : "Index";
    const float under = origin.y + height + 4;
    list.AddText({origin.x, under}, inkOf(Ink::Muted), "0");
    list.AddText({origin.x + (width - ImGui::CalcTextSize(axis.c_str()).x) / 2, under}, inkOf(Ink::Muted), axis.c_str());
    list.AddText({origin.x + width - ImGui::CalcTextSize(last.c_str()).x, under}, inkOf(Ink::Muted), last.c_str());
    std::int64_t row = 0, column = 0;
    if (markedHere(row, column)) {
        const float x = origin.x + (float(column) + 0.5f) * width / float(values.size());
        list.AddLine({x, origin.y}, {x, origin.y + height}, inkOf(Ink::Bad), 2);
    }
    if (ImGui::IsItemHovered())
        tooltip(0, std::clamp<std::int64_t>(std::int64_t((ImGui::GetIO().MousePos.x - origin.x) / width * float(values.size())), 0,
                                            slice.columns(m_array) - 1));
}

void PlaneView::drawNumbers() {
    const std::int64_t rows = std::min(slice.rows(m_array), kMostRows), columns = std::min(slice.columns(m_array), kMostRows / 4);
    ImGui::PushFont(imguiMonoFont());
    const float cellWidth = ImGui::CalcTextSize("-1.2345e-100").x + 8, line = ImGui::GetTextLineHeight() + 6, gutter = cellWidth * 0.7f;
    ImGui::BeginChild("##numbers", {0, 0}, true, ImGuiWindowFlags_HorizontalScrollbar);
    const ImVec2 view = ImGui::GetWindowSize(), corner = ImGui::GetWindowPos();
    std::int64_t markedRow = -1, markedColumn = -1;
    const bool hasMark = markedHere(markedRow, markedColumn);
    if (m_scrollToMarked && hasMark) {
        ImGui::SetScrollX(std::max(0.0f, float(markedColumn) * cellWidth - view.x / 3));
        ImGui::SetScrollY(std::max(0.0f, float(markedRow) * line - view.y / 3));
    }
    m_scrollToMarked = false;
    const float scrollX = ImGui::GetScrollX(), scrollY = ImGui::GetScrollY();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const auto right = [&](float x, float y, Ink ink, const std::string& text) {
        list.AddText({x - ImGui::CalcTextSize(text.c_str()).x, y}, inkOf(ink), text.c_str());
    };
    const auto firstRow = std::int64_t(scrollY / line), firstColumn = std::int64_t(scrollX / cellWidth);
    const float left = corner.x + 8 + gutter, top = corner.y + line + 8;
    for (std::int64_t c = firstColumn; c < columns; ++c) {
        const float x = left + float(c + 1) * cellWidth - scrollX;
        if (x - cellWidth > corner.x + view.x) break;
        if (x - cellWidth >= left - 1) right(x, corner.y + 6, Ink::Muted, std::to_string(c));
        for (std::int64_t r = firstRow; r < rows; ++r) {
            const float y = top + float(r) * line - scrollY;
            if (y > corner.y + view.y) break;
            if (y < top - 1 || x - cellWidth < left - 1) continue;
            const double value = elementAt(m_array, slice.flat(m_array, r, c));
            if (hasMark && r == markedRow && c == markedColumn)
                list.AddRectFilled({x - cellWidth + 4, y - 2}, {x + 4, y + line - 2}, inkOf(Ink::AccentSoft), 3);
            right(x, y, std::isfinite(value) ? Ink::Text : Ink::Bad, valueText(value));
        }
    }
    for (std::int64_t r = firstRow; r < rows; ++r) {
        const float y = top + float(r) * line - scrollY;
        if (y > corner.y + view.y) break;
        if (y >= top - 1) right(left - 8, y, Ink::Muted, std::to_string(r));
    }
    ImGui::Dummy({gutter + float(columns) * cellWidth, float(rows + 1) * line});
    ImGui::EndChild();
    ImGui::PopFont();
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <cstdint>
#include <vector>

namespace vitrine {

/// Frame times of a GL view and a small read-out of them: median and 99th percentile in ms, frames a second that the median allows, resolution
/// in pixels. `draw` belongs into ImGuiLayer::render; the read-out takes no input.
class FrameHud {
public:
    struct Times {
        double lastMs = 0, medianMs = 0, p99Ms = 0;   ///< Median and p99 over the last 240 frames.
        std::int64_t frames = 0;                      ///< Since the beginning or `clear`.
    };
    void add(double milliseconds);
    void clear();
    Times times() const;
    void draw(const QSize& pixels) const;

private:
    static constexpr std::size_t kKept = 240;
    std::vector<float> m_ms;                          ///< A ring once it is full.
    std::int64_t m_frames = 0;
    double m_last = 0;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vitrine {

/// Turns "done of total" reports into one line of text with percent, rate, time left and the latest metrics. Knows no
/// terminal.
class ProgressMeter {
public:
    /// A report at `now` (steady microseconds). Fewer done than before starts a new phase with a rate of its own.
    void report(double done, double total, const std::string& text, std::int64_t now);
    void metric(const std::string& name, double value);

    /// "[=====>    ]  42 %  12.3/s  1 min 20 s left  explaining images  loss 0.123", at most `width` columns: what
    /// matters least goes first when it is narrow. `bar` false leaves the bar out (log files).
    std::string line(std::size_t width, std::int64_t now, bool bar = true) const;

    /// Seconds to go, or negative when unknown.
    double secondsLeft(std::int64_t now) const;

private:
    double m_done = 0, m_total = 0, m_rate = 0;  ///< Rate in units a second, smoothed over some 10 s.
    std::int64_t m_last = 0;
    std::string m_text;
    std::vector<std::pair<std::string, double>> m_metrics;  ///< Latest values, in order of first appearance.
};

}  // namespace vitrine

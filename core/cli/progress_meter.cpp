// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/progress_meter.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/clock.h"
#include "core/cli/run_json.h"
#include "core/cli/terminal.h"

namespace vitrine {
namespace {

constexpr double kSmoothingSeconds = 10;
constexpr double kShortestSeconds = 0.05;  ///< Reports closer together than this say nothing about the rate.

std::string barText(double share, std::size_t width) {
    const auto full = static_cast<std::size_t>(std::lround(share * double(width)));
    std::string bar(full, '=');
    if (full > 0 && full < width) bar.back() = '>';
    return "[" + bar + std::string(width - full, ' ') + "] ";
}

std::string rateText(double rate) {
    if (rate >= 1) return fmt::format("{}/s", numberText(rate >= 100 ? std::round(rate) : std::round(rate * 10) / 10));
    if (rate * 60 >= 1) return fmt::format("{:.1f}/min", rate * 60);
    return fmt::format("{:.1f}/h", rate * 3600);
}

}  // namespace

void ProgressMeter::report(double done, double total, const std::string& text, std::int64_t now) {
    m_text = text;
    m_total = std::isfinite(total) && total > 0 ? total : 0;
    if (!std::isfinite(done)) return;
    const double seconds = double(now - m_last) / 1e6;
    if (m_last == 0 || done < m_done) {
        m_rate = 0;
    } else {
        if (seconds < kShortestSeconds) return;
        const double rate = (done - m_done) / seconds;
        m_rate = m_rate == 0 ? rate : m_rate + (rate - m_rate) * (1 - std::exp(-seconds / kSmoothingSeconds));
    }
    m_done = done;
    m_last = now;
}

void ProgressMeter::metric(const std::string& name, double value) {
    const auto found =
        std::find_if(m_metrics.begin(), m_metrics.end(), [&](const auto& entry) { return entry.first == name; });
    if (found != m_metrics.end())
        found->second = value;
    else
        m_metrics.emplace_back(name, value);
}

double ProgressMeter::secondsLeft(std::int64_t now) const {
    if (m_total <= 0 || m_rate <= 0) return -1;
    return std::max(0.0, (m_total - m_done) / m_rate - double(now - m_last) / 1e6);
}

std::string ProgressMeter::line(std::size_t width, std::int64_t now, bool bar) const {
    std::string text;
    if (m_total > 0) {
        const double share = std::clamp(m_done / m_total, 0.0, 1.0);
        if (bar && width >= 50) text += barText(share, std::min<std::size_t>(30, width / 5));
        text += fmt::format("{:3.0f} %", std::floor(share * 100));
    }
    const auto append = [&](const std::string& part) {
        if (!part.empty() && displayWidth(text) + displayWidth(part) + 2 <= width)
            text += (text.empty() ? "" : "  ") + part;
    };
    const double left = secondsLeft(now);
    if (left >= 0) append(durationText(left >= 10 ? std::round(left) : left) + " left");
    append(printable(m_text));
    if (m_rate > 0) append(rateText(m_rate));
    for (const auto& [name, value] : m_metrics) append(printable(name) + " " + numberText(value));
    return text.empty() ? "working" : text;
}

}  // namespace vitrine

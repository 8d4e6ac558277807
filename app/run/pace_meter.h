// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>

namespace vitrine {

/// Rate of a run from its progress as seen now and then: over the last half minute, so that a phase of another speed shows soon and a single
/// late report does not make the estimate jump. Times are in microseconds of a clock that never goes back.
class PaceMeter {
public:
    void add(std::int64_t micros, double progress) {
        if (!m_seen.empty() && progress < m_seen.back().progress) m_seen.clear();  // It started again.
        if (!m_seen.empty() && progress == m_seen.back().progress) return;
        m_seen.push_back({micros, progress});
        while (m_seen.size() > 2 && m_seen[1].micros < micros - kWindow) m_seen.pop_front();
    }
    /// Share of the run per second; 0: not known yet. A run that stands still becomes slower and slower.
    double perSecond(std::int64_t now) const {
        if (m_seen.size() < 2) return 0;
        const Sample &first = m_seen.front(), &last = m_seen.back();
        const std::int64_t usual = (last.micros - first.micros) / static_cast<std::int64_t>(m_seen.size() - 1);
        const std::int64_t silent = now - last.micros > 3 * usual ? now - last.micros - 3 * usual : 0;
        const double seconds = static_cast<double>(last.micros - first.micros + silent) * 1e-6;
        return seconds > 0 ? (last.progress - first.progress) / seconds : 0;
    }
    /// Until the end; -1: not known yet.
    double secondsLeft(std::int64_t now) const {
        const double rate = perSecond(now);
        return rate > 0 ? (1 - m_seen.back().progress) / rate : -1;
    }

private:
    static constexpr std::int64_t kWindow = 30'000'000;
    struct Sample {
        std::int64_t micros;
        double progress;
    };
    std::deque<Sample> m_seen;
};

}  // namespace vitrine

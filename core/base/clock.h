// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace vitrine {

/// Microseconds since 1970-01-01 UTC (wall clock); the time stamp of everything stored.
std::int64_t wallMicros();

/// Microseconds of a clock that never jumps; for durations and rates.
std::int64_t steadyMicros();

/// "2026-11-22T03:27:29Z"
std::string isoTime(std::int64_t wallMicros);

/// "850 ms", "12.4 s", "3 min 20 s", "2 h 05 min": a duration for people.
std::string durationText(double seconds);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/start_trace.h"

#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "core/base/json.h"
#include "core/base/process.h"

namespace vitrine {
namespace {

/// Milliseconds since the kernel made this process; its start is known to a clock tick (10 ms).
double ageMilliseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    const double start = static_cast<double>(processStartTime(::getpid())) * 1000.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6 - start;
}

}  // namespace

StartTrace& StartTrace::instance() {
    static StartTrace trace;
    return trace;
}

void StartTrace::mark(const std::string& phase) {
    m_phases.emplace_back(phase, ageMilliseconds());
}

double StartTrace::millisecondsOf(const std::string& phase) const {
    for (const auto& [name, milliseconds] : m_phases)
        if (name == phase) return milliseconds;
    return -1;
}

void StartTrace::print() const {
    const char* wish = std::getenv("VITRINE_TRACE");
    if (!wish || std::string(wish) != "1") return;
    Json json = Json::object();
    for (const auto& [phase, milliseconds] : m_phases) json[phase] = static_cast<int>(milliseconds + 0.5);
    std::fprintf(stderr, "%s\n", Json{{"start_ms", json}}.dump().c_str());
}

}  // namespace vitrine

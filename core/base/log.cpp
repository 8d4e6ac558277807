// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <cstdio>
#include <mutex>
#include <utility>
#include <utility>

namespace vitrine {
namespace {

struct LogState {
    std::mutex mutex;
    LogSink sink;
};

LogState& state() {
    static LogState instance;
    return instance;
}

}  // namespace

const char* name(LogLevel level) {
    switch (level) {
        case LogLevel::Debug: return "debug";
        case LogLevel::Info: return "info";
        case LogLevel::Warning: return "warning";
        case LogLevel::Error: return "error";
    }
    return "info";
}

LogSink setLogSink(LogSink sink) {
    std::lock_guard lock(state().mutex);
    return std::exchange(state().sink, std::move(sink));
}

void logLine(LogLevel level, std::string_view text) {
    std::lock_guard lock(state().mutex);
    if (state().sink) return state().sink(level, text);
    if (level >= LogLevel::Warning) std::fprintf(stderr, "%s: %.*s\n", name(level), static_cast<int>(text.size()), text.data());
}

}  // namespace vitrine

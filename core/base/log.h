// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace vitrine {

enum class LogLevel { Debug, Info, Warning, Error };

const char* name(LogLevel level);

/// Receives every log line of the process. Called from any thread, one call at a time.
using LogSink = std::function<void(LogLevel, std::string_view)>;

/// Replaces the sink (default: standard error, warnings and errors only). Returns the old one.
LogSink setLogSink(LogSink sink);

void logLine(LogLevel level, std::string_view text);

template <class... Args>
void logInfo(fmt::format_string<Args...> format, Args&&... args) {
    logLine(LogLevel::Info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void logWarning(fmt::format_string<Args...> format, Args&&... args) {
    logLine(LogLevel::Warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void logError(fmt::format_string<Args...> format, Args&&... args) {
    logLine(LogLevel::Error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace vitrine

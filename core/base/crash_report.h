// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine {

struct CrashReportOptions {
    std::string program;         ///< Name in the report: "vitrine".
    std::filesystem::path log;   ///< The report is added to this file; empty: to standard error.
    std::filesystem::path note;  ///< Written as well, for `takeCrashNote` of the next start; empty: none.
};

/// From here on a SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, or an exception that nobody catches writes signal, time, build id and the calls
/// that led there, and then ends the process by the same signal, so that whoever waits for it sees what it would have seen. Call it once,
/// on the main thread, which gets a stack of its own for the report of an overflow.
void installCrashReport(const CrashReportOptions& options);

/// What the last crash left behind.
struct CrashNote {
    std::string time, signal, build;  ///< "2026-11-24T18:20:01Z", "signal 11 (Segmentation fault)", "0.1.0, build 78c47aaa56c8".
    std::filesystem::path log;
};

/// Reads the note and removes it: a crash is told once. Empty: there was none.
std::optional<CrashNote> takeCrashNote(const std::filesystem::path& note);

/// True for the lines that a report puts on standard error: who looks for the last words of a process passes over them.
bool isCrashLine(std::string_view line);

}  // namespace vitrine

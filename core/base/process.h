// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace vitrine {

/// How a child process ended.
struct ExitState {
    int exitCode = 0;  ///< Valid when `signal` is 0.
    int signal = 0;    ///< The signal that ended it, or 0.
    bool clean() const { return signal == 0 && exitCode == 0; }
    std::string text() const;  ///< "exit status 3", "signal 9 (Killed)".
};

struct SpawnOptions {
    std::vector<std::string> arguments;  ///< arguments[0] is the program (searched in PATH when it has no slash).
    std::vector<std::string> environment;  ///< "NAME=value" entries added to ours.
    bool pipeIn = false, pipeOut = false, pipeError = false;  ///< Not piped: inherited, or null when `quiet`.
    bool quiet = false;
    int niceness = 0;
    bool ownGroup = true;  ///< Own process group, so that a terminal's Ctrl-C reaches only us and a kill reaches its children.
};

/// A child process. The destructor leaves it running (runs outlive their windows); call `kill` to end it.
class ChildProcess {
public:
    static Result<ChildProcess> spawn(const SpawnOptions& options);
    ChildProcess(ChildProcess&&) noexcept;
    ChildProcess& operator=(ChildProcess&&) noexcept;
    ~ChildProcess();

    int pid() const { return m_pid; }
    int in() const { return m_in; }      ///< Write end of the child's standard input, or -1.
    int out() const { return m_out; }    ///< Read end of the child's standard output, or -1.
    int error() const { return m_error; }
    void closeIn();

    /// The exit state when it has ended, without waiting.
    std::optional<ExitState> poll();
    ExitState wait();
    /// Signals the process group (or the process when it has none of its own).
    void signal(int number);
    /// SIGTERM, up to `graceMs`, then SIGKILL; returns how it ended.
    ExitState terminate(int graceMs);

private:
    ChildProcess() = default;
    int m_pid = -1, m_in = -1, m_out = -1, m_error = -1;
    bool m_ownGroup = false;
    std::optional<ExitState> m_exit;
};

/// Start time of a process in clock ticks since boot (from /proc), to tell a pid from its later re-use; 0 when it is gone.
std::uint64_t processStartTime(int pid);

/// True while the process `pid` that started at `startTime` lives (a zombie counts as dead).
bool processAlive(int pid, std::uint64_t startTime);

/// Host name and boot id: pids are only comparable on one host since one boot.
std::string hostName();
std::string bootId();

}  // namespace vitrine

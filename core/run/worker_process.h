// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>

#include "core/base/process.h"
#include "core/run/message.h"

namespace vitrine {

/// A worker in a process of its own: its messages in order, the last lines of its standard error, and its end. When it ends, everything it
/// started ends with it.
class WorkerProcess {
public:
    static constexpr std::size_t kKeptLines = 200;

    static Result<std::unique_ptr<WorkerProcess>> start(const std::vector<std::string>& arguments);
    ~WorkerProcess();  ///< Ends it when it still runs.

    /// Waits up to `timeoutMs` for messages, hands them over, and returns the exit state once the process has ended and all was handed over.
    std::optional<ExitState> pump(int timeoutMs, const std::function<void(const Message&)>& take);
    int pid() const { return m_process.pid(); }
    void signal(int number) { m_process.signal(number); }
    std::vector<std::string> errorLines();

private:
    explicit WorkerProcess(ChildProcess process);
    void readMessages();
    void readErrors();
    bool hasEnded();

    ChildProcess m_process;
    MessageChannel m_channel;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Message> m_messages;
    std::deque<std::string> m_lines;
    bool m_messagesEnded = false;
    std::atomic<bool> m_stopping = false;
    std::optional<ExitState> m_exit;
    std::thread m_messageReader, m_errorReader;
};

}  // namespace vitrine

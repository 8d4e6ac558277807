// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside widgets/panel only: one life of a session's process, from start to end.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "core/base/process.h"
#include "core/run/message.h"

namespace vitrine {

/// A `vitrine-cli serve` process with a thread that starts it, sends to it and reaps it, and two that read. No call blocks for longer than a
/// lock is held for a few instructions. The events arrive on those threads; `ended` is the last one and always comes.
class SessionProcess : public std::enable_shared_from_this<SessionProcess> {
public:
    struct Events {
        std::function<void(int pid)> started;
        std::function<void(Message message)> message;
        std::function<void(Error why)> ended;   ///< ProcessDied, or what kept it from starting.
    };
    /// `subject` names the session in errors.
    static std::shared_ptr<SessionProcess> start(std::vector<std::string> command, std::string subject, Events events);

    /// Queues a message; one of the same name that still waits for the pipe is left out: the newest wins.
    void send(const std::string& name, Message message);
    /// Kills it with all that it started; returns at once.
    void stop();
    /// True once all its threads are through.
    bool waitEnded(int milliseconds);

private:
    SessionProcess(std::vector<std::string> command, std::string subject, Events events);
    void live();
    void write(MessageChannel& channel);
    void readMessages(MessageChannel& channel);
    void readErrors(int fd);
    ExitState reap();
    Error obituary(const ExitState& exit);

    std::vector<std::string> m_command;
    std::string m_subject;
    Events m_events;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<ChildProcess> m_process;
    std::deque<std::pair<std::string, Message>> m_waiting;
    std::deque<std::string> m_lines;             ///< Last ones of its standard error.
    bool m_stopping = false, m_streamEnded = false, m_exited = false, m_finished = false;
};

}  // namespace vitrine

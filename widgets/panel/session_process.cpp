// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panel/session_process.h"

#include <chrono>
#include <csignal>
#include <poll.h>
#include <thread>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/crash_report.h"

namespace vitrine {
namespace {

constexpr std::size_t kKeptLines = 20, kMaxLine = 2000;
constexpr std::int64_t kFarewellMicros = 300'000;  // For a process that closed its stream to end by itself, so that its own end is told.

}  // namespace

std::shared_ptr<SessionProcess> SessionProcess::start(std::vector<std::string> command, std::string subject, Events events) {
    std::shared_ptr<SessionProcess> process(new SessionProcess(std::move(command), std::move(subject), std::move(events)));
    std::thread([process] { process->live(); }).detach();
    return process;
}

SessionProcess::SessionProcess(std::vector<std::string> command, std::string subject, Events events)
    : m_command(std::move(command)), m_subject(std::move(subject)), m_events(std::move(events)) {}

void SessionProcess::send(const std::string& name, Message message) {
    {
        std::lock_guard lock(m_mutex);
        std::erase_if(m_waiting, [&](const auto& older) { return older.first == name; });
        m_waiting.emplace_back(name, std::move(message));
    }
    m_changed.notify_all();
}

void SessionProcess::stop() {
    {
        std::lock_guard lock(m_mutex);
        m_stopping = true;
        if (m_process) m_process->signal(SIGKILL);
    }
    m_changed.notify_all();
}

bool SessionProcess::waitEnded(int milliseconds) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return m_finished; });
}

void SessionProcess::live() {
    SpawnOptions options;
    options.arguments = m_command;
    options.pipeIn = options.pipeOut = options.pipeError = options.quiet = true;
    auto spawned = ChildProcess::spawn(options);
    if (!spawned.ok()) {
        m_events.ended(spawned.error());
    } else {
        MessageChannel channel(spawned->out(), spawned->in());
        const int pid = spawned->pid(), error = spawned->error();
        {
            std::lock_guard lock(m_mutex);
            m_process.emplace(std::move(*spawned));
            if (m_stopping) m_process->signal(SIGKILL);
        }
        m_events.started(pid);
        std::thread messages([&] { readMessages(channel); }), errors([&] { readErrors(error); });
        write(channel);
        const ExitState exit = reap();
        messages.join();
        errors.join();
        m_events.ended(obituary(exit));
    }
    {
        std::lock_guard lock(m_mutex);
        m_finished = true;
        m_events = {};
    }
    m_changed.notify_all();
}

/// Sends what waits until the process is to end or has ended.
void SessionProcess::write(MessageChannel& channel) {
    while (true) {
        Message message;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait_for(lock, std::chrono::milliseconds(200), [this] { return m_stopping || m_streamEnded || !m_waiting.empty(); });
            // A grandchild may hold the stream open beyond the death of the process itself.
            if (m_stopping || m_streamEnded || m_process->poll()) return;
            if (m_waiting.empty()) continue;
            message = std::move(m_waiting.front().second);
            m_waiting.pop_front();
        }
        const Status sent = channel.send(message);
        if (sent.ok()) continue;
        if (sent.error().code != ErrorCode::TooLarge) return;
        Message refused{"error", errorToJson(sent.error()), {}};
        refused.body["id"] = message.body.value("id", Json());
        m_events.message(std::move(refused));
    }
}

ExitState SessionProcess::reap() {
    const std::int64_t deadline = steadyMicros() + kFarewellMicros;
    while (true) {
        {
            std::lock_guard lock(m_mutex);
            if (m_stopping || steadyMicros() > deadline) m_process->signal(SIGKILL);
            if (const auto exit = m_process->poll()) {
                m_exited = true;
                return *exit;
            }
        }
        ::usleep(2000);
    }
}

Error SessionProcess::obituary(const ExitState& exit) {
    std::string why = exit.text();
    std::erase_if(m_lines, [](const std::string& line) { return isCrashLine(line); });
    const std::size_t first = m_lines.size() > 3 ? m_lines.size() - 3 : 0;
    for (std::size_t i = first; i < m_lines.size(); ++i) why += (i == first ? "; its last words: " : " / ") + m_lines[i];
    return {ErrorCode::ProcessDied, "The live session ended", m_subject, why, "Start it again, or run the method and look at the run's log."};
}

void SessionProcess::readMessages(MessageChannel& channel) {
    const auto goesOn = [this] {
        std::lock_guard lock(m_mutex);
        return !m_exited;
    };
    while (true) {
        if (!channel.waitReadable(50)) {
            if (goesOn()) continue;
            break;
        }
        auto message = channel.receive();
        if (!message.ok() || !*message) {
            std::lock_guard lock(m_mutex);
            if (!message.ok()) m_lines.push_back("(its messages cannot be read: " + message.error().why + ")");
            break;
        }
        m_events.message(std::move(**message));
    }
    {
        std::lock_guard lock(m_mutex);
        m_streamEnded = true;
    }
    m_changed.notify_all();
}

void SessionProcess::readErrors(int fd) {
    std::string line;
    char block[4096];
    while (true) {
        pollfd waiting{fd, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, 50);
        std::unique_lock lock(m_mutex);
        if (ready <= 0 && m_exited) break;
        if (ready <= 0) continue;
        lock.unlock();
        const ssize_t got = ::read(fd, block, sizeof block);
        if (got <= 0) break;
        lock.lock();
        for (const char c : std::string_view(block, static_cast<std::size_t>(got))) {
            if (c != '\n' && line.size() < kMaxLine) line += c;
            if (c != '\n' || line.empty()) continue;
            m_lines.push_back(std::exchange(line, {}));
            if (m_lines.size() > kKeptLines) m_lines.pop_front();
        }
    }
    std::lock_guard lock(m_mutex);
    if (!line.empty()) m_lines.push_back(std::move(line));
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/worker_process.h"

#include <chrono>
#include <csignal>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vitrine {
namespace {

constexpr std::size_t kMostUnread = 256;   // Messages that nobody has taken: then the worker's stream leaves some out.
constexpr std::size_t kLongestErrorLine = 4096;
constexpr MessageLimits kLimits{std::size_t(16) << 20, std::size_t(64) << 20};
constexpr int kNiceness = 5;

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const std::vector<std::string>& arguments) {
    SpawnOptions options;
    options.arguments = arguments;
    options.pipeOut = options.pipeError = options.quiet = true;
    options.niceness = kNiceness;
    VITRINE_TRY(ChildProcess process, ChildProcess::spawn(options));
    return std::unique_ptr<WorkerProcess>(new WorkerProcess(std::move(process)));
}

WorkerProcess::WorkerProcess(ChildProcess process) : m_process(std::move(process)), m_channel(m_process.out(), -1, kLimits) {
    m_messageReader = std::thread([this] { readMessages(); });
    m_errorReader = std::thread([this] { readErrors(); });
}

WorkerProcess::~WorkerProcess() {
    if (!hasEnded()) {
        ::kill(-m_process.pid(), SIGKILL);
        m_process.wait();
    }
    m_stopping = true;
    m_changed.notify_all();
    for (std::thread* reader : {&m_messageReader, &m_errorReader})
        if (reader->joinable()) reader->join();
}

/// Looks without reaping first: as long as the dead leader is not reaped, its group's number cannot have gone to somebody else.
bool WorkerProcess::hasEnded() {
    if (m_exit) return true;
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(m_process.pid()), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0) return false;
    ::kill(-m_process.pid(), SIGKILL);
    m_exit = m_process.wait();
    return true;
}

std::optional<ExitState> WorkerProcess::pump(int timeoutMs, const std::function<void(const Message&)>& take) {
    std::deque<Message> messages;
    bool ended = false;
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::milliseconds(timeoutMs), [this] { return !m_messages.empty(); });
        messages.swap(m_messages);
        ended = m_messagesEnded;
    }
    m_changed.notify_all();
    if (take)
        for (const Message& message : messages) take(message);
    if (!hasEnded() || !ended) return std::nullopt;
    std::lock_guard lock(m_mutex);
    return m_messages.empty() ? m_exit : std::nullopt;
}

void WorkerProcess::readMessages() {
    while (!m_stopping) {
        if (!m_channel.waitReadable(100)) continue;
        auto message = m_channel.receive();
        std::unique_lock lock(m_mutex);
        if (!message.ok()) m_lines.push_back("(its messages cannot be read: " + message.error().why + ")");
        if (!message.ok() || !*message) break;
        m_changed.wait(lock, [this] { return m_stopping || m_messages.size() < kMostUnread; });
        m_messages.push_back(std::move(**message));
        lock.unlock();
        m_changed.notify_all();
    }
    {
        std::lock_guard lock(m_mutex);
        m_messagesEnded = true;
    }
    m_changed.notify_all();
}

void WorkerProcess::readErrors() {
    std::string line;
    char block[4096];
    while (!m_stopping) {
        pollfd waiting{m_process.error(), POLLIN, 0};
        if (::poll(&waiting, 1, 100) <= 0) continue;
        const ssize_t got = ::read(m_process.error(), block, sizeof block);
        if (got <= 0) break;
        std::lock_guard lock(m_mutex);
        for (const char c : std::string_view(block, static_cast<std::size_t>(got))) {
            if (c != '\n' && line.size() < kLongestErrorLine) line += c;
            if (c != '\n') continue;
            m_lines.push_back(std::exchange(line, {}));
            if (m_lines.size() > kKeptLines) m_lines.pop_front();
        }
    }
    std::lock_guard lock(m_mutex);
    if (!line.empty()) m_lines.push_back(line);
}

std::vector<std::string> WorkerProcess::errorLines() {
    // The process is gone and with it the writing end: the reader is at the end of it in no time.
    if (m_exit && m_errorReader.joinable()) m_errorReader.join();
    std::lock_guard lock(m_mutex);
    return {m_lines.begin(), m_lines.end()};
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/event_stream.h"

#include "core/base/clock.h"

namespace vitrine {
namespace {
constexpr std::size_t kMaxWaiting = 64;  // At most 64 MiB: a preview has up to 1 MiB.
constexpr std::int64_t kCloseMicros = 1'000'000;
}  // namespace

EventStream::EventStream(MessageChannel& channel) : m_channel(channel), m_thread([this] { loop(); }) {}

EventStream::~EventStream() {
    m_deadline = steadyMicros() + kCloseMicros;
    {
        std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void EventStream::send(Message message) {
    {
        std::lock_guard lock(m_mutex);
        if (m_queue.size() >= kMaxWaiting) m_queue.pop_front();
        m_queue.push_back(std::move(message));
    }
    m_changed.notify_one();
}

void EventStream::loop() {
    const auto late = [this] { return m_deadline != 0 && steadyMicros() > m_deadline; };
    while (true) {
        Message message;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [&] { return m_closing || !m_queue.empty(); });
            if (m_queue.empty() || late()) return;
            message = std::move(m_queue.front());
            m_queue.pop_front();
        }
        static_cast<void>(m_channel.send(message, late));  // Nobody listens: the run goes on.
    }
}

}  // namespace vitrine

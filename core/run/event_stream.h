// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <thread>

#include "core/run/message.h"

namespace vitrine {

/// Sends the messages of a run without ever holding it up: a thread of its own writes to the channel, and when the other side reads too
/// slowly (or is gone), the oldest messages are left out. All of it is in the store anyway.
class EventStream {
public:
    explicit EventStream(MessageChannel& channel);
    ~EventStream();  ///< Gives what waits one second to leave.
    void send(Message message);

private:
    void loop();

    MessageChannel& m_channel;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Message> m_queue;
    bool m_closing = false;
    std::atomic<std::int64_t> m_deadline = 0;  ///< Steady microseconds after which sending is given up; 0: none.
    std::thread m_thread;
};

}  // namespace vitrine

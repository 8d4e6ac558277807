// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <atomic>
#include <functional>
#include <mutex>

namespace vitrine {

/// The way from threads to the UI thread: jobs run there in order, none after `close`.
class UiPost {
public:
    explicit UiPost(QObject* receiver) : m_receiver(receiver) {}
    void operator()(std::function<void()> job);
    void close();
    bool closed() const { return m_closed; }

private:
    std::mutex m_mutex;
    QObject* m_receiver;
    std::atomic<bool> m_closed = false;
};

}  // namespace vitrine

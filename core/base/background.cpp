// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/background.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "core/base/log.h"

namespace vitrine {
namespace {

struct AtWork {
    std::mutex mutex;
    std::condition_variable changed;
    int count = 0;

    /// Never destroyed: threads may outlive the statics of the program.
    static AtWork& instance() {
        static AtWork* const all = new AtWork;
        return *all;
    }
    void add(int difference) {
        std::lock_guard lock(mutex);
        count += difference;
        changed.notify_all();
    }
};

}  // namespace

void inBackground(std::function<void()> work) {
    AtWork::instance().add(1);
    std::thread([work = std::move(work)]() mutable {
        try {
            work();
        } catch (const std::exception& error) {
            logError("Work in the background ended early: {}", error.what());
        }
        work = nullptr;  // What it kept alive goes before anybody is told that it is done.
        AtWork::instance().add(-1);
    }).detach();
}

bool waitForBackground(std::chrono::milliseconds limit) {
    AtWork& all = AtWork::instance();
    std::unique_lock lock(all.mutex);
    return all.changed.wait_for(lock, limit, [&] { return all.count == 0; });
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/background.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

namespace vitrine {
namespace {

using namespace std::chrono_literals;

TEST(Background, waitsForAllThatIsAtWork) {
    auto done = std::make_shared<std::atomic<int>>(0);
    for (int i = 0; i < 8; ++i)
        inBackground([done] {
            std::this_thread::sleep_for(20ms);
            ++*done;
        });
    EXPECT_TRUE(waitForBackground(10s));
    EXPECT_EQ(*done, 8);
    EXPECT_EQ(done.use_count(), 1) << "what the work kept alive is gone when the wait is over";
}

TEST(Background, aWaitHasItsLimit) {
    std::promise<void> gate;
    inBackground([open = gate.get_future().share()] { open.wait(); });
    EXPECT_FALSE(waitForBackground(10ms));
    gate.set_value();
    EXPECT_TRUE(waitForBackground(10s));
}

TEST(Background, anExceptionEndsTheWorkOnly) {
    inBackground([] { throw std::runtime_error("the disk is gone"); });
    EXPECT_TRUE(waitForBackground(10s));
}

}  // namespace
}  // namespace vitrine

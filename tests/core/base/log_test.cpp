// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace vitrine {
namespace {

/// Puts the old sink back, whatever the test does.
class Log : public testing::Test {
protected:
    void SetUp() override {
        m_old = setLogSink(
            [this](LogLevel level, std::string_view text) { m_lines.emplace_back(level, std::string(text)); });
    }
    void TearDown() override { setLogSink(m_old); }
    LogSink m_old;
    std::vector<std::pair<LogLevel, std::string>> m_lines;
};

TEST_F(Log, linesArriveFormattedWithTheirLevel) {
    logInfo("run {} took {:.1f} s", 7, 2.25);
    logWarning("careful");
    logError("{}", "broken {}");
    ASSERT_EQ(m_lines.size(), 3u);
    EXPECT_EQ(m_lines[0], std::make_pair(LogLevel::Info, std::string("run 7 took 2.2 s")));
    EXPECT_EQ(m_lines[1].first, LogLevel::Warning);
    EXPECT_EQ(m_lines[2].second, "broken {}");
}

TEST_F(Log, callsAreOneAtATime) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([] {
            for (int i = 0; i < 500; ++i) logInfo("line {}", i);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(m_lines.size(), 2000u);
}

TEST_F(Log, levelsHaveNames) {
    EXPECT_STRNE(name(LogLevel::Debug), name(LogLevel::Error));
    EXPECT_STRNE(name(LogLevel::Info), name(LogLevel::Warning));
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
// R10: eight processes write 20,000 points a second each while another one lists runs: no error, no lost point.
#include <algorithm>

#include "core/base/clock.h"
#include "tests/crash/store/crash_support.h"

namespace vitrine {
namespace {

using testing::block;
using testing::forkChild;
using testing::take;
using testing::waitChild;

constexpr int kWriters = 8;
constexpr std::int64_t kPerFlush = 2000, kFlushMicros = 100'000;

struct Written {
    std::int64_t run = 0, points = 0, slowest = 0;
};

int writePoints(const std::filesystem::path& folder, std::int64_t seconds, const testing::Pipe& pipe) {
    ExperimentStore store = take(ExperimentStore::open(folder));
    const WorkerIdentity self = WorkerIdentity::ofThisProcess();
    Written written;
    written.run = *take(store.claimRun(self));
    const std::int64_t start = steadyMicros();
    for (std::int64_t flush = 0; steadyMicros() - start < seconds * 1'000'000; ++flush) {
        const std::int64_t before = steadyMicros();
        take(store.appendMetrics(written.run, {block("a", flush * kPerFlush / 2, kPerFlush / 2),
                                               block("b", flush * kPerFlush / 2, kPerFlush / 2)}));
        if (flush % 10 == 0) (void)take(store.heartbeat(written.run, self, 0.5, "writing"));
        written.points += kPerFlush;
        written.slowest = std::max(written.slowest, steadyMicros() - before);
        const std::int64_t due = start + (flush + 1) * kFlushMicros - steadyMicros();
        if (due > 0) ::usleep(static_cast<useconds_t>(due));
    }
    take(store.endRun(written.run, RunState::Finished));
    pipe.send(written);
    return 0;
}

TEST(Writers, EightProcessesLoseNothing) {
    TemporaryFolder folder;
    const std::int64_t seconds = testing::fullCounts() ? 60 : 4;
    // No store may be open while the process forks: the database library's locks belong to one process.
    (void)take(
        take(ExperimentStore::open(folder.path())).createRuns(std::vector<RunRequest>(kWriters, testing::request())));
    testing::Pipe pipe;
    std::vector<pid_t> children;
    for (int i = 0; i < kWriters; ++i)
        children.push_back(
            forkChild([&] { return writePoints(folder.path(), seconds, pipe); }, static_cast<unsigned>(seconds) + 60));
    ExperimentStore store = take(ExperimentStore::open(folder.path()));
    const std::int64_t end = steadyMicros() + seconds * 1'000'000;
    std::int64_t lists = 0, slowestList = 0;
    while (steadyMicros() < end) {
        const std::int64_t before = steadyMicros();
        EXPECT_EQ(take(store.runs({"", "-metric.a", 100, false, {}})).total, kWriters);
        slowestList = std::max(slowestList, steadyMicros() - before);
        ++lists;
        ::usleep(16'000);
    }
    for (pid_t child : children) EXPECT_EQ(waitChild(child), 0);
    std::int64_t total = 0, slowest = 0;
    for (int i = 0; i < kWriters; ++i) {
        Written written;
        ASSERT_TRUE(pipe.receive(written));
        total += written.points;
        slowest = std::max(slowest, written.slowest);
        for (const char* name : {"a", "b"})
            EXPECT_EQ(take(store.series(written.run, name)).values, block(name, 0, written.points / 2).values)
                << "run " << written.run;
    }
    const StoreCheck check = take(store.check(false));
    EXPECT_TRUE(check.ok()) << check.problems.front();
    EXPECT_EQ(check.points, total);
    std::printf(
        "R10: %d writers, %.0f points/s in all (asked: %.0f), slowest flush %.1f ms, %lld lists, slowest %.1f ms\n",
        kWriters, double(total) / double(seconds), kWriters * kPerFlush * 1e6 / kFlushMicros, double(slowest) / 1e3,
        static_cast<long long>(lists), double(slowestList) / 1e3);
}

}  // namespace
}  // namespace vitrine

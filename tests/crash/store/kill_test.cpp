// SPDX-License-Identifier: GPL-3.0-or-later
// R3: a writer is killed, its database and log are copied with the log cut anywhere: every copy opens, and shows whole
// transactions only.
#include <csignal>
#include <cstring>
#include <random>

#include "tests/crash/store/crash_support.h"

namespace vitrine {
namespace {

using testing::block;
using testing::forkChild;
using testing::take;
using testing::waitChild;

constexpr std::size_t kFrame = 24 + 4096;

/// Transaction i appends the same 1 + i % 700 points to two series; after its commit the child tells how many points
/// there are.
int writeForEver(const std::filesystem::path& folder, const testing::Pipe& pipe) {
    ExperimentStore store = take(ExperimentStore::open(folder));
    const std::int64_t run = take(store.createRun(testing::request()));
    std::int64_t points = 0;
    for (int i = 0;; ++i) {
        const std::int64_t count = 1 + (i * 37) % 700;
        take(store.appendMetrics(run, {block("a", points, count), block("b", points, count, 2.0)}));
        points += count;
        pipe.send(points);
    }
}

/// Frames that a checkpoint may have copied into the database: a log that lost them cannot occur, as they were flushed
/// before.
std::size_t copiedBytes(const std::string& shm) {
    std::uint32_t done = 0, attempted = 0;
    if (shm.size() < 132) return 0;
    std::memcpy(&done, shm.data() + 96, 4);
    std::memcpy(&attempted, shm.data() + 128, 4);
    const std::size_t frames = std::max(done, attempted);
    return frames ? 32 + frames * kFrame : 0;
}

std::int64_t expectWhole(const std::filesystem::path& folder) {
    auto opened = ExperimentStore::open(folder);
    if (!opened.ok()) {
        ADD_FAILURE() << opened.error().message();
        return -1;
    }
    ExperimentStore& store = *opened;
    const StoreCheck check = take(store.check(true));
    EXPECT_TRUE(check.ok()) << check.problems.front();
    const RunPage page = take(store.runs({}));
    if (page.rows.empty()) return 0;
    const std::int64_t run = page.rows.front().id;
    if (take(store.metricNames(run)).empty()) return 0;
    const MetricSeries a = take(store.series(run, "a")), b = take(store.series(run, "b"));
    const MetricBlock expected = block("a", 0, std::int64_t(a.values.size()));
    EXPECT_EQ(a.values, expected.values);
    EXPECT_EQ(a.steps, expected.steps);
    EXPECT_EQ(a.values.size(), b.values.size()) << "half a transaction is visible";
    return std::int64_t(a.values.size());
}

TEST(Kill, TornCopiesShowWholeTransactionsOnly) {
    const int kills = testing::fullCounts() ? 50 : 8, cuts = testing::fullCounts() ? 10 : 5;
    std::mt19937 random(2026);
    int copies = 0;
    std::int64_t mostPoints = 0;
    for (int kill = 0; kill < kills; ++kill) {
        TemporaryFolder folder;
        testing::Pipe pipe;
        const pid_t child = forkChild([&] { return writeForEver(folder.path() / "live", pipe); });
        pipe.closeWrite();
        std::int64_t told = 0;
        ASSERT_TRUE(pipe.receive(told));
        ::usleep(1000 + random() % 250'000);
        ::kill(child, SIGKILL);
        EXPECT_EQ(waitChild(child), -SIGKILL);
        for (std::int64_t more = 0; pipe.receive(more);) told = more;

        const auto bytes = [&](const char* name) {
            const auto file = folder.path() / "live" / name;
            return std::filesystem::exists(file) ? take(readText(file)) : std::string();
        };
        const std::string database = bytes("vitrine.db"), log = bytes("vitrine.db-wal");
        const std::size_t least = std::min(copiedBytes(bytes("vitrine.db-shm")), log.size());
        for (int cut = 0; cut < cuts; ++cut) {
            const std::filesystem::path copy = folder.path() / ("copy" + std::to_string(cut));
            const std::size_t size = cut == 0 ? log.size() : least + random() % (log.size() - least + 1);
            testing::writeFile(copy / "vitrine.db", database);
            testing::writeFile(copy / "vitrine.db-wal", log.substr(0, size));
            const std::int64_t points = expectWhole(copy);
            EXPECT_GE(points, cut == 0 ? told : 0) << "a told transaction is lost";
            ++copies;
        }
        mostPoints = std::max(mostPoints, told);
    }
    std::printf("R3: %d torn copies of %d kills, up to %lld points each\n", copies, kills,
                static_cast<long long>(mostPoints));
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
// R7: mutated databases never abort or hang. They open, or are called corrupt and stay as they are, and salvage brings
// back the runs.
#include <algorithm>
#include <random>

#include "core/base/clock.h"
#include "core/store/salvage.h"
#include "tests/crash/store/crash_support.h"

namespace vitrine {
namespace {

using testing::block;
using testing::forkChild;
using testing::take;
using testing::waitChild;

constexpr std::size_t kPage = 4096;
constexpr int kRuns = 200;

struct Files {
    std::string database, log;
};

enum class Mutation {
    BitFlip,
    BitFlips,
    ZeroPage,
    RandomInPage,
    RandomPage,
    SwapPages,
    Truncate,
    RandomHeader,
    WrongLog,
    TornLog,
    Count
};
const char* const kNames[] = {"one bit",       "many bits", "zeroed page",   "noise in a page", "page of noise",
                              "swapped pages", "truncated", "random header", "wrong log",       "damaged log"};
bool isSinglePage(Mutation mutation) {
    return mutation == Mutation::BitFlip || mutation == Mutation::ZeroPage || mutation == Mutation::RandomInPage ||
           mutation == Mutation::RandomPage || mutation == Mutation::RandomHeader;
}

void noise(std::string& bytes, std::size_t at, std::size_t size, std::mt19937& random) {
    for (std::size_t i = at; i < std::min(at + size, bytes.size()); ++i) bytes[i] = static_cast<char>(random());
}

Files mutate(const Files& sound, const Files& other, Mutation mutation, std::mt19937& random) {
    Files files = sound;
    std::string& bytes = files.database;
    const std::size_t pages = bytes.size() / kPage, page = random() % pages * kPage;
    const auto flip = [&](std::string& where) {
        where[random() % where.size()] ^= static_cast<char>(1 << random() % 8);
    };
    switch (mutation) {
        case Mutation::BitFlip:
            flip(bytes);
            break;
        case Mutation::BitFlips:
            for (int i = 0; i < 40; ++i) flip(bytes);
            break;
        case Mutation::ZeroPage:
            std::fill_n(bytes.begin() + page, kPage, '\0');
            break;
        case Mutation::RandomInPage:
            noise(bytes, page + random() % kPage, 1 + random() % 64, random);
            break;
        case Mutation::RandomPage:
            noise(bytes, page, kPage, random);
            break;
        case Mutation::SwapPages: {
            const std::size_t second = random() % pages * kPage;
            std::swap_ranges(bytes.begin() + page, bytes.begin() + page + kPage, bytes.begin() + second);
            break;
        }
        case Mutation::Truncate:
            bytes.resize(random() % bytes.size());
            break;
        case Mutation::RandomHeader:
            noise(bytes, random() % 100, 1 + random() % 100, random);
            break;
        case Mutation::WrongLog:
            files.log = other.log;
            break;
        case Mutation::TornLog:
            files.log = other.log;
            for (int i = 0; i < 8; ++i) flip(files.log);
            break;
        case Mutation::Count:
            break;
    }
    return files;
}

/// What the child found out about one mutation.
struct Outcome {
    bool opened = false, sound = false, salvaged = false;
    std::int64_t runs = 0;
    std::int64_t slowest = 0;
};

/// Everything that a program does with a store; errors are fine, crashes are not.
void useStore(ExperimentStore& store, Outcome& outcome) {
    outcome.sound = take(store.check(true)).ok();
    const auto page = store.runs({"param.n >= 0 or tag == 'x'", "-metric.loss", 1000, false, {}});
    for (std::int64_t id = 1; id <= kRuns; id += 9) {
        (void)store.run(id);
        (void)store.summaries(id);
        (void)store.series(id, "loss");
        (void)store.artifacts(id);
        (void)store.log(id);
    }
    (void)store.createRun(testing::request("lrp_resnet", {{"n", 1}}));
    (void)store.appendMetrics(7, {block("loss", 300, 5000)});
    (void)store.truncateMetrics(8, {});
    (void)store.setTrashed(9, true);
    (void)store.emptyTrash();
    (void)store.checkpointWal();
}

int examine(const std::filesystem::path& folder, const Files& files, const testing::Pipe& pipe) {
    Outcome outcome;
    const auto write = [&] {
        testing::writeFile(folder / "vitrine.db", files.database);
        if (!files.log.empty()) testing::writeFile(folder / "vitrine.db-wal", files.log);
    };
    const auto timed = [&](auto&& work) {
        const std::int64_t start = steadyMicros();
        work();
        outcome.slowest = std::max(outcome.slowest, steadyMicros() - start);
    };
    write();
    bool untouched = true;
    timed([&] {
        auto store = ExperimentStore::open(folder);
        outcome.opened = store.ok();
        if (store.ok()) return useStore(*store, outcome);
        const ErrorCode code = store.error().code;
        const bool expected = code == ErrorCode::Corrupt || code == ErrorCode::BadFormat || code == ErrorCode::Conflict;
        if (!expected || store.error().next.empty())
            std::fprintf(stderr, "unexpected: %s\n", store.error().message().c_str());
        untouched = expected && take(readText(folder / "vitrine.db")) == files.database;
    });
    if (!untouched) return 3;
    std::filesystem::remove_all(folder);
    write();
    timed([&] {
        auto report = salvageStore(folder);
        outcome.salvaged = report.ok();
        if (report.ok())
            outcome.runs = report->runs;
        else
            std::fprintf(stderr, "salvage: %s\n", report.error().message().c_str());
    });
    if (!outcome.salvaged) return 4;
    ExperimentStore again = take(ExperimentStore::open(folder));
    const StoreCheck check = take(again.check(false));
    if (!check.ok()) std::fprintf(stderr, "after salvage: %s\n", check.problems.front().c_str());
    pipe.send(outcome);
    return check.ok() && take(again.runs({})).total == outcome.runs ? 0 : 5;
}

/// A closed store of 200 runs, and (for `log`) what a killed process leaves.
Files makeFiles(const std::filesystem::path& folder, int runs, bool keepLog) {
    {
        ExperimentStore store = take(ExperimentStore::open(folder));
        std::vector<RunRequest> requests;
        for (int i = 0; i < runs; ++i) {
            RunRequest one =
                testing::request(i % 2 ? "lrp_resnet" : "pde_plus",
                                 {{"n", i}, {"text", std::string(200 + i * 13 % 900, 'x')}, {"lr", 0.1 * i}});
            one.title = "title " + std::to_string(i);
            one.tags = {"x"};
            requests.push_back(one);
        }
        for (std::int64_t id : take(store.createRuns(requests))) {
            take(store.appendMetrics(id, {block("loss", 0, 300), block("acc", 0, 40)}));
            take(store.appendLog(id, {{1, "info", "one line of text"}}));
        }
        if (keepLog) return {take(readText(folder / "vitrine.db")), take(readText(folder / "vitrine.db-wal"))};
    }
    return {take(readText(folder / "vitrine.db")), {}};
}

TEST(Corruption, MutatedStoresOpenOrAreSalvaged) {
    TemporaryFolder folder;
    const Files sound = makeFiles(folder.path() / "sound", kRuns, false),
                other = makeFiles(folder.path() / "other", 30, true);
    const int count = testing::fullCounts() ? 2000 : 200;
    std::mt19937 random(99);
    struct Tally {
        int tried = 0, opened = 0, sound = 0;
        std::int64_t leastRuns = kRuns;
    } tallies[int(Mutation::Count)];
    std::int64_t slowest = 0;
    for (int i = 0; i < count; ++i) {
        const auto mutation = static_cast<Mutation>(i % int(Mutation::Count));
        const Files files = mutate(sound, other, mutation, random);
        const std::filesystem::path place = folder.path() / "mutated";
        testing::Pipe pipe;
        const int code = waitChild(forkChild([&] { return examine(place, files, pipe); }, 20));
        ASSERT_EQ(code, 0) << "mutation " << i << " (" << kNames[int(mutation)]
                           << "); minus a number: the signal that ended it";
        Outcome outcome;
        ASSERT_TRUE(pipe.receive(outcome));
        Tally& tally = tallies[int(mutation)];
        ++tally.tried;
        tally.opened += outcome.opened;
        tally.sound += outcome.opened && outcome.sound;
        tally.leastRuns = std::min(tally.leastRuns, outcome.runs);
        slowest = std::max(slowest, outcome.slowest);
        EXPECT_GE(outcome.runs, isSinglePage(mutation) ? kRuns * 9 / 10 : 0) << kNames[int(mutation)] << " " << i;
        std::filesystem::remove_all(place);
    }
    for (int m = 0; m < int(Mutation::Count); ++m)
        std::printf("R7: %-16s %4d tried, %4d opened (%d of them sound), salvage found at least %lld of %d runs\n",
                    kNames[m], tallies[m].tried, tallies[m].opened, tallies[m].sound,
                    static_cast<long long>(tallies[m].leastRuns), kRuns);
    std::printf("R7: slowest step %.0f ms\n", double(slowest) / 1e3);
    EXPECT_LT(slowest, 5'000'000);
}

}  // namespace
}  // namespace vitrine

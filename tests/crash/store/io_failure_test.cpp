// SPDX-License-Identifier: GPL-3.0-or-later
// R4: the n-th write, sync, truncation or open of the database fails, n = 1, 2, 3 ... until a whole run goes through
// untouched. R5 (its store half): a full disk lets final states through by giving up the reserve, and nothing else.
#include <cerrno>
#include <optional>

#include "core/store/reserve.h"
#include "tests/crash/store/crash_support.h"
#include "tests/crash/store/failing_vfs.h"

namespace vitrine {
namespace {

using testing::block;
using testing::diskFault;
using testing::take;

/// What a run does to a store, with all failures noted.
struct Life {
    std::vector<Error> errors;

    bool note(const Status& status) {
        if (!status.ok()) errors.push_back(status.error());
        return status.ok();
    }
    template <class T>
    std::optional<T> note(Result<T> result) {
        if (!result.ok()) {
            errors.push_back(result.error());
            return std::nullopt;
        }
        return std::move(result).value();
    }

    void live(const std::filesystem::path& folder) {
        auto store = note(ExperimentStore::open(folder));
        if (!store) return;
        const WorkerIdentity self = WorkerIdentity::ofThisProcess();
        const auto run = note(store->createRun(testing::request("lrp_resnet", {{"eps", 0.1}})));
        if (!run) return;
        note(store->claimRun(self, *run));
        for (int i = 0; i < 4; ++i) {
            note(store->appendMetrics(*run, {block("a", 0, 1500), block("b", 0, 1500)}));
            note(store->heartbeat(*run, self, 0.2 * i, "step"));
        }
        note(store->appendLog(*run, {{1, "info", "text"}}));
        note(store->truncateMetrics(*run, {{"a", 1500}, {"b", 1500}}));
        if (const auto record = note(store->run(*run))) {
            const auto file = store->runFolder(record->row.uuid) / "out.txt";
            testing::writeFile(file, "output");
            ArtifactRow row;
            row.run = *run;
            row.name = "out";
            note(store->addArtifact(row, file));
        }
        note(store->endRun(*run, RunState::Finished));
        note(store->checkpointWal());
    }
};

/// After the fault is gone the store opens, is sound, shows whole transactions, and can be written.
void expectSound(const std::filesystem::path& folder) {
    auto opened = ExperimentStore::open(folder);
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    ExperimentStore& store = *opened;
    for (const RunRow& row : take(store.runs({})).rows) {
        std::int64_t counts[2] = {0, 0};
        for (const MetricSummary& summary : take(store.summaries(row.id))) counts[summary.name == "b"] = summary.count;
        EXPECT_EQ(counts[0], counts[1]);
        EXPECT_EQ(counts[0] % 1500, 0);
    }
    const StoreCheck check = take(store.check(true));
    for (const std::string& problem : check.problems)
        EXPECT_EQ(problem.rfind("file without a row", 0), 0u) << problem;  // Never a row without its file.
    (void)take(store.createRun(testing::request()));
}

/// The cause that a person has to read in the message.
bool namesCause(const Error& error, int errnoValue) {
    const std::string text = error.message();
    const auto has = [&](const char* part) { return text.find(part) != std::string::npos; };
    if (errnoValue == ENOSPC) return error.code == ErrorCode::NoSpace && (has("full") || has("No space left"));
    return error.code == ErrorCode::Io && (has("Input/output error") || has("disk I/O error"));
}

void sweep(int errnoValue, bool once) {
    testing::FailingVfs vfs;
    int operation = 0, named = 0;
    for (bool clean = false; !clean; clean = diskFault().failures == 0) {
        TemporaryFolder folder;
        diskFault() = {errnoValue, ++operation, once, {}, 0, 0};
        Life life;
        life.live(folder.path() / "store");
        const int failures = diskFault().failures;
        diskFault().errnoValue = 0;
        for (const Error& error : life.errors) {
            EXPECT_FALSE(error.what.empty() || error.object.empty() || error.why.empty() || error.next.empty());
            EXPECT_NE(error.code, ErrorCode::Corrupt) << "operation " << operation << ": " << error.message();
            EXPECT_NE(error.code, ErrorCode::Internal) << "operation " << operation << ": " << error.message();
        }
        if (!life.errors.empty()) {
            EXPECT_TRUE(namesCause(life.errors.front(), errnoValue))
                << "operation " << operation << ": " << life.errors.front().message();
            ++named;
        }
        expectSound(folder.path() / "store");
        diskFault().failures = failures;
        if (::testing::Test::HasFailure()) {
            ADD_FAILURE() << "operation " << operation;
            return;
        }
        ASSERT_LT(operation, 5000) << "the sweep does not end";
    }
    std::printf("R4: %s %s: %d operations failed one by one, %d reported to the caller\n",
                errnoValue == EIO ? "EIO" : "ENOSPC", once ? "once" : "for good", operation - 1, named);
}

TEST(IoFailure, EachOperationFailsOnceWithEio) {
    sweep(EIO, true);
}
TEST(IoFailure, DiskIsFullFromEachOperationOn) {
    sweep(ENOSPC, false);
}

TEST(IoFailure, RemainingCombinations) {
    if (!testing::fullCounts()) GTEST_SKIP() << "set VITRINE_CRASH_FULL=1";
    sweep(EIO, false);
    sweep(ENOSPC, true);
}

TEST(DiskFull, ReserveLetsTheFinalStateThrough) {
    TemporaryFolder folder;
    testing::FailingVfs vfs;
    ExperimentStore store = take(ExperimentStore::open(folder.path() / "store"));
    const WorkerIdentity self = WorkerIdentity::ofThisProcess();
    const std::int64_t run = take(store.createRun(testing::request()));
    (void)take(store.claimRun(self));
    // A disk that is full as long as the reserve takes its room.
    const std::filesystem::path reserve = folder.path() / "store" / "reserve.bin";
    diskFault().errnoValue = ENOSPC;
    diskFault().stillOn = [&] { return std::filesystem::exists(reserve); };

    const Status metrics = store.appendMetrics(run, {block("a", 0, 5000)});
    ASSERT_FALSE(metrics.ok());
    EXPECT_EQ(metrics.error().code, ErrorCode::NoSpace);
    EXPECT_TRUE(std::filesystem::exists(reserve)) << "points must not use up the reserve";
    EXPECT_EQ(take(store.heartbeat(run, self, 0.5, "waiting for space")), RunState::Running);
    EXPECT_FALSE(std::filesystem::exists(reserve));
    take(store.endRun(run, RunState::Failed, "the disk is full"));

    diskFault().errnoValue = 0;
    take(store.appendMetrics(run, {block("a", 0, 5000)}));
    EXPECT_TRUE(std::filesystem::exists(reserve)) << "set aside again once there is room";
    EXPECT_TRUE(take(store.check(true)).ok());
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "core/base/hash.h"
#include "core/store/metric_writer.h"
#include "core/store/migrations.h"
#include "core/store/run_rows.h"

namespace vitrine {
namespace {

using store::Query;

constexpr const char* kChecking = "Cannot check the store";
constexpr std::size_t kMaxProblems = 1000;  ///< A broken disk would fill the memory with them.

/// Collects what `check` finds. The database parts throw; the file parts do not.
class StoreChecker {
public:
    StoreChecker(ExperimentStore::Impl& impl, StoreCheck& result) : m_impl(impl), m_result(result) {}

    void database() {
        Query integrity(*m_impl.database, "PRAGMA integrity_check(100)");
        while (integrity.step())
            if (integrity.text(0) != "ok") problem("database: " + integrity.text(0));
        Query keys(*m_impl.database, "PRAGMA foreign_key_check");
        while (keys.step())
            problem(fmt::format("database: row {} of {} refers to nothing in {}", keys.integer(1), keys.text(0),
                                keys.text(2)));
        Query count(*m_impl.database, "SELECT count(*) FROM runs");
        if (count.step()) m_result.runs = count.integer(0);
    }

    /// Every chunk must decode, and chunks must follow each other without a gap up to the count of the summary.
    void points() {
        Query query(*m_impl.database,
                    "SELECT s.run, n.name, s.id, l.count FROM metric_series s LEFT JOIN names n ON n.id = s.name "
                    "LEFT JOIN run_latest l ON l.name = s.name AND l.run = s.run ORDER BY s.id");
        while (query.step()) {
            const std::string object = fmt::format("metric \"{}\" of run {}", query.text(1), query.integer(0));
            const std::int64_t found = pointsOfSeries(object, query.integer(2));
            if (found != query.integer(3))
                problem(fmt::format("{}: {} points are there, {} were written", object, found, query.integer(3)));
            m_result.points += found;
        }
        Query orphans(*m_impl.database,
                      "SELECT count(*) FROM metric_chunk WHERE id >> 36 NOT IN (SELECT id FROM metric_series)");
        if (orphans.step() && orphans.integer(0))
            problem(fmt::format("database: {} metric chunks belong to no series", orphans.integer(0)));
    }

    void artifacts(bool verifyHashes) {
        Query query(*m_impl.database, "SELECT run, name, file, size, sha256 FROM artifacts ORDER BY run, name");
        while (query.step()) {
            ++m_result.artifacts;
            const std::string object =
                fmt::format("artifact \"{}\" of run {} ({})", query.text(1), query.integer(0), query.text(2));
            m_known.insert(query.text(2));
            artifact(object, m_impl.folder / query.text(2), static_cast<std::uintmax_t>(query.integer(3)),
                     verifyHashes ? query.text(4) : std::string());
        }
    }

    /// Files in run folders that no row names. Checkpoints and hidden files are not artifacts; running runs have files
    /// under way.
    void files() {
        std::map<std::string, RunState> runs;
        Query query(*m_impl.database, "SELECT uuid, state FROM runs");
        while (query.step()) runs[query.text(0)] = static_cast<RunState>(query.integer(1));
        std::error_code error;
        for (std::filesystem::directory_iterator it(m_impl.folder / "runs", error), end; !error && it != end;
             it.increment(error)) {
            const auto run = runs.find(it->path().filename().string());
            if (run == runs.end())
                problem("folder without a run: runs/" + it->path().filename().string());
            else if (isEnded(run->second))
                filesOf(it->path());
        }
    }

private:
    void problem(std::string text) {
        if (m_result.problems.size() < kMaxProblems) m_result.problems.push_back(std::move(text));
    }

    std::int64_t pointsOfSeries(const std::string& object, std::int64_t series) {
        Query query(*m_impl.database, "SELECT id, n, data FROM metric_chunk WHERE id >= ? AND id < ? ORDER BY id");
        query.bind(store::chunkId(series, 0), store::chunkId(series + 1, 0));
        std::int64_t next = 0;
        while (query.step()) {
            const std::int64_t first = query.integer(0) - store::chunkId(series, 0);
            MetricSeries points;
            if (Status status = store::decodeChunk(query.blob(2), points); !status.ok())
                problem(object + fmt::format(", point {}: {}", first, status.error().why));
            if (first != next) problem(fmt::format("{}: points {} to {} are missing", object, next, first));
            next = first + query.integer(1);
        }
        return next;
    }

    void artifact(const std::string& object, const std::filesystem::path& file, std::uintmax_t size,
                  const std::string& sha256) {
        std::error_code error;
        const std::uintmax_t found = std::filesystem::file_size(file, error);
        if (error) return problem(object + ": its file is gone");
        if (found != size)
            return problem(fmt::format("{}: its file has {} bytes, {} were written", object, found, size));
        if (sha256.empty()) return;
        const Result<std::string> hash = sha256File(file);
        if (!hash.ok())
            problem(object + ": " + hash.error().why);
        else if (*hash != sha256)
            problem(object + ": its file has another content than was written");
    }

    void filesOf(const std::filesystem::path& folder) {
        std::error_code error;
        for (std::filesystem::recursive_directory_iterator it(folder, error), end; !error && it != end;
             it.increment(error)) {
            const std::string name = it->path().filename().string();
            if (name.starts_with("checkpoint") || name.starts_with(".")) {
                it.disable_recursion_pending();
                continue;
            }
            const std::string file = it->path().lexically_relative(m_impl.folder).generic_string();
            if (it->is_regular_file(error) && !m_known.count(file)) problem("file without a row: " + file);
        }
    }

    ExperimentStore::Impl& m_impl;
    StoreCheck& m_result;
    std::set<std::string> m_known;
};

}  // namespace

Result<StoreCheck> ExperimentStore::check(bool verifyHashes) {
    StoreCheck result;
    StoreChecker checker(*m_impl, result);
    // Each part is a transaction of its own: a damaged table must not hide what the others have to tell.
    const auto part = [&](auto&& work) {
        const Status status = m_impl->read(kChecking, [&]() -> Status {
            work();
            return {};
        });
        if (!status.ok()) result.problems.push_back("database: " + status.error().why);
    };
    part([&] { checker.database(); });
    part([&] { checker.points(); });
    part([&] { checker.artifacts(verifyHashes); });
    part([&] { checker.files(); });
    return result;
}

Status ExperimentStore::backup(const std::filesystem::path& file) {
    return store::copyDatabase(*m_impl->database, file);
}

Status ExperimentStore::checkpointWal() {
    const char* what = "Cannot write the log into the database";
    if (m_impl->readOnly) return m_impl->readOnlyError(what);
    store::Database& database = *m_impl->database;
    const int usual = database.busyTimeout();
    database.setBusyTimeout(std::min(usual, 200));  // Readers may stay long; what can be written now is written.
    Status status = database.guard(what, [&]() -> Status {
        Query(database, "PRAGMA wal_checkpoint(TRUNCATE)").run();
        return {};
    });
    database.setBusyTimeout(usual);
    if (!status.ok() && status.error().code == ErrorCode::Busy) return {};
    return status;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/salvage.h"

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <set>

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/store/metric_writer.h"
#include "core/store/migrations.h"
#include "core/store/run_rows.h"
#include "core/store/salvage_rows.h"

namespace vitrine {
namespace {

using store::integerOf;
using store::Query;
using store::RawRow;
using store::RawValue;
using store::SalvagedRows;
using store::textOf;

constexpr const char* kSalvaging = "Cannot salvage the store";
constexpr std::size_t kMaxLosses = 1000;

void bindRaw(Query& query, const RawValue& value) {
    std::visit(
        [&](const auto& held) {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, store::RawBlob>)
                query.bind(std::string_view(held.bytes));
            else
                query.bind(held);
        },
        value);
}

/// Writes salvaged rows into a fresh store. Each table is a transaction of its own; its functions throw what the
/// database throws.
class Rebuilder {
public:
    Rebuilder(ExperimentStore::Impl& target, store::RawPages& pages, SalvagedRows rows, SalvageReport& report)
        : m_target(target), m_database(*target.database), m_pages(pages), m_rows(std::move(rows)), m_report(report) {}

    Status rebuild() {
        VITRINE_CHECK(step([this] { runs(); }));
        VITRINE_CHECK(step([this] { details(); }));
        VITRINE_CHECK(step([this] { metrics(); }));
        VITRINE_CHECK(step([this] { artifacts(); }));
        VITRINE_CHECK(step([this] { rest(); }));
        for (std::uint32_t page : m_pages.damagedPages())
            loss(fmt::format("page {} has rows that cannot be read", page));
        return {};
    }

private:
    template <class Work>
    Status step(Work work) {
        return m_target.write(kSalvaging, [&]() -> Status {
            work();
            return {};
        });
    }
    void loss(std::string text) {
        if (m_report.losses.size() < kMaxLosses) m_report.losses.push_back(std::move(text));
    }

    /// Inserts `row` under `id`, leaving out its first value (the id's place). False when it broke a rule, as rows of
    /// damaged pages may.
    bool insert(const char* table, std::int64_t id, const RawRow& row, std::string_view columns) {
        std::string marks = "?";
        for (std::size_t i = 1; i < row.size(); ++i) marks += ", ?";
        // Rows from before a migration lack the last columns, which then take their defaults.
        for (std::size_t have = 1 + std::count(columns.begin(), columns.end(), ','); have > row.size(); --have)
            columns = columns.substr(0, columns.rfind(','));
        Query query(m_database, fmt::format("INSERT OR IGNORE INTO {}({}) VALUES({})", table, columns, marks));
        query.bind(id);
        for (std::size_t i = 1; i < row.size(); ++i) bindRaw(query, row[i]);
        query.run();
        return m_database.changes() > 0;
    }

    void runs() {
        for (const auto& [id, row] : m_rows.experiments) insert("experiments", id, row, "id, name, method, created");
        for (auto& [id, row] : m_rows.runs) {
            const std::int64_t experiment = integerOf(row[2]), state = integerOf(row[6]);
            if (!store::isUuid(textOf(row[1])) || state < 0 || state > int(RunState::Interrupted)) {
                loss(fmt::format("run {} makes no sense", id));
                continue;
            }
            if (!m_rows.experiments.count(experiment)) {
                Query(m_database, "INSERT OR IGNORE INTO experiments(id, name, method, created) VALUES(?, ?, ?, ?)")
                    .bind(experiment, fmt::format("{} (salvaged {})", textOf(row[3]), experiment), textOf(row[3]),
                          integerOf(row[11]))
                    .run();
            }
            Result<Json> tags = parseJson(textOf(row[25]), "tags");
            if (!tags.ok() || !tags->is_array()) row[25] = std::string("[]");
            if (!insert("runs", id, row, store::kRunRowColumns)) {
                loss(fmt::format("run {} contradicts another one", id));
                continue;
            }
            if (tags.ok()) store::indexTags(m_target, id, *tags);
            m_runs.insert(id);
        }
        m_report.runs = static_cast<std::int64_t>(m_runs.size());
    }

    void details() {
        for (const auto& [id, row] : m_rows.details) {
            if (!m_runs.count(id)) {
                loss(fmt::format("run {}: only its parameters are left", id));
                continue;
            }
            const Result<Json> parameters = parseJson(textOf(row[1]), "parameters");
            const bool whole = parameters.ok() &&
                               std::all_of(row.begin() + 2, row.begin() + 5,
                                           [](const RawValue& part) { return parseJson(textOf(part), "record").ok(); });
            if (!whole) continue;
            insert("run_details", id, row,
                   "run, parameters, data, weights, environment, schema_hash, threads, profile, row_copy");
            store::indexParameters(m_target, id, *parameters);
        }
        for (std::int64_t id : m_runs) {
            Query(m_database,
                  "INSERT OR IGNORE INTO run_details(run, parameters, data, schema_hash, threads) VALUES(?, '{}', "
                  "'{}', '', 0)")
                .bind(id)
                .run();
            if (m_database.changes()) loss(fmt::format("run {}: its parameters", id));
        }
        store::copyRunRows(m_database, 0);
    }

    void metrics() {
        for (auto chunk = m_rows.chunks.begin(); chunk != m_rows.chunks.end();) {
            const std::int64_t series = chunk->first >> store::kIndexBits;
            const auto end = m_rows.chunks.lower_bound(store::chunkId(series + 1, 0));
            const auto row = m_rows.series.find(series);
            const std::int64_t run = row == m_rows.series.end() ? 0 : integerOf(row->second[1]);
            if (m_runs.count(run))
                seriesPoints(run, nameOf(integerOf(row->second[2])), chunk, end);
            else
                loss(fmt::format("points of series {}, whose run is unknown", series));
            chunk = end;
        }
    }

    std::string nameOf(std::int64_t id) const {
        const auto name = m_rows.names.find(id);
        return name == m_rows.names.end() ? fmt::format("salvaged-{}", id) : textOf(name->second[1]);
    }

    using ChunkIterator = std::map<std::int64_t, SalvagedRows::Chunk>::iterator;
    void seriesPoints(std::int64_t run, const std::string& name, ChunkIterator begin, ChunkIterator end) {
        store::MetricWriter writer(m_target, run);
        std::int64_t next = 0;
        const auto lost = [&](std::int64_t from, std::int64_t to) {
            loss(fmt::format("run {}, metric \"{}\": points {} to {}", run, name, from, to - 1));
        };
        for (auto chunk = begin; chunk != end; ++chunk) {
            const std::int64_t first = chunk->first & (store::chunkId(1, 0) - 1);
            if (first < next) continue;  // A piece of the chunk before, from before they were joined.
            const auto row = m_pages.row(chunk->second.place);
            MetricSeries points;
            if (!row || !store::decodeChunk(std::get<store::RawBlob>((*row)[6]).bytes, points).ok()) continue;
            if (first > next) lost(next, first);
            if (!writer.append(name, store::pointsOf(points)).ok()) continue;
            next = first + static_cast<std::int64_t>(points.values.size());
            m_report.points += static_cast<std::int64_t>(points.values.size());
        }
        if (next == 0 && begin != end) loss(fmt::format("run {}, metric \"{}\": all points", run, name));
    }

    void artifacts() {
        for (const auto& [id, row] : m_rows.artifacts) {
            std::error_code error;
            const bool there = m_runs.count(integerOf(row[1])) &&
                               std::filesystem::exists(m_target.folder.parent_path() / textOf(row[4]), error);
            if (there && parseJson(textOf(row[8]), "meta").ok() &&
                insert("artifacts", id, row,
                       "id, run, name, kind, file, format, title, unit, meta, size, sha256, step, created"))
                ++m_report.artifacts;
            else
                loss(fmt::format("artifact \"{}\" of run {}", textOf(row[2]), integerOf(row[1])));
        }
        findArtifacts();
    }

    /// Files of run folders whose rows were lost come back under their file names.
    void findArtifacts() {
        const std::filesystem::path store = m_target.folder.parent_path();
        for (std::int64_t run : m_runs) {
            std::error_code error;
            const std::filesystem::path folder = store / "runs" / textOf(m_rows.runs.at(run)[1]);
            for (std::filesystem::recursive_directory_iterator it(folder, error), end; !error && it != end;
                 it.increment(error)) {
                const std::string name = it->path().filename().string();
                if (name.starts_with("checkpoint") || name.starts_with("."))
                    it.disable_recursion_pending();
                else if (it->is_regular_file(error))
                    foundFile(run, it->path(), it->path().lexically_relative(store).generic_string());
            }
        }
    }

    void foundFile(std::int64_t run, const std::filesystem::path& path, const std::string& file) {
        if (Query known(m_database, "SELECT 1 FROM artifacts WHERE run = ? AND file = ?"); known.bind(run, file).step())
            return;
        const Result<std::string> hash = sha256File(path);
        std::error_code error;
        const std::uintmax_t size = std::filesystem::file_size(path, error);
        if (!hash.ok() || error) return;
        const std::string format = path.extension().string().substr(path.has_extension() ? 1 : 0);
        const bool picture = format == "png" || format == "jpg" || format == "ppm";
        const std::string kind = picture                   ? "image"
                                 : format == "csv"         ? "table"
                                 : format == "json"        ? "json"
                                 : format == "safetensors" ? "weights"
                                                           : "text";
        Query(m_database,
              "INSERT OR IGNORE INTO artifacts(run, name, kind, file, format, title, unit, meta, size, sha256, step, "
              "created) "
              "VALUES(?, ?, ?, ?, ?, '', '', '{\"salvaged\":true}', ?, ?, 0, ?)")
            .bind(run, path.filename().string(), kind, file, format, std::uint64_t(size), *hash, wallMicros())
            .run();
        m_report.artifacts += m_database.changes();
    }

    void rest() {
        for (const auto& [id, row] : m_rows.log)
            if (m_runs.count(integerOf(row[1]))) insert("run_log", id, row, "id, run, time, level, text");
        for (const auto& [id, row] : m_rows.claims)
            if (parseJson(textOf(row[7]), "report").ok() && parseJson(textOf(row[8]), "runs").ok())
                insert("claims", id, row, "id, method, claim, preset, verdict, created, ended, report, runs");
        for (const auto& [key, row] : m_rows.settings)
            if (parseJson(textOf(row[1]), "setting").ok())
                Query(m_database, "INSERT OR IGNORE INTO settings(key, value, time) VALUES(?, ?, ?)")
                    .bind(key, textOf(row[1]), integerOf(row[2]))
                    .run();
    }

    ExperimentStore::Impl& m_target;
    store::Database& m_database;
    store::RawPages& m_pages;
    SalvagedRows m_rows;
    SalvageReport& m_report;
    std::set<std::int64_t> m_runs;
};

/// Reads `database` (and its log) into a fresh store in the folder `work`.
Status rebuildInto(const std::filesystem::path& work, const std::filesystem::path& database, SalvageReport& report) {
    VITRINE_TRY(store::RawPages pages, store::RawPages::open(database, database.string() + "-wal"));
    SalvagedRows rows = store::collectRows(pages);
    VITRINE_TRY(ExperimentStore fresh, ExperimentStore::open(work));
    return Rebuilder(ExperimentStore::Impl::of(fresh), pages, std::move(rows), report).rebuild();
}

std::filesystem::path freeName(const std::filesystem::path& database) {
    std::string time = isoTime(wallMicros());
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    std::filesystem::path name = database.string() + ".corrupt-" + time;
    for (int i = 2; std::filesystem::exists(name); ++i)
        name = fmt::format("{}.corrupt-{}-{}", database.string(), time, i);
    return name;
}

Status renameFile(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
        return systemError("Cannot rename a file of the store", from, errno);
    return {};
}

/// The damaged files get out of the way with the same suffix, so that the log still belongs to its database; then the
/// fresh one comes in.
Status exchange(const std::filesystem::path& database, const std::filesystem::path& fresh,
                const std::filesystem::path& setAside) {
    for (const char* suffix : {"-shm", "-wal", ""})
        VITRINE_CHECK(renameFile(database.string() + suffix, setAside.string() + suffix));
    VITRINE_CHECK(renameFile(fresh, database));
    const int folder = ::open(database.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void)::fsync(folder);
        ::close(folder);
    }
    return {};
}

}  // namespace

Result<SalvageReport> salvageStore(const std::filesystem::path& folder) {
    const std::filesystem::path database = folder / "vitrine.db";
    std::error_code error;
    if (!std::filesystem::exists(database, error))
        return Error{ErrorCode::NotFound, kSalvaging, database.string(), "there is no such file",
                     "Check the folder of the store."};
    store::FolderLock lock(folder);
    if (!lock.tryAlone())
        return Error{ErrorCode::Busy, kSalvaging, folder.string(), "another program has the store open",
                     "Close the window, wait for running workers, and try again."};
    const std::filesystem::path work = folder / (".salvage-" + makeUuid().substr(0, 8));
    SalvageReport report;
    Status status = rebuildInto(work, database, report);
    if (status.ok()) {
        report.setAside = freeName(database);
        status = exchange(database, work / "vitrine.db", report.setAside);
    }
    std::filesystem::remove_all(work, error);
    if (!status.ok()) return std::move(status).error();
    return report;
}

}  // namespace vitrine

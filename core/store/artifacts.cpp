// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/store/run_rows.h"

namespace vitrine {
namespace {

using store::Query;

constexpr const char* kStoring = "Cannot store an artifact";
constexpr const char* kReading = "Cannot read artifacts";
constexpr const char* kColumns = "id, run, name, kind, file, format, title, unit, meta, size, sha256, step, created";

Result<ArtifactRow> artifactFrom(const Query& query, const ExperimentStore::Impl& impl) {
    ArtifactRow row;
    row.id = query.integer(0);
    row.run = query.integer(1);
    std::string* const texts[] = {&row.name, &row.kind, &row.file, &row.format, &row.title, &row.unit};
    for (int i = 0; i < 6; ++i) *texts[i] = query.text(2 + i);
    VITRINE_TRY(row.meta, impl.parseStored(query.text(8), fmt::format("artifact {}", row.id)));
    row.size = static_cast<std::uint64_t>(query.integer(9));
    row.sha256 = query.text(10);
    row.step = query.integer(11);
    row.created = query.integer(12);
    return row;
}

/// `file` relative to the store's folder, when it is a regular file inside the run's folder.
Result<std::string> placeOf(const std::filesystem::path& store, const std::filesystem::path& runFolder,
                            const std::filesystem::path& file) {
    const std::filesystem::path path = file.is_absolute() ? file : runFolder / file;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return Error{ErrorCode::NotFound, kStoring, path.string(), "there is no such file",
                     "Write and flush the file first."};
    const std::filesystem::path inside = std::filesystem::weakly_canonical(path, error)
                                             .lexically_relative(std::filesystem::weakly_canonical(runFolder, error));
    if (inside.empty() || *inside.begin() == "..")
        return Error{ErrorCode::InvalidArgument, kStoring, path.string(),
                     "it is not in the run's folder " + runFolder.string(), "Write it there first."};
    return (std::filesystem::relative(runFolder, store, error) / inside).generic_string();
}

void removeFiles(const std::filesystem::path& store, const std::set<std::string>& files) {
    std::error_code ignored;
    for (const std::string& file : files)  // A damaged or foreign database must not make us delete files of others.
        if (file.starts_with("runs/") && file.find("..") == std::string::npos)
            std::filesystem::remove(store / file, ignored);
}

/// Files of those rows that a query selects by its first column. Throws.
std::set<std::string> filesOf(Query& query) {
    std::set<std::string> files;
    while (query.step()) files.insert(query.text(0));
    return files;
}

void insertArtifact(store::Database& database, ArtifactRow& row) {
    Query(database,
          "INSERT OR REPLACE INTO artifacts(run, name, kind, file, format, title, unit, meta, size, sha256, step, "
          "created) "
          "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.run, row.name, row.kind, row.file, row.format, row.title, row.unit, dumpJson(row.meta), row.size,
              row.sha256, row.step, row.created)
        .run();
    row.id = database.lastId();
}

}  // namespace

Result<ArtifactRow> ExperimentStore::addArtifact(ArtifactRow row, const std::filesystem::path& file) {
    if (row.name.empty() || row.name.size() > 512)
        return Error{ErrorCode::InvalidArgument, kStoring, "artifact \"" + row.name + "\"",
                     "the name must have 1 to 512 bytes", "Choose another name."};
    VITRINE_TRY(const RunRow run,
                m_impl->read(kStoring, [&] { return store::loadRunRow(*m_impl, kStoring, row.run); }));
    const std::filesystem::path folder = runFolder(run.uuid);
    VITRINE_TRY(row.file, placeOf(m_impl->folder, folder, file));
    std::error_code error;
    row.size = std::filesystem::file_size(m_impl->folder / row.file, error);
    VITRINE_TRY(row.sha256, sha256File(m_impl->folder / row.file));
    row.created = wallMicros();
    std::set<std::string> replaced;
    VITRINE_CHECK(m_impl->write(kStoring, [&]() -> Status {
        VITRINE_CHECK(m_impl->requireRun(kStoring, row.run));
        Query old(*m_impl->database, "SELECT file FROM artifacts WHERE run = ? AND name = ? AND step = ?");
        replaced = filesOf(old.bind(row.run, row.name, row.step));
        insertArtifact(*m_impl->database, row);
        Query(*m_impl->database, "UPDATE artifacts SET size = ?, sha256 = ? WHERE run = ? AND file = ?")
            .bind(row.size, row.sha256, row.run, row.file)
            .run();
        return {};
    }));
    replaced.erase(row.file);
    removeFiles(m_impl->folder, replaced);
    return row;
}

Result<std::vector<ArtifactRow>> ExperimentStore::artifacts(std::int64_t run) {
    return m_impl->read(kReading, [&]() -> Result<std::vector<ArtifactRow>> {
        VITRINE_CHECK(m_impl->requireRun(kReading, run));
        static const std::string sql =
            fmt::format("SELECT {} FROM artifacts WHERE run = ? ORDER BY name, step", kColumns);
        std::vector<ArtifactRow> rows;
        Query query(*m_impl->database, sql);
        query.bind(run);
        while (query.step()) {
            VITRINE_TRY(ArtifactRow row, artifactFrom(query, *m_impl));
            rows.push_back(std::move(row));
        }
        return rows;
    });
}

Result<ArtifactRow> ExperimentStore::artifact(std::int64_t run, const std::string& name) {
    return m_impl->read(kReading, [&]() -> Result<ArtifactRow> {
        VITRINE_CHECK(m_impl->requireRun(kReading, run));
        static const std::string sql =
            fmt::format("SELECT {} FROM artifacts WHERE run = ? AND name = ? ORDER BY step DESC LIMIT 1", kColumns);
        Query query(*m_impl->database, sql);
        if (query.bind(run, name).step()) return artifactFrom(query, *m_impl);
        return Error{ErrorCode::NotFound, kReading, fmt::format("artifact \"{}\" of run {}", name, run),
                     "the run has none of that name", "List its artifacts with vitrine-cli show."};
    });
}

Status ExperimentStore::removeArtifacts(std::int64_t run) {
    const char* what = "Cannot remove the artifacts of a run";
    std::set<std::string> files;
    VITRINE_CHECK(m_impl->write(what, [&]() -> Status {
        VITRINE_CHECK(m_impl->requireRun(what, run));
        Query old(*m_impl->database, "SELECT file FROM artifacts WHERE run = ?");
        files = filesOf(old.bind(run));
        Query(*m_impl->database, "DELETE FROM artifacts WHERE run = ?").bind(run).run();
        return {};
    }));
    removeFiles(m_impl->folder, files);
    return {};
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/store_run_context.h"

#include <cstring>
#include <set>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/run/cached_file.h"
#include "core/run/checkpoint_file.h"
#include "core/run/data_binding.h"
#include "core/run/preview.h"

namespace vitrine {
namespace {
constexpr std::int64_t kPreviewMicros = 1'000'000 / 30;
constexpr std::size_t kPreviewBytes = std::size_t(1) << 20;
}  // namespace

StoreRunContext::StoreRunContext(StoreRunOptions options)
    : RunContext(options.params, options.data, options.device, options.threads, options.record.row.seed), m_options(std::move(options)) {}

StoreRunContext::~StoreRunContext() = default;

Result<std::unique_ptr<StoreRunContext>> StoreRunContext::open(StoreRunOptions options) {
    std::unique_ptr<StoreRunContext> context(new StoreRunContext(std::move(options)));
    VITRINE_TRY(context->m_store, ExperimentStore::open(context->m_options.storeFolder));
    context->m_folder = context->m_store->runFolder(context->m_options.record.row.uuid);
    VITRINE_CHECK(makeFolder(context->m_folder));
    VITRINE_CHECK(context->findStart());
    return context;
}

/// Finds the checkpoint to go on from and starts the writer there.
Status StoreRunContext::findStart() {
    std::map<std::string, std::int64_t> points;
    if (m_options.resumable) {
        auto saved = loadCheckpoint(m_folder);
        if (!saved.ok()) m_startNote = "starting from nothing: " + saved.error().message();
        if (saved.ok() && *saved) {
            points = (*saved)->points;
            m_restored = std::move(**saved);
        }
    }
    VITRINE_CHECK(startFrom(points));
    RunWriterOptions writer{m_options.storeFolder, m_options.record.row.id, m_options.worker, m_options.stream, std::move(points), m_options.cancelled};
    VITRINE_TRY(m_writer, RunWriter::start(std::move(writer)));
    if (!m_startNote.empty()) log(LogLevel::Warning, m_startNote);
    m_lastCheckpoint = steadyMicros();
    return {};
}

Status StoreRunContext::startFrom(const std::map<std::string, std::int64_t>& points) {
    const std::int64_t run = m_options.record.row.id;
    VITRINE_CHECK(m_store->truncateMetrics(run, points));
    if (!m_restored) {
        VITRINE_CHECK(m_store->removeArtifacts(run));
        VITRINE_CHECK(removeCheckpoints(m_folder));
    }
    return removeStrayFiles();
}

/// A kill while an artifact is written leaves its temporary file, or the file without its row.
Status StoreRunContext::removeStrayFiles() {
    namespace fs = std::filesystem;
    VITRINE_TRY(const auto rows, m_store->artifacts(m_options.record.row.id));
    std::set<fs::path> known;
    for (const ArtifactRow& row : rows) known.insert((m_store->folder() / row.file).lexically_normal());
    std::vector<fs::path> strays;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(m_folder / "artifacts", error), end; !error && entry != end; entry.increment(error))
        if (!entry->is_directory(error) && !known.contains(entry->path().lexically_normal())) strays.push_back(entry->path());
    for (const fs::path& stray : strays) fs::remove(stray, error);
    return {};
}

void StoreRunContext::progress(double done, double total, std::string_view text) { m_writer->progress(done, total, text); }

bool StoreRunContext::cancelled() const { return m_writer->stopRequested() || (m_options.cancelled && m_options.cancelled()); }

/// Tries again each second while the disk is full and nobody stops the run.
Status StoreRunContext::whileThereIsSpace(const std::function<Status()>& work) {
    bool paused = false;
    while (true) {
        Status status = work();
        if (status.ok() || status.error().code != ErrorCode::NoSpace) {
            if (paused) m_writer->notice("");
            return status;
        }
        paused = true;
        m_writer->notice("paused: disk full");
        for (int i = 0; i < 20; ++i) {
            if (cancelled()) return status;
            ::usleep(50'000);
        }
    }
}

Status StoreRunContext::artifact(const ArtifactSpec& spec, const ArtifactData& data) {
    WrittenArtifact written;
    VITRINE_CHECK(whileThereIsSpace([&]() -> Status {
        VITRINE_TRY(written, writeArtifactFile(spec, data, m_folder / "artifacts"));
        return {};
    }));
    ArtifactRow row;
    row.run = m_options.record.row.id;
    row.name = spec.name;
    row.kind = spec.kind;
    row.format = written.format;
    row.title = spec.title;
    row.unit = spec.unit;
    row.meta = spec.meta;
    row.step = spec.step;
    VITRINE_CHECK(whileThereIsSpace([&]() -> Status {
        VITRINE_TRY(row, m_store->addArtifact(row, written.path));
        return {};
    }));
    if (m_options.stream)
        m_options.stream->send({"artifact", {{"run", row.run}, {"name", row.name}, {"kind", row.kind}, {"step", row.step}, {"file", row.file}}, {}});
    return {};
}

void StoreRunContext::preview(const ArtifactSpec& spec, const Array& data) {
    const std::int64_t now = steadyMicros();
    if (!m_options.stream || now - m_lastPreview < kPreviewMicros) return;
    m_lastPreview = now;
    Array shown = thinned(data, kPreviewBytes);
    if (shown.byteSize() > kPreviewBytes) return;
    // A copy of its own: the method may go on writing into the array.
    Array copy = Array::zeros(shown.dtype(), shown.shape());
    if (shown.byteSize() > 0) std::memcpy(copy.mutableBytes(), shown.bytes(), shown.byteSize());
    copy.axes = shown.axes;
    copy.unit = shown.unit;
    m_options.stream->send({"preview",
                            {{"run", m_options.record.row.id}, {"name", spec.name}, {"kind", spec.kind}, {"title", spec.title}, {"unit", spec.unit},
                             {"step", spec.step}, {"meta", spec.meta}, {"shape", data.shape()}},
                            {{"data", std::move(copy)}}});
}

Status StoreRunContext::checkpoint(const std::function<Checkpoint()>& make, double everySeconds, bool force) {
    if (!force && static_cast<double>(steadyMicros() - m_lastCheckpoint) < everySeconds * 1e6) return {};
    Checkpoint saved = make();
    VITRINE_CHECK(m_writer->flush());
    saved.points = m_writer->points();
    VITRINE_CHECK(whileThereIsSpace([&] { return saveCheckpoint(m_folder, saved); }));
    m_lastCheckpoint = steadyMicros();
    return {};
}

Result<std::optional<Checkpoint>> StoreRunContext::restore() { return m_restored; }

void StoreRunContext::usedWeights(const DataRef& used) {
    m_weights.push_back(bindingToJson({{"", {used}}})[""][0]);
    // Recorded at once: a run that is killed later has read them all the same.
    const Status status = m_store->recordEnvironment(m_options.record.row.id, m_options.environment, m_weights);
    if (!status.ok()) log(LogLevel::Warning, status.error().message());
}

Result<DataRef> StoreRunContext::resolve(const std::string& reference) {
    if (!m_catalog) {
        VITRINE_TRY(m_catalog, DatasetCatalog::openDefault());
    }
    return m_catalog->resolve(reference, true);
}

std::filesystem::path StoreRunContext::scratchFolder() {
    const std::filesystem::path folder = m_folder / "scratch";
    const Status status = makeFolder(folder);
    if (!status.ok()) log(LogLevel::Error, status.error().message());
    return folder;
}

Result<std::filesystem::path> StoreRunContext::cached(const std::string& key, const std::function<Status(const std::filesystem::path&)>& make) {
    return cachedFile(m_store->cacheFolder() / m_options.record.row.method, key, make, [this] { return cancelled(); });
}

Status StoreRunContext::close(bool finished) {
    Status status = m_writer->finish();
    std::error_code ignored;
    std::filesystem::remove_all(m_folder / "scratch", ignored);
    if (finished && status.ok()) status = removeCheckpoints(m_folder);
    return status;
}

}  // namespace vitrine

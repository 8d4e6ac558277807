// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_writer.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <unistd.h>

#include "core/base/clock.h"

namespace vitrine {
namespace {

constexpr std::size_t kRingPoints = 1 << 16;
constexpr std::uint64_t kWakePoints = 4096;            // The writer wakes early after so many points ...
constexpr auto kRound = std::chrono::milliseconds(100);  // ... and always after so long.
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::size_t kMaxLine = 8192;
constexpr std::size_t kStreamPoints = 1024, kStreamLines = 200;  // The latest of a round; the store has them all.

/// Log lines kept of one round: generous at first, little once a run has shown that it floods.
std::size_t linesOfRound(std::uint64_t kept) { return kept < 100'000 ? 1000 : 50; }

}  // namespace

RunWriter::RunWriter(RunWriterOptions options) : m_options(std::move(options)), m_ring(kRingPoints), m_counts(m_options.points) {}

Result<std::unique_ptr<RunWriter>> RunWriter::start(RunWriterOptions options) {
    std::unique_ptr<RunWriter> writer(new RunWriter(std::move(options)));
    VITRINE_TRY(writer->m_store, ExperimentStore::open(writer->m_options.storeFolder));
    writer->m_thread = std::thread([raw = writer.get()] { raw->loop(); });
    return writer;
}

RunWriter::~RunWriter() { static_cast<void>(finish()); }

MetricId RunWriter::metricId(std::string_view name) {
    std::lock_guard lock(m_namesMutex);
    const auto [entry, isNew] = m_ids.try_emplace(std::string(name), static_cast<int>(m_names.size()));
    if (isNew) m_names.emplace_back(name);
    m_nameCount = static_cast<int>(m_names.size());
    return {entry->second};
}

void RunWriter::metric(MetricId metric, std::int64_t step, double value) {
    if (metric.index < 0 || metric.index >= m_nameCount.load(std::memory_order_relaxed))
        throw std::logic_error("metric() was called with an id that metricId() did not give");
    if (m_paused.load(std::memory_order_relaxed)) waitWhilePaused();
    const MetricPoint point{step, wallMicros(), value, metric.index};
    std::uint64_t position = 0;
    while (!m_ring.push(point, position)) {
        if (m_ended || (m_paused && wantsOut())) return;  // Nobody will write it: the run is over.
        wake();
        ::usleep(200);
    }
    if (position % kWakePoints == kWakePoints - 1) wake();
}

void RunWriter::log(LogLevel level, std::string_view text) {
    std::lock_guard lock(m_mutex);
    ++m_linesPut;
    if (m_lines.size() >= linesOfRound(m_linesKept)) {
        ++m_linesLeftOut;
        return;
    }
    ++m_linesKept;
    m_lines.push_back({wallMicros(), name(level), std::string(text.substr(0, kMaxLine))});
}

void RunWriter::waitWhilePaused() const {
    while (m_paused && !wantsOut()) ::usleep(20'000);
}

void RunWriter::progress(double done, double total, std::string_view text) {
    waitWhilePaused();
    std::lock_guard lock(m_mutex);
    m_progress = {done, total, std::string(text), true};
}

void RunWriter::notice(const std::string& text) {
    {
        std::lock_guard lock(m_mutex);
        if (m_notice == text) return;
        m_progress.changed = true;
        m_notice = text;
    }
    log(LogLevel::Warning, text.empty() ? "going on" : text);
    wake();
}

void RunWriter::wake() {
    {
        std::lock_guard lock(m_mutex);
        m_wakeRequested = true;
    }
    m_wakeup.notify_one();
}

Status RunWriter::flush() {
    const std::uint64_t points = m_ring.pushed();
    wake();
    std::unique_lock lock(m_mutex);
    const std::uint64_t lines = m_linesPut;
    while (!m_failure && !m_ended && (m_pointsDone < points || m_linesDone < lines)) {
        if (m_paused && wantsOut()) return cancelledError();
        m_written.wait_for(lock, kRound);
    }
    return m_failure ? Status(*m_failure) : Status();
}

Status RunWriter::finish() {
    if (!m_thread.joinable()) return m_failure ? Status(*m_failure) : Status();
    {
        std::lock_guard lock(m_mutex);
        m_closing = m_wakeRequested = true;
    }
    m_wakeup.notify_one();
    m_thread.join();
    return m_failure ? Status(*m_failure) : Status();
}

std::map<std::string, std::int64_t> RunWriter::points() const {
    std::lock_guard lock(m_mutex);
    return m_counts;
}

std::optional<Error> RunWriter::failure() const {
    std::lock_guard lock(m_mutex);
    return m_failure;
}

// The writing thread -------------------------------------------------------------------------------------------------------------------

void RunWriter::loop() {
    while (step()) {
    }
    m_ended = true;
    m_written.notify_all();
}

bool RunWriter::step() {
    bool closing = false;
    {
        std::unique_lock lock(m_mutex);
        m_wakeup.wait_for(lock, kRound, [this] { return m_wakeRequested; });
        m_wakeRequested = false;
        closing = m_closing;
    }
    if (!m_paused) {
        takePoints();
        takeLog();
    }
    if (!m_paused || steadyMicros() >= m_nextTry) writePending();
    if (steadyMicros() >= m_nextHeartbeat) heartbeat();
    streamProgress();
    if (failure()) return false;
    if (closing && m_paused && wantsOut()) {
        std::lock_guard lock(m_mutex);
        m_failure = Error{ErrorCode::NoSpace, "Cannot store the last points", fmt::format("run {}", m_options.run), m_notice,
                          "Free some space on that disk and resume the run."};
        return false;
    }
    return !(closing && !m_paused && allWritten());
}

void RunWriter::takePoints() {
    MetricPoint point;
    for (std::size_t taken = 0; taken < kRingPoints && m_ring.pop(point); ++taken) {
        if (m_blockOf.size() <= static_cast<std::size_t>(point.metric)) m_blockOf.resize(point.metric + 1, -1);
        int& index = m_blockOf[point.metric];
        if (index < 0) {
            index = static_cast<int>(m_blocks.size());
            std::lock_guard lock(m_namesMutex);
            m_blocks.emplace_back().name = m_names[point.metric];
        }
        MetricBlock& block = m_blocks[index];
        block.steps.push_back(point.step);
        block.times.push_back(point.time);
        block.values.push_back(point.value);
    }
}

void RunWriter::takeLog() {
    std::lock_guard lock(m_mutex);
    std::move(m_lines.begin(), m_lines.end(), std::back_inserter(m_pendingLines));
    m_lines.clear();
    if (m_linesLeftOut > 0)
        m_pendingLines.push_back({wallMicros(), name(LogLevel::Warning), fmt::format("{} log lines were left out: too many at once", m_linesLeftOut)});
    m_linesLeftOut = 0;
    m_pendingLinesEnd = m_linesPut;
}

void RunWriter::writePending() {
    if (!m_blocks.empty()) {
        const Status status = m_store->appendMetrics(m_options.run, m_blocks);
        accept(status);
        if (!status.ok()) return;
    }
    const std::vector<MetricBlock> blocks = std::exchange(m_blocks, {});
    std::fill(m_blockOf.begin(), m_blockOf.end(), -1);
    {
        std::lock_guard lock(m_mutex);
        for (const MetricBlock& block : blocks) m_counts[block.name] += static_cast<std::int64_t>(block.values.size());
        m_pointsDone = m_ring.popped();
    }
    Status status;
    if (!m_pendingLines.empty()) status = m_store->appendLog(m_options.run, m_pendingLines);
    accept(status);
    const std::vector<LogRow> lines = status.ok() ? std::exchange(m_pendingLines, {}) : std::vector<LogRow>();
    if (status.ok()) {
        std::lock_guard lock(m_mutex);
        m_linesDone = m_pendingLinesEnd;
    }
    m_written.notify_all();
    stream(blocks, lines);
}

/// What the store's answer means for the run.
void RunWriter::accept(const Status& status) {
    const ErrorCode code = status.ok() ? ErrorCode::Internal : status.error().code;
    const bool wait = !status.ok() && (code == ErrorCode::NoSpace || code == ErrorCode::Busy);
    if (wait) {
        m_nextTry = steadyMicros() + kSecond;
        m_paused = true;
        notice(code == ErrorCode::NoSpace ? "paused: disk full" : "paused: the store is locked by another program");
    } else if (status.ok() && m_paused.exchange(false)) {
        notice("");
    }
    if (status.ok() || wait) return;
    {
        std::lock_guard lock(m_mutex);
        m_failure = status.error();
    }
    m_stopRequested = true;
    m_written.notify_all();
}

void RunWriter::heartbeat() {
    m_nextHeartbeat = steadyMicros() + kSecond;
    const Result<RunState> state = m_store->heartbeat(m_options.run, m_options.worker, fraction(), progressText());
    if (state.ok() && *state == RunState::Cancelling) m_stopRequested = true;
    // A full or locked store shows by the points as well; a single missed heartbeat harms nobody.
    if (!state.ok() && state.error().code != ErrorCode::NoSpace && state.error().code != ErrorCode::Busy) accept(state.error());
}

double RunWriter::fraction() const {
    std::lock_guard lock(m_mutex);
    return m_progress.total > 0 && m_progress.done > 0 ? std::min(1.0, m_progress.done / m_progress.total) : 0.0;
}

std::string RunWriter::progressText() const {
    std::lock_guard lock(m_mutex);
    return m_notice.empty() ? m_progress.text : m_notice;
}

bool RunWriter::allWritten() const {
    std::lock_guard lock(m_mutex);
    return m_pointsDone == m_ring.pushed() && m_linesDone == m_linesPut;
}

void RunWriter::streamProgress() {
    if (!m_options.stream) return;
    Json body;
    {
        std::lock_guard lock(m_mutex);
        if (!std::exchange(m_progress.changed, false)) return;
        body = {{"run", m_options.run}, {"done", m_progress.done}, {"total", m_progress.total}, {"text", m_progress.text}, {"notice", m_notice}};
    }
    m_options.stream->send({"progress", std::move(body), {}});
}

void RunWriter::stream(const std::vector<MetricBlock>& blocks, const std::vector<LogRow>& lines) {
    if (!m_options.stream) return;
    if (!blocks.empty()) {
        Message message{"metrics", {{"run", m_options.run}, {"points", Json::object()}}, {}};
        for (const MetricBlock& block : blocks) {
            const std::size_t count = std::min(block.values.size(), kStreamPoints), start = block.values.size() - count;
            message.body["points"][block.name] = block.values.size();
            message.arrays[block.name + "/steps"] = Array::of(std::vector(block.steps.begin() + start, block.steps.end()));
            message.arrays[block.name + "/values"] = Array::of(std::vector(block.values.begin() + start, block.values.end()));
        }
        m_options.stream->send(std::move(message));
    }
    if (lines.empty()) return;
    Json list = Json::array();
    for (std::size_t i = lines.size() - std::min(lines.size(), kStreamLines); i < lines.size(); ++i)
        list.push_back({{"time", lines[i].time}, {"level", lines[i].level}, {"text", lines[i].text}});
    m_options.stream->send({"log", {{"run", m_options.run}, {"lines", std::move(list)}}, {}});
}

}  // namespace vitrine

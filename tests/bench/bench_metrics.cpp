// SPDX-License-Identifier: GPL-3.0-or-later
// Logging a million metric points: RunContext and the store, against a row a point (MLflow's layout) and TensorBoard's
// event records.
#include <chrono>
#include <thread>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "tests/bench/bench.h"
#include "tests/bench/bench_store.h"
#include "tests/bench/event_writer.h"
#include "tests/bench/row_store.h"

namespace vitrine::bench {
namespace {

constexpr int kSeries = 10;
constexpr std::size_t kBatch = 1000;  // The most metrics that MLflow's log_batch takes.

const char* const kPythonRows = R"py(
import json, sqlite3, sys, time
layout, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA foreign_keys = ON')
db.executescript(layout)
db.execute("INSERT INTO runs(run_uuid) VALUES('r')")
insert = "INSERT INTO metrics(key, value, timestamp, run_uuid, step, is_nan) VALUES(?, ?, ?, 'r', ?, 0)"
upsert = "INSERT OR REPLACE INTO latest_metrics(key, value, timestamp, step, is_nan, run_uuid) VALUES(?, ?, ?, ?, 0, 'r')"
start = time.perf_counter()
for batch in range(count // 1000):
    key, first = 'loss_%d' % (batch % 10), batch // 10 * 1000
    db.execute('BEGIN')
    db.execute("SELECT * FROM runs WHERE run_uuid = 'r'").fetchall()
    db.executemany(insert, [(key, 1.0 / (first + i + 1), 1700000000000 + first + i, first + i) for i in range(1000)])
    db.execute("SELECT * FROM latest_metrics WHERE run_uuid = 'r' AND key IN (?)", (key,)).fetchall()
    db.execute(upsert, (key, 0.0, 1700000000000, first + 999))
    db.execute('COMMIT')
print(json.dumps({'seconds': time.perf_counter() - start}))
)py";

double nanosecondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

class MetricsBench {
public:
    MetricsBench(int argc, char** argv)
        : m_bench("bench_metrics", argc, argv), m_count(m_bench.size(1'000'000, 20'000)) {
        Loss loss(1);
        for (std::int64_t i = 0; i < m_count; ++i) m_values.push_back(loss.next());
    }

    int run() {
        appendBlocks();
        runContext();
        calls();
        rows("row a point, 1,000 a batch, as MLflow opens it", RowMode::AsMlflow, kBatch, m_count);
        rows("row a point, 1,000 a batch, WAL as ours", RowMode::SameDurability, kBatch, m_count);
        rows("row a point, ten transactions in all, WAL", RowMode::SameDurability,
             static_cast<std::size_t>(m_count / kSeries), m_count);
        rows("row a point, one a call, as MLflow opens it", RowMode::AsMlflow, 1, m_bench.size(2000, 50));
        rows("row a point, one a call, WAL as ours", RowMode::SameDurability, 1, m_bench.size(20'000, 50));
        python();
        events();
        report();
        return m_bench.finish();
    }

private:
    struct Cost {
        std::string who;
        double nanosPerPoint, bytesPerPoint, points;
    };

    void keep(const std::string& who, double seconds, double bytes, double points) {
        m_results.push_back({who, seconds * 1e9 / points, bytes / points, points});
    }

    double storeSize(const std::filesystem::path& folder) const { return sizeOnDisk((folder / "vitrine.db").string()); }

    /// The bytes that points added to a store, with the log written back into the database.
    template <class Write>
    void intoStore(const std::string& who, Write write) {
        const TemporaryFolder folder;
        std::int64_t run = 0;
        double before = 0;
        {
            ExperimentStore store = require(ExperimentStore::open(folder.path()));
            run = newRun(store);
            require(store.checkpointWal());
            before = storeSize(folder.path());
        }
        const double taken = write(folder.path(), run);
        ExperimentStore store = require(ExperimentStore::open(folder.path()));
        require(store.checkpointWal());
        std::int64_t found = 0;
        for (const MetricSummary& summary : require(store.summaries(run))) found += summary.count;
        if (found != m_count)
            require(Error{ErrorCode::Corrupt, "Points were lost", who, fmt::format("{} of {} found", found, m_count),
                          "Find out why."});
        keep(who, taken, storeSize(folder.path()) - before, static_cast<double>(m_count));
    }

    void appendBlocks() {
        intoStore("vitrine store, appendMetrics of 4,096", [&](const std::filesystem::path& folder, std::int64_t run) {
            ExperimentStore store = require(ExperimentStore::open(folder));
            return seconds([&] {
                for (std::int64_t at = 0; at < m_count; at += 4096) {
                    std::vector<MetricBlock> blocks(kSeries);
                    for (int s = 0; s < kSeries; ++s) blocks[s].name = fmt::format("loss_{}", s);
                    for (std::int64_t i = at; i < std::min(at + 4096, m_count); ++i) {
                        MetricBlock& block = blocks[i % kSeries];
                        block.steps.push_back(i / kSeries);
                        block.times.push_back(wallMicros());
                        block.values.push_back(m_values[i]);
                    }
                    require(store.appendMetrics(run, blocks));
                }
            });
        });
    }

    /// The whole way, as fast as the loop can: until every point is in the store.
    void runContext() {
        intoStore("vitrine RunContext, to the last point stored",
                  [&](const std::filesystem::path& folder, std::int64_t run) {
                      auto context = contextOf(folder, run);
                      std::vector<MetricId> ids;
                      for (int s = 0; s < kSeries; ++s) ids.push_back(context->metricId(fmt::format("loss_{}", s)));
                      const double taken = seconds([&] {
                          for (std::int64_t i = 0; i < m_count; ++i)
                              context->metric(ids[i % kSeries], i / kSeries, m_values[i]);
                          require(context->close(false));
                      });
                      require(context->store().endRun(run, RunState::Finished));
                      return taken;
                  });
    }

    /// What one call costs the training loop: at 50,000 points a second, and without a pause. The clock's own cost is
    /// taken off.
    void calls() {
        std::vector<double> clock;
        for (int i = 0; i < 10'000; ++i) clock.push_back(nanosecondsSince(std::chrono::steady_clock::now()));
        const double clockCost = median(clock);
        for (const bool paced : {true, false}) {
            const TemporaryFolder folder;
            std::int64_t run =
                newRun(*std::make_unique<ExperimentStore>(require(ExperimentStore::open(folder.path()))));
            auto context = contextOf(folder.path(), run);
            const MetricId id = context->metricId("loss");
            std::vector<double> costs;
            const std::int64_t count = paced ? m_bench.size(200'000, 5000) : m_count;
            const auto begin = std::chrono::steady_clock::now();
            for (std::int64_t i = 0; i < count; ++i) {
                if (paced && i % 50 == 0) std::this_thread::sleep_until(begin + std::chrono::microseconds(i * 20));
                const auto start = std::chrono::steady_clock::now();
                context->metric(id, i, m_values[i % m_count]);
                costs.push_back(nanosecondsSince(start) - clockCost);
            }
            endRun(std::move(context), run);
            const std::string who = paced ? "vitrine RunContext, 50,000 points/s" : "vitrine RunContext, no pause";
            m_calls.push_back({who + ", median", median(costs), paced ? "goal: at most 200" : ""});
            m_calls.push_back({who + ", p99", percentile(costs, 99), paced ? "goal: at most 5000" : ""});
        }
    }

    void rows(const std::string& who, RowMode mode, std::size_t batch, std::int64_t count) {
        const TemporaryFolder folder;
        const std::string file = (folder.path() / "rows.db").string();
        double taken = 0, before = 0;
        {
            RowStore store(file, mode);
            store.createRun("r", 0);
            before = sizeOnDisk(file);
            std::vector<RowPoint> points(batch);
            const std::int64_t now = wallMicros() / 1000;
            taken = seconds([&] {
                for (std::int64_t done = 0, b = 0; done < count; done += static_cast<std::int64_t>(batch), ++b) {
                    const std::int64_t first = b / kSeries * static_cast<std::int64_t>(batch);
                    for (std::size_t i = 0; i < batch; ++i)
                        points[i] = {first + static_cast<std::int64_t>(i), now + first + static_cast<std::int64_t>(i),
                                     m_values[(done + i) % m_count]};
                    store.logBatch("r", fmt::format("loss_{}", b % kSeries), points.data(), batch);
                }
            });
        }
        keep(who, taken, sizeOnDisk(file) - before, static_cast<double>(count));
    }

    void python() {
        const TemporaryFolder folder;
        const std::string file = (folder.path() / "python.db").string();
        const auto result = runPython(kPythonRows, {kRowLayout, file, std::to_string(m_count)});
        if (!result) return m_bench.notice("row a point from python3: there is no python3 with sqlite3");
        keep("row a point, 1,000 a batch, python3", numberOr(*result, "seconds", 0), sizeOnDisk(file),
             static_cast<double>(m_count));
    }

    void events() {
        const TemporaryFolder folder;
        const std::string file = (folder.path() / "events.out.tfevents.1").string();
        std::vector<std::string> tags;
        for (int s = 0; s < kSeries; ++s) tags.push_back(fmt::format("loss_{}", s));
        const double taken = seconds([&] {
            EventWriter writer(file);
            for (std::int64_t i = 0; i < m_count; ++i)
                writer.scalar(tags[i % kSeries], i / kSeries, static_cast<double>(wallMicros()) * 1e-6,
                              static_cast<float>(m_values[i]));
        });
        keep("TensorBoard event records, C++", taken, sizeOnDisk(file), static_cast<double>(m_count));
        std::vector<double> costs;
        EventWriter writer(file);
        for (std::int64_t i = 0; i < m_count; ++i) {
            const auto start = std::chrono::steady_clock::now();
            writer.scalar(tags[i % kSeries], i / kSeries, static_cast<double>(wallMicros()) * 1e-6,
                          static_cast<float>(m_values[i]));
            costs.push_back(nanosecondsSince(start));
        }
        m_calls.push_back({"TensorBoard event records, C++, median", median(costs), ""});
        m_calls.push_back({"TensorBoard event records, C++, p99", percentile(costs, 99), ""});
    }

    const Cost& result(const std::string& start) const {
        for (const Cost& r : m_results)
            if (r.who.starts_with(start)) return r;
        return m_results.front();
    }

    void report() {
        for (const Cost& r : m_results)
            m_bench.add("time per point", r.who, r.nanosPerPoint, "ns", fmt::format("{:.0f} points", r.points));
        m_bench.add("points per second", "vitrine RunContext", 1e9 / result("vitrine RunContext").nanosPerPoint,
                    "points/s", "goal: at least 1e6");
        for (const auto& [who, nanos, note] : m_calls)
            m_bench.add("one call in the training loop", who, nanos, "ns", note);
        for (const Cost& r : m_results) m_bench.add("bytes per point", r.who, r.bytesPerPoint, "B");
        const Cost& ours = result("vitrine RunContext");
        const auto faster = [&](const char* rival, const char* goal) {
            m_bench.ratio("RunContext is faster than", rival, result(rival).nanosPerPoint / ours.nanosPerPoint, goal);
        };
        faster("row a point, 1,000 a batch, as MLflow opens it", "at least 100 against MLflow's client");
        faster("row a point, 1,000 a batch, WAL as ours", "");
        faster("row a point, ten transactions in all, WAL", "");
        faster("row a point, one a call, as MLflow opens it", "");
        if (result("row a point, 1,000 a batch, python3").who.ends_with("python3"))
            faster("row a point, 1,000 a batch, python3", "");
        faster("TensorBoard event records, C++", "at least 3 against its Python SummaryWriter");
        m_bench.ratio("RunContext takes less disk than", "row a point, 1,000 a batch, as MLflow opens it",
                      result("row a point, 1,000 a batch, as MLflow").bytesPerPoint / ours.bytesPerPoint, "at least 5");
        m_bench.ratio("RunContext takes less disk than", "TensorBoard event records, C++",
                      result("TensorBoard").bytesPerPoint / ours.bytesPerPoint, "");
    }

    struct Call {
        std::string who;
        double nanos;
        std::string note;
    };
    Bench m_bench;
    std::int64_t m_count;
    std::vector<double> m_values;
    std::vector<Cost> m_results;
    std::vector<Call> m_calls;
};

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    return vitrine::bench::MetricsBench(argc, argv).run();
}

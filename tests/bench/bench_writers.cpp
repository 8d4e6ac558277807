// SPDX-License-Identifier: GPL-3.0-or-later
// One and four processes that log 50,000 points a second each into one store: rate, lost points, errors.
#include <sys/wait.h>
#include <unistd.h>
#include <chrono>
#include <cmath>
#include <thread>

#include "core/base/files.h"
#include "tests/bench/bench.h"
#include "tests/bench/bench_store.h"
#include "tests/bench/row_store.h"

namespace vitrine::bench {
namespace {

constexpr std::int64_t kRate = 50'000;  // Points a second of each writer.

/// What a writer reports when it is done.
struct Report {
    double points = 0, seconds = 0, errors = 0, slowest = 0;
};

/// Runs `work(writer)` in so many processes at once; none shares a connection or a thread with another.
std::vector<Report> inProcesses(int count, const std::function<Report(int)>& work) {
    std::vector<std::pair<pid_t, int>> children;
    for (int i = 0; i < count; ++i) {
        int ends[2];
        if (::pipe(ends) != 0) std::exit(1);
        const pid_t child = ::fork();
        if (child == 0) {
            const Report report = work(i);
            const bool sent = ::write(ends[1], &report, sizeof report) == sizeof report;
            ::_exit(sent ? 0 : 1);
        }
        ::close(ends[1]);
        children.emplace_back(child, ends[0]);
    }
    std::vector<Report> reports;
    for (const auto& [child, end] : children) {
        Report report;
        if (::read(end, &report, sizeof report) != sizeof report) report.errors = 1;  // It died.
        ::close(end);
        ::waitpid(child, nullptr, 0);
        reports.push_back(report);
    }
    return reports;
}

/// Logs through a RunContext, at kRate or as fast as it goes; the time includes that the last point is stored.
Report writeOurs(const std::filesystem::path& folder, std::int64_t run, std::int64_t points, bool paced) {
    using Clock = std::chrono::steady_clock;
    auto context = contextOf(folder, run);
    std::vector<MetricId> ids;
    for (int s = 0; s < 10; ++s) ids.push_back(context->metricId(fmt::format("loss_{}", s)));
    Report report;
    const auto begin = Clock::now();
    for (std::int64_t i = 0; i < points; ++i) {
        if (paced && i % 50 == 0)
            std::this_thread::sleep_until(begin + std::chrono::nanoseconds(i * 1'000'000'000 / kRate));
        const auto start = Clock::now();
        context->metric(ids[i % 10], i / 10, 1.0 / static_cast<double>(i + 1));
        report.slowest = std::max(report.slowest, std::chrono::duration<double>(Clock::now() - start).count());
    }
    if (!context->close(true)) ++report.errors;
    report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (!context->store().endRun(run, RunState::Finished)) ++report.errors;
    report.points = static_cast<double>(points);
    return report;
}

/// The same into rows, in batches of 1,000 as MLflow's client sends them; a batch that finds the database locked is
/// lost and counted.
Report writeTheirs(const std::string& file, RowMode mode, int writer, std::int64_t points) {
    using Clock = std::chrono::steady_clock;
    Report report;
    const std::string run = fmt::format("{:032x}", writer);
    const auto begin = Clock::now();
    std::vector<RowPoint> batch(1000);
    try {
        RowStore store(file, mode);
        store.createRun(run, writer);
        for (std::int64_t at = 0; at < points; at += 1000) {
            std::this_thread::sleep_until(begin + std::chrono::nanoseconds(at * 1'000'000'000 / kRate));
            for (std::int64_t i = 0; i < 1000; ++i) batch[i] = {at + i, at + i, 1.0 / static_cast<double>(at + i + 1)};
            const auto start = Clock::now();
            try {
                store.logBatch(run, "loss", batch.data(), batch.size());
                report.points += 1000;
            } catch (const SQLite::Exception&) {
                ++report.errors;
            }
            report.slowest = std::max(report.slowest, std::chrono::duration<double>(Clock::now() - start).count());
        }
    } catch (const SQLite::Exception&) {
        ++report.errors;
    }
    report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return report;
}

double slowestRate(const std::vector<Report>& reports) {
    double least = HUGE_VAL;
    for (const Report& report : reports)
        least = std::min(least, report.seconds > 0 ? report.points / report.seconds : 0);
    return least;
}

class WritersBench {
public:
    WritersBench(int argc, char** argv) : m_bench("bench_writers", argc, argv), m_seconds(m_bench.size(5, 1)) {}

    int run() {
        for (const bool paced : {true, false}) {
            const double one = ours(1, paced), four = ours(4, paced);
            m_bench.ratio(
                paced ? "rate of each of 4 / rate of 1, 50,000 points/s" : "rate of each of 4 / rate of 1, no pause",
                "vitrine RunContext", four / one, paced ? "at least 0.7" : "");
        }
        for (const RowMode mode : {RowMode::AsMlflow, RowMode::SameDurability}) {
            const double one = theirs(mode, 1), four = theirs(mode, 4);
            m_bench.ratio("rate of each of 4 / rate of 1, 50,000 points/s", nameOf(mode), four / one, "");
        }
        return m_bench.finish();
    }

private:
    static const char* nameOf(RowMode mode) {
        return mode == RowMode::AsMlflow ? "rows, as MLflow opens it" : "rows, WAL as ours";
    }

    void report(const std::string& measure, const std::string& who, const std::vector<Report>& reports, double stored) {
        double errors = 0, slowest = 0, sent = 0;
        for (const Report& r : reports) {
            errors += r.errors;
            sent += r.points;
            slowest = std::max(slowest, r.slowest);
        }
        m_bench.add(measure, who + ": rate of the slowest", slowestRate(reports), "points/s");
        m_bench.add(measure, who + ": longest call", slowest * 1e3, "ms");
        m_bench.add(measure, who + ": errors", errors, "",
                    fmt::format("{:.0f} points sent, {:.0f} stored", sent, stored));
    }

    double ours(int writers, bool paced) {
        const TemporaryFolder folder;
        std::vector<std::int64_t> runs;
        {
            ExperimentStore store = require(ExperimentStore::open(folder.path()));
            for (int i = 0; i < writers; ++i) runs.push_back(newRun(store));
        }
        const std::int64_t points = kRate * m_seconds;
        const auto reports =
            inProcesses(writers, [&](int i) { return writeOurs(folder.path(), runs[i], points, paced); });
        ExperimentStore store = require(ExperimentStore::open(folder.path()));
        double stored = 0;
        for (const std::int64_t run : runs)
            for (const MetricSummary& summary : require(store.summaries(run)))
                stored += static_cast<double>(summary.count);
        report(fmt::format("{} at once, {}", writers, paced ? "50,000 points/s each" : "no pause"),
               "vitrine RunContext", reports, stored);
        return slowestRate(reports);
    }

    double theirs(RowMode mode, int writers) {
        const TemporaryFolder folder;
        const std::string file = (folder.path() / "rows.db").string();
        { RowStore made(file, mode); }
        const auto reports = inProcesses(writers, [&](int i) { return writeTheirs(file, mode, i, kRate * m_seconds); });
        SQLite::Database database(file);
        const double stored = static_cast<double>(database.execAndGet("SELECT count(*) FROM metrics").getInt64());
        report(fmt::format("{} at once, 50,000 points/s each", writers), nameOf(mode), reports, stored);
        return slowestRate(reports);
    }

    Bench m_bench;
    std::int64_t m_seconds;
};

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    return vitrine::bench::WritersBench(argc, argv).run();
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Opening ten charts of ten runs with 10,000 steps each: all points from the disk into memory.
#include "core/base/clock.h"
#include "core/base/files.h"
#include "tests/bench/bench.h"
#include "tests/bench/bench_store.h"
#include "tests/bench/row_store.h"

namespace vitrine::bench {
namespace {

constexpr int kRuns = 10, kSeries = 10;

std::vector<double> values(int run, int series, std::int64_t steps) {
    Loss loss(static_cast<std::uint64_t>(run * kSeries + series));
    std::vector<double> made;
    for (std::int64_t i = 0; i < steps; ++i) made.push_back(loss.next());
    return made;
}

/// Written as a run writes them: blocks of 500 points, the series in turn.
std::vector<std::int64_t> fillOurs(ExperimentStore& store, std::int64_t steps) {
    std::vector<std::int64_t> runs;
    for (int run = 0; run < kRuns; ++run) {
        runs.push_back(newRun(store));
        std::vector<std::vector<double>> all;
        for (int s = 0; s < kSeries; ++s) all.push_back(values(run, s, steps));
        for (std::int64_t first = 0; first < steps; first += 500) {
            std::vector<MetricBlock> blocks(kSeries);
            for (int s = 0; s < kSeries; ++s) {
                blocks[s].name = fmt::format("series_{}", s);
                for (std::int64_t i = first; i < std::min(first + 500, steps); ++i) {
                    blocks[s].steps.push_back(i);
                    blocks[s].times.push_back(wallMicros());
                    blocks[s].values.push_back(all[s][i]);
                }
            }
            require(store.appendMetrics(runs.back(), blocks));
        }
    }
    return runs;
}

void fillTheirs(RowStore& store, std::int64_t steps) {
    for (int run = 0; run < kRuns; ++run) {
        const std::string id = fmt::format("{:032x}", run);
        store.createRun(id, run);
        for (std::int64_t first = 0; first < steps; first += 500)
            for (int s = 0; s < kSeries; ++s) {
                const std::vector<double> all = values(run, s, std::min(first + 500, steps));
                std::vector<RowPoint> points;
                for (std::int64_t i = first; i < static_cast<std::int64_t>(all.size()); ++i)
                    points.push_back({i, wallMicros() / 1000, all[i]});
                store.logBatch(id, fmt::format("series_{}", s), points.data(), points.size());
            }
    }
}

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    using namespace vitrine;
    using namespace vitrine::bench;
    Bench bench("bench_series", argc, argv);
    const std::int64_t steps = bench.size(10'000, 600), points = kRuns * kSeries * steps;
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "rows.db").string();
    std::vector<std::int64_t> runs;
    {
        ExperimentStore store = require(ExperimentStore::open(folder.path() / "store"));
        runs = fillOurs(store, steps);
        RowStore rows(file, RowMode::SameDurability);
        fillTheirs(rows, steps);
    }
    std::int64_t oursRead = 0, theirsRead = 0;
    const auto ours = repeated(11, [&] {
        ExperimentStore store = require(ExperimentStore::open(folder.path() / "store"));
        oursRead = 0;
        for (const std::int64_t run : runs)
            for (int s = 0; s < kSeries; ++s)
                oursRead +=
                    static_cast<std::int64_t>(require(store.series(run, fmt::format("series_{}", s))).values.size());
    });
    const auto theirs = repeated(3, [&] {
        RowStore store(file, RowMode::SameDurability);
        theirsRead = 0;
        for (int run = 0; run < kRuns; ++run)
            for (int s = 0; s < kSeries; ++s)
                theirsRead += static_cast<std::int64_t>(
                    store.history(fmt::format("{:032x}", run), fmt::format("series_{}", s)).size());
    });
    if (oursRead != points || theirsRead != points)
        bench.notice(fmt::format("{} and {} points read of {}", oursRead, theirsRead, points));
    const std::string measure = fmt::format("read 10 series of 10 runs, {} steps each", steps);
    bench.add(measure, "vitrine", median(ours) * 1e3, "ms", "goal: 150 ms to the full picture");
    bench.add(measure, "vitrine, slowest of 11", percentile(ours, 100) * 1e3, "ms");
    bench.add(measure, "rows, metric history without Python", median(theirs) * 1e3, "ms");
    bench.ratio(measure, "ratio", median(theirs) / median(ours), "");
    return bench.finish();
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The run list with 50,000 runs of 150 parameters: first page, sorting, filtering, against MLflow's layout and its
// search_runs.
#include "core/base/files.h"
#include "tests/bench/bench.h"
#include "tests/bench/bench_store.h"
#include "tests/bench/row_store.h"

namespace vitrine::bench {
namespace {

constexpr int kParameters = 150;
constexpr int kPage = 100;        // What MLflow's page shows at first.
constexpr double kPatience = 20;  // Seconds for the rival's worst queries.

/// The same made-up value for both sides.
double parameterValue(std::int64_t run, int parameter) {
    std::uint64_t mixed = static_cast<std::uint64_t>(run) * 0x9E3779B97F4A7C15u +
                          static_cast<std::uint64_t>(parameter) * 0xBF58476D1CE4E5B9u;
    mixed ^= mixed >> 29;
    return parameter % 3 == 0 ? static_cast<double>(mixed % 20) : static_cast<double>(mixed % 1'000'000) * 1e-6;
}

double loss(std::int64_t run) {
    return parameterValue(run, 1000);
}

struct Question {
    const char* what;
    RunQuery ours;
    RowStore::Search theirs;
};

std::vector<Question> questions() {
    std::vector<Question> all(6);
    for (Question& question : all) question.ours.limit = question.theirs.limit = kPage;
    all[0].what = "first page, newest first";
    all[1].what = "sort by a metric";
    all[1].ours.sort = "metric.loss";
    all[1].theirs.sortTable = "latest_metrics", all[1].theirs.sortKey = "loss";
    all[2].what = "sort by a parameter, descending";
    all[2].ours.sort = "-param.p7";
    all[2].theirs.sortTable = "params", all[2].theirs.sortKey = "p7", all[2].theirs.descending = true;
    all[3].what = "filter by a parameter (1 run of 20)";
    all[3].ours.where = "param.p3 == 7";
    all[3].theirs.filterTable = "params", all[3].theirs.filterKey = "p3", all[3].theirs.filterCondition = "= '7'";
    all[4].what = "filter by a metric (1 run of 100)";
    all[4].ours.where = "metric.loss < 0.01";
    all[4].theirs.filterTable = "latest_metrics", all[4].theirs.filterKey = "loss",
    all[4].theirs.filterCondition = "< 0.01";
    all[5].what = "filter by a parameter, sort by a metric";
    all[5].ours.where = "param.p3 == 7";
    all[5].ours.sort = "metric.loss";
    all[5].theirs = all[3].theirs;
    all[5].theirs.sortTable = "latest_metrics", all[5].theirs.sortKey = "loss";
    return all;
}

RunRequest requestOf(std::int64_t run) {
    RunRequest request;
    request.method = "bench";
    for (int p = 0; p < kParameters; ++p) request.parameters[fmt::format("p{}", p)] = parameterValue(run, p);
    return request;
}

double fillOurs(const std::filesystem::path& folder, std::int64_t runs) {
    ExperimentStore store = require(ExperimentStore::open(folder));
    return seconds([&] {
        for (std::int64_t first = 0; first < runs; first += 1000) {
            std::vector<RunRequest> requests;
            for (std::int64_t run = first; run < std::min(first + 1000, runs); ++run)
                requests.push_back(requestOf(run));
            const std::vector<std::int64_t> ids = require(store.createRuns(requests));
            for (std::int64_t i = 0; i < static_cast<std::int64_t>(ids.size()); ++i)
                require(store.appendMetrics(
                    ids[i], {{"loss", {0}, {0}, {loss(first + i)}}, {"accuracy", {0}, {0}, {1 - loss(first + i)}}}));
        }
    });
}

double fillTheirs(const std::string& file, std::int64_t runs) {
    RowStore store(file, RowMode::SameDurability);
    return seconds([&] {
        for (std::int64_t first = 0; first < runs; first += 1000) {
            SQLite::Transaction transaction(store.database());
            for (std::int64_t run = first; run < std::min(first + 1000, runs); ++run) {
                const std::string id = fmt::format("{:032x}", static_cast<std::uint64_t>(run) * 0x9E3779B97F4A7C15u);
                store.createRun(id, 1'700'000'000'000 + run);
                for (int p = 0; p < kParameters; ++p)
                    store.addParameter(id, fmt::format("p{}", p), fmt::format("{}", parameterValue(run, p)));
                store.addLatest(id, "loss", loss(run));
                store.addLatest(id, "accuracy", 1 - loss(run));
            }
            transaction.commit();
        }
    });
}

class RunListBench {
public:
    RunListBench(int argc, char** argv) : m_bench("bench_runlist", argc, argv), m_runs(m_bench.size(50'000, 300)) {}

    int run() {
        const std::string file = (m_folder.path() / "rows.db").string();
        const auto store = m_folder.path() / "store";
        const auto perRun = [&](double taken) { return taken * 1e6 / static_cast<double>(m_runs); };
        m_bench.add("write a run of 150 parameters", "vitrine, 1,000 runs a transaction",
                    perRun(fillOurs(store, m_runs)), "us");
        m_bench.add("write a run of 150 parameters", "rows, 1,000 runs a transaction", perRun(fillTheirs(file, m_runs)),
                    "us");
        m_bench.add("size per run", "vitrine",
                    sizeOnDisk((store / "vitrine.db").string()) / static_cast<double>(m_runs), "B");
        m_bench.add("size per run", "rows", sizeOnDisk(file) / static_cast<double>(m_runs), "B");
        open(store, file);
        ExperimentStore ours = require(ExperimentStore::open(store));
        RowStore theirs(file, RowMode::SameDurability);
        for (const Question& question : questions()) ask(ours, theirs, question);
        return m_bench.finish();
    }

private:
    /// What the list shows of a page's rows: the rows alone, or all their parameters and metrics as MLflow's answer has
    /// them.
    static std::int64_t everything(ExperimentStore& store, const RunPage& page) {
        std::int64_t values = static_cast<std::int64_t>(page.rows.size());
        for (const RunRow& row : page.rows) {
            values += static_cast<std::int64_t>(require(store.run(row.id)).parameters.size());
            values += static_cast<std::int64_t>(require(store.summaries(row.id)).size());
        }
        return values;
    }

    void open(const std::filesystem::path& store, const std::string& file) {
        RunQuery query;
        query.limit = kPage;
        const auto ours = repeated(11, [&] {
            ExperimentStore opened = require(ExperimentStore::open(store));
            static_cast<void>(require(opened.runs(query)));
        });
        const auto theirs = repeated(3, [&] { RowStore(file, RowMode::SameDurability).search(questions()[0].theirs); });
        m_bench.add("open the store and read the first page", "vitrine", median(ours) * 1e3, "ms",
                    "goal: first rows within 300 ms");
        m_bench.add("open the store and read the first page", "rows", median(theirs) * 1e3, "ms");
        m_bench.ratio("open the store and read the first page", "ratio", median(theirs) / median(ours),
                      "at least 20 (there: to the first painted row)");
    }

    void ask(ExperimentStore& ours, RowStore& theirs, const Question& question) {
        std::int64_t total = 0, oursRead = 0, theirsRead = 0;
        const double rows = median(repeated(11, [&] { total = require(ours.runs(question.ours)).total; }));
        const double full =
            median(repeated(5, [&] { oursRead = everything(ours, require(ours.runs(question.ours))); }));
        RowStore::Search plain = question.theirs;
        plain.distinct = false;
        const double rival = median(repeated(3, [&] { theirsRead = *theirs.search(plain); }));
        if (oursRead != theirsRead)
            m_bench.notice(
                fmt::format("{}: {} values read against {}: not the same answer", question.what, oursRead, theirsRead));
        bool stopped = false;
        const double worded = seconds([&] { stopped = !theirs.search(question.theirs, kPatience); });
        m_bench.add(question.what, "vitrine, rows of the page and the count", rows * 1e3, "ms",
                    fmt::format("{} runs match; goal: at most 100 ms", total));
        m_bench.add(question.what, "vitrine, with all parameters and metrics", full * 1e3, "ms");
        m_bench.add(question.what, "rows, search_runs without DISTINCT", rival * 1e3, "ms",
                    "without Python and SQLAlchemy");
        m_bench.add(question.what, "rows, search_runs as it is worded", worded * 1e3, "ms",
                    stopped ? "stopped: it takes longer" : "once");
        m_bench.ratio(question.what, "without DISTINCT / vitrine, same answer", rival / full, "");
        m_bench.ratio(question.what, "as worded / vitrine, same answer", worded / full,
                      "at least 50 against MLflow's search_runs");
    }

    Bench m_bench;
    TemporaryFolder m_folder;
    std::int64_t m_runs;
};

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    return vitrine::bench::RunListBench(argc, argv).run();
}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

namespace vitrine::bench {

/// Tables and indexes of MLflow's tracking store: one row a point, one row a parameter
/// (mlflow/store/tracking/dbmodels/models.py).
extern const char* const kRowLayout;

/// How the rival's database is opened: as MLflow does it (rollback journal, full synchronisation), or with the settings
/// of our own store, so that the layouts alone are compared.
enum class RowMode { AsMlflow, SameDurability };

struct RowPoint {
    std::int64_t step = 0, milliseconds = 0;
    double value = 0;
};

/// A database in MLflow's layout, written and asked with the statements that MLflow's SQLAlchemy store emits, without
/// the cost of Python and SQLAlchemy: a lower bound for the rival.
class RowStore {
public:
    RowStore(const std::string& file, RowMode mode);

    void createRun(const std::string& run, std::int64_t startTime);
    /// `log_batch`: one transaction that inserts the points and brings `latest_metrics` up to date. MLflow allows 1,000
    /// metrics a call.
    void logBatch(const std::string& run, const std::string& key, const RowPoint* points, std::size_t count);
    void addParameter(const std::string& run, const std::string& key, const std::string& value);
    void addLatest(const std::string& run, const std::string& key, double value);

    /// `search_runs` of one page with everything the run list shows: runs, then their latest metrics, parameters and
    /// tags. `subquery`: sort or filter table with its condition, "" for the natural order. Returns the number of
    /// values read.
    struct Search {
        std::string sortTable, sortKey;  ///< "latest_metrics" or "params".
        bool descending = false;
        std::string filterTable, filterKey, filterCondition;  ///< "params", "p3", "= '7'".
        int limit = 100;
        /// MLflow's wording. SQLite 3.40 answers it, when sorting, with a scan of the sort table for every run; without
        /// the word the rows come out the same and an index is used.
        bool distinct = true;
    };
    /// Nothing when it took longer than `atMostSeconds` and was stopped.
    std::optional<std::int64_t> search(const Search& search, double atMostSeconds = 1e9);
    /// `get_metric_history`: all points of one series of a run.
    std::vector<RowPoint> history(const std::string& run, const std::string& key);

    SQLite::Database& database() { return m_database; }

private:
    std::int64_t readPage(const Search& search);

    SQLite::Database m_database;
    SQLite::Statement m_insert, m_upsert, m_run, m_latest;
};

}  // namespace vitrine::bench

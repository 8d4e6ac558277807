// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/store/experiment_store.h"

namespace vitrine {

/// One line of a method's list of runs.
struct RecentRun {
    RunRow row;
    std::optional<double> metric;              ///< Last value of the method's key metric.
    bool starred() const;
};

/// The tag of a starred run.
inline constexpr const char* kStarTag = "star";

/// Reads lists and logs, and writes tags and the like, on a thread with a store of its own: the UI thread never waits for the disk. Of
/// several wishes of one kind only the newest is read.
class RunReader final : public QObject {
    Q_OBJECT

public:
    explicit RunReader(std::filesystem::path storeFolder, QObject* parent = nullptr);
    ~RunReader() override;

    /// The latest runs of a method with their value of `metric` (empty: none). `recent` follows.
    void readRecent(const std::string& method, const std::string& metric);
    /// The last lines of a run's log. `log` follows.
    void readLog(std::int64_t run);
    /// Something small to write; an error goes to `failed`. Reads asked for after it see it.
    void write(std::function<Status(ExperimentStore&)> job);
    bool idle() const;

Q_SIGNALS:
    void recent(const std::vector<vitrine::RecentRun>& runs);
    void log(qint64 run, const std::vector<vitrine::LogRow>& lines);
    void failed(const vitrine::Error& error);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

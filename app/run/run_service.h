// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>

#include "core/data/catalog.h"
#include "core/run/launcher.h"
#include "core/store/experiment_store.h"

namespace vitrine {

/// Starts, follows and stops recorded runs for the window. Every run is supervised by a `vitrine-cli worker` of its own that outlives the
/// window; the window follows all running runs through the store (also those that others started, also after a restart), and gets previews
/// from those it started itself. UI thread only; hashing of data and process start-up happen on threads of their own.
class RunService : public QObject {
    Q_OBJECT

public:
    RunService(ExperimentStore& store, std::function<const DatasetCatalog*()> data, QObject* parent = nullptr);
    ~RunService() override;                    ///< Leaves the runs running.

    using Started = std::function<void(Result<std::int64_t>)>;
    /// Resolves and hashes the data, records the run, starts its worker; `started` is called on the UI thread while `owner` lives.
    void start(const RunOrder& order, const Manifest& manifest, QObject* owner, Started started);
    void cancel(std::int64_t run);
    Status resume(std::int64_t run);           ///< Interrupted, failed and cancelled runs go on from their checkpoint.

    /// Runs that have not ended, newest first.
    const std::vector<RunRow>& active() const;
    struct Pace {
        double unitsPerSecond = 0;             ///< Share of the run per second, smoothed.
        double secondsLeft = -1;               ///< -1: not known yet.
    };
    Pace pace(std::int64_t run) const;

Q_SIGNALS:
    void runAdded(qint64 run);
    void runChanged(qint64 run);               ///< State, progress, points, artifacts or log: at most 4 times a second per run.
    void runEnded(qint64 run);
    void preview(qint64 run, const vitrine::ArtifactSpec& spec, const vitrine::Array& data);
    void storeChanged();                       ///< Somebody wrote; at most 4 times a second.

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

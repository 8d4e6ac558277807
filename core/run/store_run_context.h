// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/run/run_writer.h"

namespace vitrine {

struct StoreRunOptions {
    std::filesystem::path storeFolder;
    RunRecord record;                   ///< Claimed by `worker`.
    WorkerIdentity worker;
    ParameterSet params;
    DataBinding data;
    std::string device = "cpu";         ///< Resolved.
    int threads = 1;
    bool resumable = false;             ///< The method goes on from checkpoints; else it starts from nothing each time.
    Json environment = Json::object();  ///< Recorded together with the weights that the method names.
    EventStream* stream = nullptr;
    std::function<bool()> cancelled;    ///< A wish to stop from outside the store (a signal).
};

/// The RunContext of recorded runs: everything goes to the store, the run's folder and, where somebody listens, the stream.
class StoreRunContext final : public RunContext {
public:
    /// Opens the store (twice: for the thread of the run and for the writer) and brings the run's points and artifacts to where it goes on:
    /// its last checkpoint, or nothing.
    static Result<std::unique_ptr<StoreRunContext>> open(StoreRunOptions options);
    ~StoreRunContext() override;

    void progress(double done, double total, std::string_view text) override;
    using RunContext::metric;
    MetricId metricId(std::string_view name) override { return m_writer->metricId(name); }
    void metric(MetricId metric, std::int64_t step, double value) override { m_writer->metric(metric, step, value); }
    Status artifact(const ArtifactSpec& spec, const ArtifactData& data) override;
    void preview(const ArtifactSpec& spec, const Array& data) override;
    Status checkpoint(const std::function<Checkpoint()>& make, double everySeconds, bool force) override;
    Result<std::optional<Checkpoint>> restore() override;
    bool cancelled() const override;
    void log(LogLevel level, std::string_view text) override { m_writer->log(level, text); }
    void usedWeights(const DataRef& weights) override;
    Result<DataRef> resolve(const std::string& reference) override;
    std::filesystem::path scratchFolder() override;
    Result<std::filesystem::path> cached(const std::string& key, const std::function<Status(const std::filesystem::path&)>& make) override;

    /// Writes all that waits and stops the writer. `finished` also removes the checkpoint: the run will not go on.
    Status close(bool finished);
    /// A failure of the store that stopped the run.
    std::optional<Error> failure() const { return m_writer->failure(); }
    ExperimentStore& store() { return *m_store; }

private:
    explicit StoreRunContext(StoreRunOptions options);
    Status findStart();
    Status removeStrayFiles();
    Status startFrom(const std::map<std::string, std::int64_t>& points);
    Status whileThereIsSpace(const std::function<Status()>& work);

    StoreRunOptions m_options;
    std::filesystem::path m_folder;
    std::optional<ExperimentStore> m_store;  ///< Of the run's thread.
    std::unique_ptr<RunWriter> m_writer;
    std::optional<Checkpoint> m_restored;
    std::string m_startNote;                 ///< Why a checkpoint was not used.
    std::optional<DatasetCatalog> m_catalog;
    Json m_weights = Json::array();
    std::int64_t m_lastCheckpoint = 0, m_lastPreview = 0;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/store/experiment_store.h"

namespace vitrine {

/// What is new of a run's metrics.
struct MetricNews {
    std::vector<std::string> names;            ///< All that exist.
    std::vector<MetricSeries> tails;           ///< New points of the wanted ones.
    std::vector<std::string> shrunk;           ///< Series that were cut (the run went back to a checkpoint): their tails begin at 0.
    std::optional<Error> error;
};

/// Reads new points through a connection of its own, so that it can live on a worker thread; one call at a time.
class MetricReader {
public:
    explicit MetricReader(std::filesystem::path storeFolder) : m_folder(std::move(storeFolder)) {}
    /// `have`: how many points of each wanted series are known already.
    MetricNews read(std::int64_t run, const std::map<std::string, std::int64_t>& have);

private:
    std::filesystem::path m_folder;
    std::optional<ExperimentStore> m_store;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <random>

#include "core/run/store_run_context.h"
#include "core/store/experiment_store.h"

namespace vitrine::bench {

/// A queued run "bench" with these parameters.
std::int64_t newRun(ExperimentStore& store, const Json& parameters = Json::object());

/// Claims a queued run for this process and opens the context in which a method would run.
std::unique_ptr<StoreRunContext> contextOf(const std::filesystem::path& storeFolder, std::int64_t run);

/// Ends a run that `contextOf` claimed, after all its points are written.
void endRun(std::unique_ptr<StoreRunContext> context, std::int64_t run);

/// A loss that falls with noise, in all its digits: the value that a training loop logs, and nothing that packs well.
class Loss {
public:
    explicit Loss(std::uint64_t seed) : m_random(seed) {}
    double next() { return m_level = m_level * 0.9999 + 0.01 * m_noise(m_random) * m_level; }

private:
    std::mt19937_64 m_random;
    std::normal_distribution<double> m_noise;
    double m_level = 2.5;
};

}  // namespace vitrine::bench

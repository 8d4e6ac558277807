// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schema/parameter_schema.h"
#include "plugins/kstdiff/flow_model.h"
#include "plugins/kstdiff/generator.h"
#include "plugins/kstdiff/training.h"

namespace vitrine::kstdiff {

enum class Variant {
    Guided,       ///< KSTDiff
    Plain,        ///< f = 0 in the process: DDPM
    NoKnowledge,  ///< Guided, without edges and with a learned query.
    FeatProfile   ///< Ridge regression and neighbours' daily shapes; nothing is trained.
};
enum class FlowSource { Generated, File };
enum class EmbeddingSource { Released, Trained };

/// The parameters of plugin.json, read once.
struct Options {
    Variant variant = Variant::Guided;
    bool train = true;  ///< False: sample from a bound model only.
    FlowSource flow = FlowSource::Generated;
    GeneratorOptions generator;  ///< Its seed: as set, or the run's.
    std::int64_t regions = 0;    ///< Around the middle; 0: all.
    ScalingRange range = ScalingRange::TrainOnly;
    ScalingCurve curve = ScalingCurve::Linear;
    EmbeddingSource embedding = EmbeddingSource::Released;
    std::int64_t tuckerEpochs = 300;
    bool fullGraph = false;  ///< Draw all regions on the whole graph and keep those that are asked for.
    FlowModelConfig model;   ///< Without `features`: they need the city.
    TrainingOptions training;
    std::int64_t sampleDays = 0;  ///< 0: as many as there are real days.
    std::int64_t sampleSteps = 0, sampleBatch = 8;
    double eta = 1;
    bool allRegions = false;  ///< Draw the train regions as well.
    bool saveFlow = true;

    std::int64_t daysFor(std::int64_t realDays) const {
        return sampleDays > 0 ? sampleDays : std::max<std::int64_t>(realDays, 1);
    }
};

Options readOptions(const ParameterSet& params, std::uint64_t seed);
/// "KSTDiff", "plain DDPM", ...
const char* title(Variant variant);

}  // namespace vitrine::kstdiff

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/options.h"

#include <string>

namespace vitrine::kstdiff {
namespace {

Variant variantOf(const std::string& text) {
    return text == "ddpm"           ? Variant::Plain
           : text == "no_kg"        ? Variant::NoKnowledge
           : text == "feat_profile" ? Variant::FeatProfile
                                    : Variant::Guided;
}

GeneratorOptions generatorOf(const ParameterSet& params, std::uint64_t seed) {
    GeneratorOptions generator;
    generator.days = params.getInt("days");
    generator.coupling = params.getReal("coupling");
    generator.fieldWeight = params.getReal("field_weight");
    generator.featureWeight = params.getReal("feature_weight");
    generator.neighbourShare = params.getReal("neighbour_share");
    const std::int64_t own = params.getInt("generator_seed");
    generator.seed = own > 0 ? static_cast<std::uint64_t>(own) : seed;
    return generator;
}

FlowModelConfig modelOf(const ParameterSet& params, Variant variant) {
    FlowModelConfig model;
    model.denoiser.channels = std::stoll(params.getText("channels"));
    model.denoiser.layers = params.getInt("layers");
    model.denoiser.feedForward = params.getInt("feed_forward");
    model.denoiser.useKnowledge = variant != Variant::NoKnowledge;
    model.denoiser.releasedOutput = params.getText("output") == "released";
    model.steps = params.getInt("steps");
    model.schedule = params.getText("schedule") == "linear" ? NoiseSchedule::Linear : NoiseSchedule::Cosine;
    model.guided = variant != Variant::Plain;
    return model;
}

TrainingOptions trainingOf(const ParameterSet& params, std::uint64_t seed) {
    TrainingOptions training;
    training.epochs = params.getInt("epochs");
    training.batch = params.getInt("batch");
    training.learningRate = params.getReal("learning_rate");
    training.decay = params.getText("decay") == "linear" ? RateDecay::Linear : RateDecay::Exponential;
    training.volumeEpochs = params.getInt("volume_epochs");
    training.volumeEvery = params.getInt("volume_every");
    training.seed = seed;
    return training;
}

}  // namespace

Options readOptions(const ParameterSet& params, std::uint64_t seed) {
    Options options;
    options.variant = variantOf(params.getText("variant"));
    options.train = params.getText("mode") == "train";
    options.flow = params.getText("flow") == "file" ? FlowSource::File : FlowSource::Generated;
    options.generator = generatorOf(params, seed);
    options.regions = params.getInt("regions");
    options.range = params.getText("scaling_range") == "released" ? ScalingRange::Global : ScalingRange::TrainOnly;
    options.curve = params.getText("scaling_curve") == "log1p" ? ScalingCurve::Log1p : ScalingCurve::Linear;
    options.embedding = params.getText("embedding") == "trained" ? EmbeddingSource::Trained : EmbeddingSource::Released;
    options.tuckerEpochs = params.getInt("tucker_epochs");
    options.fullGraph = params.getBool("full_graph");
    options.model = modelOf(params, options.variant);
    options.training = trainingOf(params, seed);
    options.sampleDays = params.getInt("sample_days");
    options.sampleSteps = params.getInt("sample_steps");
    options.sampleBatch = params.getInt("sample_batch");
    options.eta = params.getReal("eta");
    options.allRegions = params.getText("sample_regions") == "all";
    options.saveFlow = params.getBool("save_flow");
    return options;
}

const char* title(Variant variant) {
    switch (variant) {
        case Variant::Guided:
            return "KSTDiff";
        case Variant::Plain:
            return "plain DDPM";
        case Variant::NoKnowledge:
            return "KSTDiff without knowledge graph";
        case Variant::FeatProfile:
            break;
    }
    return "FeatProfile";
}

}  // namespace vitrine::kstdiff

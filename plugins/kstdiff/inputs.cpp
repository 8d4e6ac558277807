// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/inputs.h"

#include "core/compute/seed.h"
#include "plugins/kstdiff/city_files.h"
#include "plugins/kstdiff/tucker.h"

namespace vitrine::kstdiff {
namespace {

const std::vector<DataRef>& referencesOf(const DataBinding& data, const std::string& role) {
    static const std::vector<DataRef> none;
    const auto found = data.find(role);
    return found == data.end() ? none : found->second;
}

Result<City> readBound(const DataBinding& data, std::uint64_t seed, const InputServices& services) {
    const std::vector<DataRef>& references = referencesOf(data, "city");
    if (references.empty()) {
        services.say("no city is bound: a random city of 120 regions stands in");
        return randomCity(seed);
    }
    return readCity(references.front().path, seed);
}

/// The regions around the middle; where the city's own split leaves next to none of them held out, a fifth is drawn by
/// the seed.
City middleOf(const City& whole, const Options& options, const InputServices& services) {
    City city = partOf(whole, options.regions);
    if (static_cast<std::int64_t>(city.test.size()) * 10 >= city.size()) return city;
    const std::int64_t held = std::max<std::int64_t>(1, city.size() / 5);
    const torch::Tensor order = torch::randperm(city.size(), namedGenerator(options.generator.seed, "split of a part"));
    const auto sorted = [&](std::int64_t begin, std::int64_t end) {
        const torch::Tensor part = std::get<0>(order.slice(0, begin, end).sort());
        return std::vector<std::int64_t>(part.data_ptr<std::int64_t>(), part.data_ptr<std::int64_t>() + part.numel());
    };
    city.test = sorted(0, held);
    city.train = sorted(held, city.size());
    services.say("hardly any of the chosen regions is held out in the city's own split: a fifth of them is drawn");
    return city;
}

}  // namespace

Result<City> openCity(const DataBinding& data, const Options& options, const InputServices& services) {
    VITRINE_TRY(City city, readBound(data, options.generator.seed, services));
    if (options.flow == FlowSource::File && !city.hasFlow())
        return Error{ErrorCode::NotFound, "Cannot open the city's flow", city.name,
                     "its folder holds no flow file (alldayflow.json)",
                     "Add one in the official format, or use flow = generated."};
    if (options.regions > 0 && options.regions < city.size()) city = middleOf(city, options, services);
    if (options.flow == FlowSource::Generated) city = withGeneratedFlow(std::move(city), options.generator);
    services.say(fmt::format(
        "{}: {} regions ({} to train on, {} held out), {} entities, {} days of {} flow, mean {:.2f} an hour", city.name,
        city.size(), city.train.size(), city.test.size(), city.graph.entities.size(), city.flow.size(0),
        options.flow == FlowSource::Generated ? "generated" : "recorded", city.flow.mean().item<double>()));
    return city;
}

Result<torch::Tensor> embeddingOf(const City& city, const Options& options, const InputServices& services) {
    if (options.embedding == EmbeddingSource::Released && city.embedding) return *city.embedding;
    TuckerOptions tucker;
    tucker.seed = services.seed;
    tucker.epochs = options.tuckerEpochs;
    tucker.cancelled = services.cancelled;
    tucker.onEpoch = [&](std::int64_t epoch, double loss) {
        services.progress(static_cast<double>(epoch), static_cast<double>(options.tuckerEpochs),
                          "embedding the knowledge graph");
        if (epoch == options.tuckerEpochs)
            services.say(fmt::format("knowledge graph embedded in {} epochs, loss {:.3f}", epoch, loss));
        return !services.cancelled();
    };
    if (options.embedding == EmbeddingSource::Released)
        services.say("the city brings no embedding: TuckER is trained on its graph");
    return embedRegions(city, tucker);
}

Status checkFits(const FlowModel& model, const City& city, const std::string& object) {
    const auto wrong = [&](const char* what, std::int64_t has, std::int64_t wants) {
        return Error{ErrorCode::InvalidArgument, "Cannot use the model on this city", object,
                     fmt::format("it was made for {} {}, {} has {}", has, what, city.name, wants),
                     "Bind the model of a run on a city with the same features."};
    };
    const DenoiserConfig& config = model.config().denoiser;
    if (config.features != city.features.size(1)) return wrong("features", config.features, city.features.size(1));
    if (config.knowledge != TuckerImpl::kWidth)
        return wrong("numbers of embedding", config.knowledge, TuckerImpl::kWidth);
    return {};
}

Result<std::optional<FlowModel>> boundModel(const DataBinding& data, const City& city, const InputServices& services) {
    const auto& references = referencesOf(data, "model");
    if (references.empty()) return std::optional<FlowModel>();
    VITRINE_TRY(FlowModel model, FlowModel::read(references.front().path));
    VITRINE_CHECK(checkFits(model, city, references.front().text));
    services.usedWeights(references.front());
    return std::optional(std::move(model));
}

Result<Inputs> openInputs(const DataBinding& data, const Options& options, const InputServices& services) {
    Inputs inputs;
    VITRINE_TRY(inputs.city, openCity(data, options, services));
    VITRINE_TRY(inputs.bound, boundModel(data, inputs.city, services));
    VITRINE_TRY(inputs.city.embedding, embeddingOf(inputs.city, options, services));
    return inputs;
}

RegionInputs regionInputs(const City& city, const std::vector<std::int64_t>& regions, torch::Device device) {
    const torch::Tensor index = torch::tensor(regions, torch::kInt64);
    RegionInputs inputs;
    inputs.features = city.features.index_select(0, index).to(device);
    inputs.knowledge = city.embedding->index_select(0, index).to(device);
    inputs.graph = nn::RelationGraph(adjacency(city, regions), device);
    return inputs;
}

}  // namespace vitrine::kstdiff

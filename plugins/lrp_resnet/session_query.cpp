// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/session_query.h"

#include <cmath>

#include "core/compute/tensor.h"

namespace vitrine::lrp {
namespace {

constexpr const char* kWhat = "Cannot answer the request";

Error wrong(const std::string& object, std::string why, std::string next) {
    return {ErrorCode::InvalidArgument, kWhat, object, std::move(why), std::move(next)};
}

const Json* find(const Json& parameters, const char* key) {
    const auto found = parameters.is_object() ? parameters.find(key) : parameters.end();
    return parameters.is_object() && found != parameters.end() && !found->is_null() ? &*found : nullptr;
}

Result<double> realNumber(const Json& parameters, const char* key, double fallback, double above, double most) {
    const Json* value = find(parameters, key);
    if (!value) return fallback;
    if (value->is_number() && value->get<double>() > above && value->get<double>() <= most) return value->get<double>();
    return wrong(key, dumpJson(*value) + " is not in the range", fmt::format("Give a number above {} up to {}.", above, most));
}

Result<bool> flag(const Json& parameters, const char* key, bool fallback) {
    const Json* value = find(parameters, key);
    if (!value) return fallback;
    if (value->is_boolean()) return value->get<bool>();
    return wrong(key, dumpJson(*value) + " is neither true nor false", "Give true or false.");
}

/// The place of a text in a short list of known ones.
Result<std::size_t> oneOf(const Json& parameters, const char* key, const std::vector<std::string>& known, std::size_t fallback) {
    VITRINE_TRY(const std::string text, textOf(parameters, key, known[fallback]));
    for (std::size_t i = 0; i < known.size(); ++i)
        if (text == known[i]) return i;
    return wrong(key, "\"" + text + "\" is not known", fmt::format("Use one of {}.", fmt::join(known, ", ")));
}

/// A float image as the network takes it.
Result<Sample> floatSample(const Array& image, std::int64_t side) {
    const torch::Tensor pixels = toTensor(image);
    if (image.shape() != std::vector<std::int64_t>{3, side, side})
        return wrong("array image", "it is " + image.describe(), fmt::format("Give f32 [3, {0}, {0}] in [0, 1], or u8 [H, W, 3].", side));
    if (!pixels.isfinite().all().item<bool>() || pixels.min().item<float>() < 0 || pixels.max().item<float>() > 1)
        return wrong("array image", "it holds NaN or values outside of [0, 1]", "Give colours in [0, 1].");
    Sample sample;
    sample.name = "image of the request";
    sample.pixels = pixels.clone();
    sample.picture = (pixels * 255).round().to(torch::kUInt8).permute({1, 2, 0}).contiguous();
    sample.side = side;
    return sample;
}

}  // namespace

Result<std::int64_t> wholeNumber(const Json& parameters, const char* key, std::int64_t fallback, std::int64_t least, std::int64_t most) {
    const Json* value = find(parameters, key);
    if (!value) return fallback;
    const bool whole = value->is_number_integer() || (value->is_number_float() && std::floor(value->get<double>()) == value->get<double>());
    if (whole && value->get<double>() >= static_cast<double>(least) && value->get<double>() <= static_cast<double>(most))
        return static_cast<std::int64_t>(value->get<double>());
    return wrong(key, dumpJson(*value) + " is not in the range", fmt::format("Give a whole number from {} to {}.", least, most));
}

Result<std::string> textOf(const Json& parameters, const char* key, const std::string& fallback) {
    const Json* value = find(parameters, key);
    if (!value) return fallback;
    if (value->is_string()) return value->get<std::string>();
    return wrong(key, dumpJson(*value) + " is no text", "Give a text.");
}

Result<Options> optionsOf(const Options& session, const Json& parameters) {
    Options options = session;
    VITRINE_TRY(const std::string explainer, textOf(parameters, "explainer", name(session.explainer)));
    VITRINE_TRY(options.explainer, explainerOf(explainer));
    VITRINE_TRY(const std::string split, textOf(parameters, "split", name(session.split)));
    VITRINE_TRY(options.split, splitRuleOf(split));
    VITRINE_TRY(options.blockRules, textOf(parameters, "block_rules", session.blockRules));
    VITRINE_TRY(options.lrp.epsilon, realNumber(parameters, "epsilon", session.lrp.epsilon, 0, 1));
    VITRINE_TRY(options.lrp.topK, realNumber(parameters, "top_k", session.lrp.topK, 0, 1));
    VITRINE_TRY(options.lrp.foldBatchNorm, flag(parameters, "fold_batch_norm", session.lrp.foldBatchNorm));
    VITRINE_TRY(options.lrp.closePadding, flag(parameters, "close_padding", session.lrp.closePadding));
    VITRINE_TRY(const std::size_t first, oneOf(parameters, "first_layer", {"ones", "zplus"}, static_cast<std::size_t>(session.lrp.firstLayer)));
    options.lrp.firstLayer = static_cast<FirstLayerRule>(first);
    VITRINE_TRY(options.quantise, flag(parameters, "quantise", session.quantise));
    VITRINE_TRY(options.levels, wholeNumber(parameters, "levels", session.levels, 2, 256));
    VITRINE_TRY(options.step, wholeNumber(parameters, "step", session.step, 0, 1 << 20));
    VITRINE_TRY(const std::size_t ties, oneOf(parameters, "ties", {"rank", "threshold"}, static_cast<std::size_t>(session.ties)));
    options.ties = static_cast<metrics::TieRule>(ties);
    VITRINE_TRY(const std::size_t fill, oneOf(parameters, "replacement", {"black", "mean", "blur"}, static_cast<std::size_t>(session.replacement)));
    options.replacement = static_cast<metrics::Replacement>(fill);
    VITRINE_TRY(options.riseMasks, wholeNumber(parameters, "rise_masks", session.riseMasks, 1, 20000));
    VITRINE_TRY(options.integrationSteps, wholeNumber(parameters, "integration_steps", session.integrationSteps, 1, 1000));
    return options;
}

Result<Sample> sampleOfRequest(const Inputs& inputs, const Request& request) {
    const std::int64_t side = inputs.classifier.inputSize();
    if (const auto given = request.arrays.find("image"); given != request.arrays.end()) {
        if (given->second.dtype() == DType::F32) return floatSample(given->second, side);
        return sampleOf(given->second, side, "image of the request");
    }
    VITRINE_TRY(const std::int64_t index, wholeNumber(request.parameters, "image", 0, 0, inputs.images->count() - 1));
    return inputs.images->at(index);
}

Result<bool> asksForLabel(const Json& parameters) {
    VITRINE_TRY(const std::size_t target, oneOf(parameters, "target", {"predicted", "label", "class"}, 0));
    return target == 1;
}

Result<std::vector<std::int64_t>> rangeOf(const Json& parameters, std::int64_t total, std::int64_t most) {
    VITRINE_TRY(const std::int64_t from, wholeNumber(parameters, "from", 0, 0, total - 1));
    VITRINE_TRY(const std::int64_t count, wholeNumber(parameters, "count", most, 1, most));
    std::vector<std::int64_t> numbers;
    for (std::int64_t i = from; i < std::min(from + count, total); ++i) numbers.push_back(i);
    return numbers;
}

Result<Reply> thumbnails(const Inputs& inputs, const Request& request) {
    constexpr std::int64_t kSide = 96;
    VITRINE_TRY(const std::vector<std::int64_t> numbers, rangeOf(request.parameters, inputs.images->count(), 256));
    Reply reply;
    reply.values = {{"from", numbers.front()}, {"names", Json::array()}, {"labels", Json::array()}, {"total", inputs.images->count()}};
    std::vector<torch::Tensor> pictures;
    for (const std::int64_t number : numbers) {
        if (request.cancelled()) return cancelledError();
        VITRINE_TRY(const Sample sample, inputs.images->at(number));
        torch::Tensor pixels = sample.pixels.unsqueeze(0);
        if (pixels.size(2) > kSide) pixels = torch::adaptive_avg_pool2d(pixels, {kSide, kSide});
        pictures.push_back((pixels.squeeze(0) * 255).round().clamp(0, 255).to(torch::kUInt8).permute({1, 2, 0}));
        reply.values["names"].push_back(sample.name);
        reply.values["labels"].push_back(sample.label);
    }
    reply.arrays["pictures"] = toArray(torch::stack(pictures).contiguous());
    return reply;
}

Result<torch::Tensor> mapOfRequest(const Request& request, std::int64_t side) {
    const Array& map = request.arrays.at("map");
    if (map.dtype() != DType::F32 || map.shape() != std::vector<std::int64_t>{side, side})
        return wrong("array map", "it is " + map.describe(), fmt::format("Give f32 [{0}, {0}].", side));
    return toTensor(map);
}

Result<std::vector<Edit>> editsOf(const Json& parameters, std::int64_t side) {
    std::vector<Edit> edits;
    const Json* list = find(parameters, "rectangles");
    if (!list) return edits;
    if (!list->is_array() || list->size() > 1000)
        return wrong("rectangles", "it is no list of at most 1000", "Give [{\"x\": 4, \"y\": 4, \"width\": 8, \"height\": 8}, ...] in pixels of the network's input.");
    for (const Json& entry : *list) {
        Edit edit;
        VITRINE_TRY(edit.x, wholeNumber(entry, "x", 0, 0, side - 1));
        VITRINE_TRY(edit.y, wholeNumber(entry, "y", 0, 0, side - 1));
        VITRINE_TRY(edit.width, wholeNumber(entry, "width", side - edit.x, 1, side - edit.x));
        VITRINE_TRY(edit.height, wholeNumber(entry, "height", side - edit.y, 1, side - edit.y));
        edits.push_back(edit);
    }
    return edits;
}

}  // namespace vitrine::lrp

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_state.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/base/text.h"

namespace vitrine::lrp_panel {
namespace {

template <class T>
std::vector<T> listOf(const Json& values, const char* key) {
    std::vector<T> result;
    if (const auto found = values.find(key); found != values.end() && found->is_array())
        for (const Json& entry : *found) {
            if constexpr (std::is_same_v<T, std::string>) result.push_back(entry.is_string() ? entry.template get<std::string>() : std::string());
            else result.push_back(entry.is_number() ? entry.template get<T>() : T());
        }
    return result;
}

/// An array of the reply in the type that the panel works with; absent: empty.
Array arrayOf(const Reply& reply, const char* name, DType dtype = DType::F32) {
    const auto found = reply.arrays.find(name);
    return found == reply.arrays.end() ? Array() : found->second.as(dtype).valueOr(Array());
}

std::vector<double> doublesOf(const Array& array) {
    if (array.empty()) return {};
    const auto values = array.values<double>();
    return {values.begin(), values.end()};
}

std::int64_t wholeOr(const Json& json, const char* key, std::int64_t fallback) {
    return static_cast<std::int64_t>(numberOr(json, key, static_cast<double>(fallback)));
}

}  // namespace

const std::vector<MapChoice>& mapChoices() {
    static const std::vector<MapChoice> choices{
        {"lrp.ratio", "LRP, ratio", "lrp", "ratio", "The paper's proposal: rho = |F| / (|F| + |S|)."},
        {"lrp.symmetric", "LRP, symmetric", "lrp", "symmetric", "rho = 0.5 at every addition."},
        {"lrp.latest", "LRP, ratio at projections", "lrp", "latest", "Identity skips receive nothing."},
        {"lrp.simple", "LRP, half at projections", "lrp", "simple", "0.5 at projections; identity skips receive nothing."},
        {"lrp.duplicate", "LRP, duplicate", "lrp", "duplicate", "All relevance into both branches: it explodes."},
        {"lrp.main", "LRP, main branch only", "lrp", "main", "Plain LRP without splitting."},
        {"grad_cam", "Grad-CAM", "grad_cam", "ratio", "On the last stage."},
        {"integrated_gradients", "Integrated Gradients", "integrated_gradients", "ratio", "From the black image, absolute sum over channels.",
         true},
        {"gradient_x_input", "Gradient x input", "gradient_x_input", "ratio", "Signed sum over channels."},
        {"gradient", "|Gradient|", "gradient", "ratio", "Absolute sum over channels."},
        {"rise", "RISE, 300 masks", "rise", "ratio",
         "Random masks weighted by the probability they leave. At most 300 masks here, so that it stays live.", true},
        {"random", "Random map", "random", "ratio", "What no method may fall below."},
    };
    return choices;
}

const MapChoice& mapChoice(const std::string& id) {
    static const MapChoice difference{kDifference, "Difference of two classes", "lrp", "ratio",
                                      "Share of relevance for the explained class minus that for another one, under the rule of the first view."};
    if (id == kDifference) return difference;
    const auto& all = mapChoices();
    const auto found = std::find_if(all.begin(), all.end(), [&](const MapChoice& choice) { return choice.id == id; });
    return found == all.end() ? all.front() : *found;
}

Json toJson(const ViewState& state) {
    Json json{{"image", state.image},
              {"beside", state.beside},
              {"other_class", state.otherClass},
              {"layer", state.layer},
              {"channel", state.channel},
              {"colours", name(state.display.colours)},
              {"sign", static_cast<int>(state.display.sign)},
              {"show", static_cast<int>(state.display.show)},
              {"normalise", state.display.normalise}};
    if (state.region) json["region"] = {state.region->x(), state.region->y(), state.region->width(), state.region->height()};
    return json;
}

ViewState viewStateOf(const Json& json) {
    ViewState state;
    if (!json.is_object()) return state;
    state.image = std::max<std::int64_t>(0, wholeOr(json, "image", 0));
    if (json.contains("beside")) {
        state.beside.clear();
        for (const std::string& id : listOf<std::string>(json, "beside"))
            if (state.beside.size() < 3) state.beside.push_back(mapChoice(id).id);
    }
    state.otherClass = wholeOr(json, "other_class", -1);
    state.layer = stringOr(json, "layer");
    state.channel = static_cast<int>(wholeOr(json, "channel", -1));
    if (const auto map = colormapFromName(stringOr(json, "colours", "magma")); map.ok()) state.display.colours = *map;
    state.display.sign = static_cast<Sign>(std::clamp<std::int64_t>(wholeOr(json, "sign", 0), 0, 2));
    state.display.show = static_cast<Show>(std::clamp<std::int64_t>(wholeOr(json, "show", 0), 0, 2));
    state.display.normalise = boolOr(json, "normalise", true);
    if (const auto corners = listOf<double>(json, "region"); corners.size() == 4)
        state.region = QRectF(corners[0], corners[1], corners[2], corners[3]);
    return state;
}

QString Info::className(std::int64_t index) const {
    if (index >= 0 && index < static_cast<std::int64_t>(classNames.size())) return qs(classNames[static_cast<std::size_t>(index)]);
    return index < 0 ? QStringLiteral("not known") : QStringLiteral("class %1").arg(index);
}

Info infoOf(const Reply& reply) {
    Info info;
    const Json& values = reply.values;
    info.network = stringOr(values, "network");
    info.source = stringOr(values, "source");
    info.classNames = listOf<std::string>(values, "class_names");
    info.boundaries = listOf<std::string>(values, "boundaries");
    info.classes = wholeOr(values, "classes", 0);
    info.inputSize = wholeOr(values, "input_size", 0);
    info.images = wholeOr(values, "images", 0);
    if (const auto blocks = values.find("blocks"); blocks != values.end() && blocks->is_array())
        for (const Json& block : *blocks) info.blocks.push_back({stringOr(block, "name"), stringOr(block, "skip")});
    return info;
}

double Explained::sumOf(const std::string& boundary) const {
    const auto found = std::find(boundaries.begin(), boundaries.end(), boundary);
    const auto place = static_cast<std::size_t>(found - boundaries.begin());
    return place < sums.size() ? sums[place] : std::numeric_limits<double>::quiet_NaN();
}

double Explained::conservationError() const {
    double worst = 0;
    for (const double sum : sums) worst = std::max(worst, std::abs(sum - sums.front()) / std::max(std::abs(sums.front()), 1e-300));
    return worst;
}

Explained explainedOf(const Reply& reply, const std::string& layer) {
    Explained result;
    const Json& values = reply.values;
    result.map = arrayOf(reply, "map");
    result.pixels = arrayOf(reply, "pixels");
    result.probabilities = arrayOf(reply, "probabilities");
    result.target = wholeOr(values, "class", 0);
    result.predicted = wholeOr(values, "predicted", 0);
    result.label = wholeOr(values, "label", -1);
    result.probability = numberOr(values, "probability", 0);
    result.name = stringOr(values, "image");
    result.boundaries = listOf<std::string>(values, "boundaries");
    result.sums = listOf<double>(values, "sums");
    if (const auto blocks = values.find("blocks"); blocks != values.end() && blocks->is_array())
        for (const Json& block : *blocks) result.blocks.push_back({stringOr(block, "name"), numberOr(block, "main", 0), numberOr(block, "skip", 0)});
    result.layerRelevance = arrayOf(reply, "layer_relevance");
    result.layerMap = arrayOf(reply, "layer_map");
    result.rhoMap = arrayOf(reply, "rho_map");
    if (!result.layerMap.empty()) result.layer = layer;
    return result;
}

Curves curvesOf(const Reply& reply) {
    Curves curves;
    curves.insertion = doublesOf(arrayOf(reply, "insertion", DType::F64));
    curves.deletion = doublesOf(arrayOf(reply, "deletion", DType::F64));
    curves.changed = doublesOf(arrayOf(reply, "changed", DType::F64));
    curves.insertionAuc = numberOr(reply.values, "insertion", 0);
    curves.deletionAuc = numberOr(reply.values, "deletion", 0);
    curves.entersAt = arrayOf(reply, "enters_at", DType::I64);
    curves.pixels = arrayOf(reply, "pixels");
    curves.absent = arrayOf(reply, "absent");
    return curves;
}

}  // namespace vitrine::lrp_panel

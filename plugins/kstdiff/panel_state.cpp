// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_state.h"

#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"

namespace vitrine::kstdiff_panel {
namespace {

int wholeIn(const Json& json, const char* key, int fallback, int low, int high) {
    return static_cast<int>(std::clamp<double>(numberOr(json, key, fallback), low, high));
}

Json edgesJson(const std::vector<Edits::Edge>& edges) {
    Json json = Json::array();
    for (const auto& [relation, region] : edges) json.push_back({relation, region});
    return json;
}

std::vector<Edits::Edge> edgesOf(const Json& json, const char* key) {
    std::vector<Edits::Edge> edges;
    if (const auto found = json.find(key); found != json.end() && found->is_array())
        for (const Json& edge : *found)
            if (edge.is_array() && edge.size() == 2 && edge[0].is_number_integer() && edge[1].is_string())
                edges.emplace_back(std::clamp(edge[0].get<int>(), 0, 2), edge[1].get<std::string>());
    return edges;
}

Edits editsOf(const Json& json) {
    Edits edits;
    if (const auto features = json.find("features"); features != json.end() && features->is_object())
        for (const auto& [name, value] : features->items())
            if (value.is_number()) edits.features[name] = value.get<double>();
    edits.added = edgesOf(json, "added");
    edits.removed = edgesOf(json, "removed");
    return edits;
}

}  // namespace

Json toJson(const ViewState& state) {
    Json picked = Json::array(), edits = Json::object();
    for (const QString& id : state.picked) picked.push_back(ss(id));
    for (const auto& [region, own] : state.edits)
        edits[region] = {{"features", own.features}, {"added", edgesJson(own.added)}, {"removed", edgesJson(own.removed)}};
    Json json{{"picked", std::move(picked)},       {"hour", state.hour},       {"channel", state.channel}, {"step", state.step},
              {"clean_frames", state.cleanFrames}, {"days", state.days},       {"steps", state.steps},     {"all_regions", state.allRegions},
              {"log_colours", state.logColours},   {"edits", std::move(edits)}};
    if (state.newRegion) json["new_region"] = *state.newRegion;
    return json;
}

ViewState viewStateOf(const Json& json) {
    ViewState state;
    if (!json.is_object()) return state;
    if (const auto picked = json.find("picked"); picked != json.end() && picked->is_array())
        for (const Json& id : *picked)
            if (id.is_string()) state.picked << qs(id.get<std::string>());
    state.hour = wholeIn(json, "hour", state.hour, 0, 23);
    state.channel = wholeIn(json, "channel", 0, 0, 1);
    state.step = wholeIn(json, "step", -1, -1, 100'000);
    state.cleanFrames = boolOr(json, "clean_frames", false);
    state.days = wholeIn(json, "days", state.days, 1, 64);
    state.steps = wholeIn(json, "steps", state.steps, 2, 1000);
    state.allRegions = boolOr(json, "all_regions", false);
    state.logColours = boolOr(json, "log_colours", false);
    if (const auto edits = json.find("edits"); edits != json.end() && edits->is_object())
        for (const auto& [region, own] : edits->items())
            if (own.is_object()) state.edits[region] = editsOf(own);
    if (const auto centre = json.find("new_region");
        centre != json.end() && centre->is_array() && centre->size() == 2 && (*centre)[0].is_number() && (*centre)[1].is_number())
        state.newRegion = {(*centre)[0].get<double>(), (*centre)[1].get<double>()};
    return state;
}

}  // namespace vitrine::kstdiff_panel

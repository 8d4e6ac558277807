// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine::kstdiff_panel {

/// What a person changed about one region, to see what the model makes of it.
struct Edits {
    using Edge = std::pair<int, std::string>;  ///< Relation, id of the other region.
    std::map<std::string, double> features;    ///< By name, as z-scores.
    std::vector<Edge> added, removed;
    bool empty() const { return features.empty() && added.empty() && removed.empty(); }
    bool operator==(const Edits&) const = default;
};

/// What a person chose in the panel, besides the draft.
struct ViewState {
    QStringList picked;  ///< Ids of regions, the one looked at first.
    int hour = 8, channel = 0;
    int step = -1;             ///< State of the denoising that is shown while it is looked at; -1: its end.
    bool cleanFrames = false;  ///< Of it what the denoiser takes for the flow, instead of x_t.
    int days = 8, steps = 20;  ///< Of a sample.
    bool allRegions = false;   ///< Generate all regions, not the held-out ones alone.
    bool logColours = false;
    std::map<std::string, Edits> edits;              ///< By region; kNewRegion: of the new one.
    std::optional<std::array<double, 2>> newRegion;  ///< Its centre in the city's coordinates.
    bool operator==(const ViewState&) const = default;
};
inline constexpr const char* kNewRegion = "new region";

Json toJson(const ViewState& state);
/// Unknown and wrong members are left at their defaults: states come from files.
ViewState viewStateOf(const Json& json);

}  // namespace vitrine::kstdiff_panel

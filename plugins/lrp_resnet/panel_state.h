// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "core/media/colormap.h"
#include "core/run/method.h"

namespace vitrine::lrp_panel {

/// What makes the map of one view: an explainer of the method, or LRP under one split rule.
struct MapChoice {
    std::string id, title, explainer, split, help;
    bool slow = false;         ///< More than a few tens of milliseconds: asked once the controls rest.
    bool isLrp() const { return explainer == "lrp"; }
};
const std::vector<MapChoice>& mapChoices();
/// The choice with that id; unknown ids give the paper's rule, "lrp.ratio".
const MapChoice& mapChoice(const std::string& id);
inline constexpr const char* kDifference = "difference";  ///< Map of the explained class minus that of another.

enum class Sign { All, Positive, Negative };
enum class Show { Overlay, MapOnly, PictureOnly };

/// How maps are drawn. Opacity and quantisation belong to the run and stand in its draft.
struct Display {
    Colormap colours = Colormap::Magma;
    Sign sign = Sign::All;
    Show show = Show::Overlay;
    bool normalise = true;     ///< Each map by its own strongest relevance; else all LRP maps on one scale.
    bool operator==(const Display&) const = default;
};

/// What a person chose in the panel, besides the draft.
struct ViewState {
    std::int64_t image = 0;
    std::vector<std::string> beside{"lrp.main"};  ///< Ids of the views right of the main one; at most 3.
    std::int64_t otherClass = -1;  ///< Of the difference map; -1: the next most probable one.
    std::string layer;             ///< The block looked into, or empty.
    int channel = -1;
    std::optional<QRectF> region;  ///< In pixels of the network's input.
    Display display;
    bool operator==(const ViewState&) const = default;
};
Json toJson(const ViewState& state);
/// Unknown and wrong members are left at their defaults: states come from files.
ViewState viewStateOf(const Json& json);

/// The session's answer to "info".
struct Info {
    struct Block {
        std::string name, skip;    ///< skip: "identity", "projection", "option_a".
    };
    std::string network, source;
    std::vector<std::string> classNames, boundaries;
    std::vector<Block> blocks;     ///< Input first.
    std::int64_t classes = 0, inputSize = 0, images = 0;
    QString className(std::int64_t index) const;
};
Info infoOf(const Reply& reply);

/// One explained image and class.
struct Explained {
    Array map, pixels, probabilities;
    std::int64_t target = 0, predicted = 0, label = -1;
    double probability = 0;        ///< Of the target: the relevance that is to arrive.
    std::string name;
    std::vector<std::string> boundaries;
    std::vector<double> sums;      ///< Relevance at each boundary, output first; empty when the explainer is not LRP.
    struct Block {
        std::string name;
        double main = 0, skip = 0;
    };
    std::vector<Block> blocks;     ///< What entered the branches, input first.
    Array layerRelevance, layerMap, rhoMap;
    std::string layer;

    bool hasFlow() const { return !blocks.empty() && sums.size() > blocks.size(); }
    double sumOf(const std::string& boundary) const;  ///< NaN when there is none.
    /// Largest |sum R - p| / p over the boundaries.
    double conservationError() const;
};
Explained explainedOf(const Reply& reply, const std::string& layer);

/// Insertion and deletion of one map.
struct Curves {
    std::vector<double> insertion, deletion, changed;  ///< Probability and changed pixels after each step.
    double insertionAuc = 0, deletionAuc = 0;
    Array entersAt, pixels, absent;
    double score() const { return insertionAuc - deletionAuc; }
    int steps() const { return static_cast<int>(insertion.size()); }
};
Curves curvesOf(const Reply& reply);

}  // namespace vitrine::lrp_panel

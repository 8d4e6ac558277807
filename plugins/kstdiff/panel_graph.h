// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/graph.h"
#include "plugins/kstdiff/panel_city.h"

namespace vitrine::kstdiff_panel {

/// What a node of a small graph stands for.
struct Entity {
    enum class Kind { Region, Category };
    Kind kind = Kind::Region;
    int index = 0;
    bool operator==(const Entity&) const = default;
};
inline constexpr int kPlaces = 3;  ///< Stands beside the relations between regions: a region has places of a category.
inline constexpr int kBetweenRegions = -2;  ///< All relations but that one.
QString relationTitle(int relation);
QString titleOf(const City& city, const Entity& entity);
/// Entities whose name contains the text, names that begin with it first; at most `limit`.
std::vector<Entity> searched(const City& city, const QString& text, int limit);

struct EntityGraph {
    Graph graph;
    std::vector<Entity> entities;  ///< Of each node; the one in the middle is the first.
    int left = 0;                  ///< Further neighbours that were left out.
};
/// An entity with its neighbours around it: the closest relation nearest (BorderBy, SimilarFunc, NearBy, places), each at about the bearing where it
/// lies. `linked`: whether a region has an edge (with what was edited). `relation`: only that one; -1: all; kBetweenRegions. At most `limit` neighbours.
EntityGraph aroundEntity(const City& city, const Entity& entity, int relation, int limit, const std::function<bool(int relation, int other)>& linked);

}  // namespace vitrine::kstdiff_panel

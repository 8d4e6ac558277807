// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_graph.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "widgets/base/text.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr std::array<int, 4> kCloseness{2, 0, 1, 3};  ///< Ring of each relation: BorderBy inside, then SimilarFunc, NearBy, places.
constexpr std::size_t kRing = 16;                     ///< Nodes on the innermost ring; further ones hold more.

struct Neighbour {
    Entity entity;
    int relation = 0;
    double bearing = 0, weight = 1;
};

double bearingOf(const City& city, int from, int to) {
    const GeoPoint &a = city.centres[static_cast<std::size_t>(from)], &b = city.centres[static_cast<std::size_t>(to)];
    return std::atan2(b.latitude - a.latitude, (b.longitude - a.longitude) * std::cos(a.latitude * std::numbers::pi / 180));
}

std::vector<Neighbour> aroundRegion(const City& city, int region, int relation, const std::function<bool(int, int)>& linked) {
    std::vector<Neighbour> found;
    for (int other = 0; other < city.size(); ++other) {
        int closest = -1;  // One edge stands for all relations with that region.
        for (int r = 0; r < std::ssize(kRelationNames); ++r)
            if (other != region && (relation < 0 || relation == r) && linked(r, other) &&
                (closest < 0 || kCloseness[static_cast<std::size_t>(r)] < kCloseness[static_cast<std::size_t>(closest)]))
                closest = r;
        if (closest >= 0) found.push_back({{Entity::Kind::Region, other}, closest, bearingOf(city, region, other), 1});
    }
    if (relation != -1 && relation != kPlaces) return found;
    for (int category = 0; category < city.categories.size(); ++category)
        if (const double share = city.share(region, category); share > 0)
            found.push_back(
                {{Entity::Kind::Category, category}, kPlaces, 2 * std::numbers::pi * category / static_cast<double>(city.categories.size()), share});
    return found;
}

std::vector<Neighbour> aroundCategory(const City& city, int category) {
    std::vector<Neighbour> found;
    for (int region = 0; region < city.size(); ++region)
        if (const double share = city.share(region, category); share > 0) found.push_back({{Entity::Kind::Region, region}, kPlaces, 0, share});
    std::sort(found.begin(), found.end(), [](const Neighbour& a, const Neighbour& b) { return a.weight > b.weight; });
    for (std::size_t i = 0; i < found.size(); ++i) found[i].bearing = static_cast<double>(i) * 2.4;  // The golden angle spreads them.
    return found;
}

/// Places around the middle: rings by closeness, evenly on each ring in the order of bearings.
std::vector<double> placesOf(const std::vector<Neighbour>& neighbours) {
    std::vector<double> places(2 * (neighbours.size() + 1), 0);
    std::map<int, std::vector<std::size_t>> rings;
    for (std::size_t i = 0; i < neighbours.size(); ++i) rings[kCloseness[static_cast<std::size_t>(neighbours[i].relation)]].push_back(i);
    double radius = 0;
    for (auto& [closeness, members] : rings) {
        std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) { return neighbours[a].bearing < neighbours[b].bearing; });
        std::size_t done = 0;
        while (done < members.size()) {
            radius += 90;
            const std::size_t room = std::max<std::size_t>(kRing, static_cast<std::size_t>(radius / 90) * kRing),
                              count = std::min(room, members.size() - done);
            for (std::size_t k = 0; k < count; ++k) {
                const double angle = neighbours[members[done]].bearing + 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(count);
                const std::size_t node = members[done + k] + 1;
                places[2 * node] = radius * std::cos(angle);
                places[2 * node + 1] = -radius * std::sin(angle);
            }
            done += count;
        }
    }
    return places;
}

}  // namespace

QString relationTitle(int relation) {
    return relation == kPlaces ? QString("Places of a kind") : QString(kRelationNames[static_cast<std::size_t>(relation)]);
}

QString titleOf(const City& city, const Entity& entity) {
    if (entity.kind == Entity::Kind::Region) return city.regions[entity.index];
    const QString name = city.categories[entity.index];
    const QString kind = name.startsWith("Cate1_") ? name.mid(6) : name;
    return kind.isEmpty() || kind[0].isDigit() ? "Kind " + kind : kind;  // Some files number their kinds of places.
}

std::vector<Entity> searched(const City& city, const QString& text, int limit) {
    std::vector<Entity> begins, contains;
    const auto look = [&](const Entity& entity) {
        const QString title = titleOf(city, entity);
        if (title.startsWith(text, Qt::CaseInsensitive)) begins.push_back(entity);
        else if (title.contains(text, Qt::CaseInsensitive)) contains.push_back(entity);
    };
    for (int category = 0; category < city.categories.size(); ++category) look({Entity::Kind::Category, category});
    for (int region = 0; region < city.size(); ++region) look({Entity::Kind::Region, region});
    begins.insert(begins.end(), contains.begin(), contains.end());
    if (std::ssize(begins) > limit) begins.resize(static_cast<std::size_t>(limit));
    return begins;
}

EntityGraph aroundEntity(const City& city, const Entity& entity, int relation, int limit, const std::function<bool(int, int)>& linked) {
    std::vector<Neighbour> neighbours =
        entity.kind == Entity::Kind::Region ? aroundRegion(city, entity.index, relation, linked) : aroundCategory(city, entity.index);
    std::stable_sort(neighbours.begin(), neighbours.end(), [](const Neighbour& a, const Neighbour& b) {
        return kCloseness[static_cast<std::size_t>(a.relation)] < kCloseness[static_cast<std::size_t>(b.relation)];
    });
    EntityGraph result;
    result.left = std::max(0, static_cast<int>(std::ssize(neighbours)) - limit);
    if (result.left > 0) neighbours.resize(static_cast<std::size_t>(limit));
    Graph& graph = result.graph;
    graph.directed = false;
    graph.nodeCount = std::ssize(neighbours) + 1;
    result.entities.push_back(entity);
    graph.nodeNames.push_back(ss(titleOf(city, entity)));
    std::vector<std::int64_t> source, target, kinds;
    for (const Neighbour& neighbour : neighbours) {
        source.push_back(0);
        target.push_back(std::ssize(result.entities));
        kinds.push_back(neighbour.relation);
        result.entities.push_back(neighbour.entity);
        graph.nodeNames.push_back(ss(titleOf(city, neighbour.entity)));
    }
    graph.source = Array::of(source);
    graph.target = Array::of(target);
    graph.edgeType = Array::of(kinds);
    for (int r = 0; r <= kPlaces; ++r) graph.edgeTypeNames.push_back(ss(relationTitle(r)));
    const std::vector<double> places = placesOf(neighbours);
    graph.nodeData["position"] = Array::of<double>(std::span<const double>(places), {graph.nodeCount, 2});
    return result;
}

}  // namespace vitrine::kstdiff_panel

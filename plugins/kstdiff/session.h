// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/run/method.h"

namespace vitrine::kstdiff {

/// A warm city and model that answer the panel. What follows a colon ("sample:left") keeps several askers of one
/// request apart. Every reply has "milliseconds". n regions, D days; region lists are indices into the ids of `city`,
/// default: the held-out regions. Flow arrays are F32 counts.
///
/// The model: the one bound as "model"; else one trained at the first question that needs it, briefly (as the preset
/// says, at most 12 epochs), kept in the session's cache. `load` {} tells which: "source" = "bound" | "trained".
///
/// `city` {} -> name, planar, regions [ids], feature_names, train, test, days (number), day_names, categories [names],
/// relations [names],
///   cells (GeoJSON FeatureCollection, feature i is region i), bounds [x0, y0, x1, y1], entities, triples (numbers);
///   arrays centres F64 [R, 2], features [R, p], flow_mean [R, 24, 2] (mean real day), flow_volume [R], categories [R,
///   K] (shares of places), edges I64 [E, 3] (relation, a, b; a < b).
/// `flow` {"day": i, "regions": [...]} -> arrays flow [n, 24, 2]: a recorded day.
/// `sample` {"regions": [...], "days": 4, "steps": 20, "eta": 1, "seed": 0, "frames": 0, "full_graph": false} -> steps,
/// frame_steps [t after each frame]; arrays
///   flow [D, n, 24, 2], mean [n, 24, 2], volume [n] (estimate), regions I64 [n]; with "frames" = k > 0 also frames [k,
///   n, 24, 2]: x_t of the first day in counts from pure noise (t = T) to the end, and clean [k, n, 24, 2]: what the
///   denoiser takes for x_0 there.
/// `whatif` {"region": i, "features": {name or index: value (z-score)}, "edges": [{"relation": "NearBy", "other": j,
/// "add": true}], and as for `sample`;
///   "new_region": {"centre": [x, y], "neighbours": {"NearBy": [...], ...}}} instead of "region" paints one: features
///   default to the mean of its NearBy neighbours, its embedding is theirs} -> arrays before, after [24, 2] (mean days;
///   a new region has no before), after_days [D, 24, 2], volume_before, volume_after [1]; others_change [n] (mean
///   absolute change of the others), regions I64 [n].
/// `attention` {"region": i, "t": step, "seed": 0, as for `sample`} -> arrays spatial [layers, 24, heads]: share of the
/// graph branch; layer_mean [layers]. `neighbourhood` {"region": i} -> neighbours {"NearBy": [j, ...], ...}, categories
/// {name: number of places}, places (number); array distance_km F64 of
///   all regions [R] from this one (in the unit of the centres for planar cities).
Result<std::unique_ptr<Session>> openSession(const SessionContext& context);

}  // namespace vitrine::kstdiff

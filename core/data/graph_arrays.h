// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/data/graph.h"
#include "core/data/readers.h"

namespace vitrine {

/// The graph that the arrays of an .npz archive describe. Edges are one of:
///   edges [E, 2] (undirected, each edge once), edge_index [2, E] (+ edge_weight [E]; directed, as listed),
///   adj_indptr [N+1] + adj_indices [E] (+ adj_data [E]) or the same without "adj_" (rows of a sparse matrix; directed,
///   as listed).
/// A scalar `directed` overrides; edge_type [E] gives the types. Node count: `num_nodes`, else the rows of
/// node_features / features / x / node_labels / labels / y, else the largest index + 1. Every further array of N rows
/// is nodeData and of E rows edgeData; [splits, N] masks become [N, splits]; node_features is kept as "features",
/// node_labels as "labels". attr_indptr/indices/data/shape become dense "features". `object` names the file in errors.
Result<Graph> graphFromArrays(const NamedArrays& arrays, const std::string& object, const ReadLimits& limits = {});

/// The arrays (edge_index, directed, num_nodes, and all data) that `graphFromArrays` reads back.
NamedArrays graphToArrays(const Graph& graph);

}  // namespace vitrine

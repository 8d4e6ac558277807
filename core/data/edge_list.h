// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include "core/data/graph.h"
#include "core/data/readers.h"

namespace vitrine {

/// Which columns (from 0) of an edge list mean what. Unset ones are found: by the names of a header (source, target,
/// weight, relation and their usual variants), else the first two columns are source and target, and a third one is the
/// weight when it is all numbers. Other columns become `edgeData`, when they are numbers.
struct EdgeListOptions {
    std::optional<std::size_t> source = {}, target = {}, weight = {}, relation = {};
    bool directed = true;
    bool oneBased = false;  ///< Integer nodes count from 1 (TU graph sets).
    /// Columns are head, relation, tail, and for files that start with a count line (OpenKE) head, tail, relation.
    bool triples = false;
};

/// Reads an edge list: txt, tsv or csv, plain or gzip; lines starting with '#' or '%' are comments. Nodes are integers
/// from 0 (node count = largest + 1) when all are; else names, numbered in the order they appear. A first line of one
/// number is taken as the count of edges and checked.
Result<Graph> readEdgeList(const std::filesystem::path& path, const EdgeListOptions& options = {},
                           const ReadLimits& limits = {});

}  // namespace vitrine

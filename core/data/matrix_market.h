// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/data/graph.h"
#include "core/data/readers.h"

namespace vitrine {

/// A sparse matrix as coordinates, all entries written out (a symmetric file's mirrored ones too).
struct SparseMatrix {
    std::int64_t rows = 0, columns = 0;
    Array row, column;  ///< I64 [nnz], from 0.
    Array value;        ///< F64 [nnz]; ones for a pattern.
    bool symmetric = false;
};

/// Reads a Matrix Market file (plain or gzip) in coordinate or array format: real, integer or pattern; general,
/// symmetric or skew-symmetric. An array file gives all its entries. Source: math.nist.gov/MatrixMarket/formats.html.
Result<SparseMatrix> readMatrixMarket(const std::filesystem::path& path, const ReadLimits& limits = {});

/// A square matrix as a graph on its indices (undirected with each edge once when symmetric); another as a bipartite
/// one: nodes are the rows, then the columns, told apart by nodeData "side" (U8: 0 row, 1 column). `weight` holds the
/// values.
Graph graphOf(const SparseMatrix& matrix);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/data/array.h"

namespace vitrine {

/// Numbers about an array; all but the counts are over its finite values. Complex values count by magnitude. On a worker thread for large ones:
/// about 5 ns a value.
struct ArrayStatistics {
    std::int64_t count = 0, nan = 0, infinite = 0, zeros = 0;
    double least = 0, largest = 0, mean = 0;
    double deviation = 0;                      ///< Standard deviation of the population.
    std::vector<double> histogram;             ///< 64 bins over [least, largest] of the finite values; empty when there is none.
    std::int64_t firstNan = -1;                ///< Flat index, or -1.
};
ArrayStatistics statisticsOf(const Array& array);

/// Element `flat` in C order as a double; complex: its magnitude.
double elementAt(const Array& array, std::int64_t flat);

/// Flat index of the first NaN or infinity after `after` (-1: from the beginning), going round once; nothing when there is none.
std::optional<std::int64_t> nextUnusual(const Array& array, std::int64_t after);

/// Which plane of an array is looked at: two axes run, the others stand still.
struct ArraySlice {
    int rowAxis = -1, columnAxis = -1;         ///< -1: one row, one column.
    std::vector<std::int64_t> index;           ///< Place on every axis; that of the running ones is ignored.
    /// The last two axes, all others at 0.
    static ArraySlice of(const Array& array);
    std::int64_t rows(const Array& array) const { return rowAxis < 0 ? 1 : array.dim(std::size_t(rowAxis)); }
    std::int64_t columns(const Array& array) const { return columnAxis < 0 ? 1 : array.dim(std::size_t(columnAxis)); }
    std::int64_t flat(const Array& array, std::int64_t row, std::int64_t column) const;
    bool operator==(const ArraySlice&) const = default;
};

/// A part of a plane; negative sizes: to its end.
struct PlaneWindow {
    std::int64_t row = 0, column = 0, rows = -1, columns = -1;
    bool operator==(const PlaneWindow&) const = default;
};

/// A plane or part of one as F32 [H,W], every `step`-th row and column so that no side is longer than `longest`.
struct ArrayPlane {
    Array values;
    std::int64_t step = 1;
};
ArrayPlane planeOf(const Array& array, const ArraySlice& slice, std::int64_t longest, const PlaneWindow& window = {});

/// The multi-index of a flat one.
std::vector<std::int64_t> indexOf(const Array& array, std::int64_t flat);

}  // namespace vitrine

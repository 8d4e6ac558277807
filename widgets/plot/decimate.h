// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace vitrine {

struct Decimated {
    std::vector<double> x, y;
};

/// Least and largest value per block of 32, 512, 8192, ... points: M4 over a million points reads thousands, and the pyramid takes a fifteenth of
/// their memory. Grows by appending.
class MinMaxPyramid {
public:
    static constexpr std::size_t kBlock = 32;
    void append(std::span<const double> y);    ///< All values so far; only the new ones are read.
    /// Index of the smallest and largest value in [begin, end), NaN passed over; of equal ones the first. {begin, begin} when there is none.
    std::pair<std::size_t, std::size_t> extremes(std::span<const double> y, std::size_t begin, std::size_t end) const;
    /// Smallest and largest value in [begin, end), NaN passed over; {inf, -inf} when there is none.
    std::pair<double, double> range(std::span<const double> y, std::size_t begin, std::size_t end) const;
    std::size_t size() const { return m_count; }
    void clear();

private:
    /// Of whole blocks only, {inf, -inf} where a block is all NaN. Places are searched for: values alone are quick to build and small.
    struct Level {
        std::vector<double> low, high;
    };
    /// The first index in [begin, end) whose value is that, which is there.
    std::size_t place(std::span<const double> y, double value, std::size_t begin, std::size_t end) const;
    std::vector<Level> m_levels;
    std::size_t m_count = 0;
};

/// `columns` pixel columns of equal width on an axis from `low` to `high`; equal in log(x) when `logarithmic` (low > 0).
struct ColumnAxis {
    double low = 0, high = 1;
    int columns = 1;
    bool logarithmic = false;
    double edge(int column) const;             ///< Left edge of a column; edge(columns) is `high`.
};

/// Which points lie in which column: those of column c have the indices [first[c], first[c + 1]). Curves that share x share this.
struct ColumnBounds {
    std::vector<std::uint32_t> first;          ///< columns + 1 values.
    /// Where edge c lies between the points first[c] - 1 and first[c], 0..1; NaN when one of them is not there.
    std::vector<float> between;
};
ColumnBounds columnBounds(std::span<const double> x, const ColumnAxis& axis);

/// So many points in a column are many: its edges may move by half a block, a quarter of a pixel and less the more points there are, and nobody
/// sees it.
constexpr std::size_t kManyPoints = 2 * MinMaxPyramid::kBlock;
/// Moves the edges between columns of many points to whole blocks of a pyramid (outwards at both ends), so that no single point is read. `points`:
/// how many there are in all.
void alignToBlocks(ColumnBounds& bounds, std::size_t points);

/// M4: of each of `columns` pixel columns of [low, high] the first, last, smallest and largest point, in order of x (Jugel, Jerzak,
/// Hackenbroich, Markl: M4, VLDB 2014, 10.14778/2732951.2732953), and the neighbours just outside, so that lines leave the picture. x ascending;
/// NaN in y breaks the line and is kept once. At most 4 * columns + 2 points, and all when there are fewer.
/// A pyramid of `y` makes it fast for many points.
Decimated decimateM4(std::span<const double> x, std::span<const double> y, double low, double high, int columns,
                     const MinMaxPyramid* pyramid = nullptr, bool logarithmic = false);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/array_statistics.h"

#include <cmath>
#include <complex>
#include <cstring>

namespace vitrine {
namespace {

constexpr std::size_t kBins = 64;

template <class T, class Convert, class Work>
void each(const Array& array, std::int64_t from, std::int64_t to, Convert convert, Work& work) {
    const T* values = static_cast<const T*>(array.bytes());
    for (std::int64_t i = from; i < to; ++i)
        if (!work(i, convert(values[i]))) return;
}

/// Calls `work(index, value)` for each element in [from, to) until it says false.
template <class Work>
void eachValue(const Array& array, std::int64_t from, std::int64_t to, Work work) {
    const auto number = [](auto value) { return static_cast<double>(value); };
    const auto half = [](std::uint16_t bits) { return double(halfToFloat(bits)); };
    const auto bfloat = [](std::uint16_t bits) { return double(bfloatToFloat(bits)); };
    const auto magnitude = [](std::complex<float> value) { return double(std::abs(value)); };
    switch (array.dtype()) {
        case DType::Bool:
        case DType::U8: return each<std::uint8_t>(array, from, to, number, work);
        case DType::I8: return each<std::int8_t>(array, from, to, number, work);
        case DType::U16: return each<std::uint16_t>(array, from, to, number, work);
        case DType::I16: return each<std::int16_t>(array, from, to, number, work);
        case DType::U32: return each<std::uint32_t>(array, from, to, number, work);
        case DType::I32: return each<std::int32_t>(array, from, to, number, work);
        case DType::U64: return each<std::uint64_t>(array, from, to, number, work);
        case DType::I64: return each<std::int64_t>(array, from, to, number, work);
        case DType::F16: return each<std::uint16_t>(array, from, to, half, work);
        case DType::BF16: return each<std::uint16_t>(array, from, to, bfloat, work);
        case DType::F32: return each<float>(array, from, to, number, work);
        case DType::F64: return each<double>(array, from, to, number, work);
        case DType::C64: return each<std::complex<float>>(array, from, to, magnitude, work);
    }
}

std::int64_t countOf(const Array& array) { return array.empty() ? 0 : array.count(); }

}  // namespace

ArrayStatistics statisticsOf(const Array& array) {
    ArrayStatistics found;
    found.count = countOf(array);
    double least = INFINITY, largest = -INFINITY;
    double shift = 0, sum = 0;   // Sums of differences from the first finite value: no cancellation far from zero.
    std::int64_t finite = 0;
    eachValue(array, 0, found.count, [&](std::int64_t i, double value) {
        if (std::isnan(value)) {
            if (found.firstNan < 0) found.firstNan = i;
            ++found.nan;
        } else if (std::isinf(value)) {
            ++found.infinite;
        } else {
            if (finite++ == 0) shift = value;
            found.zeros += value == 0;
            least = std::min(least, value);
            largest = std::max(largest, value);
            sum += value - shift;
        }
        return true;
    });
    if (finite == 0) return found;
    found.least = least;
    found.largest = largest;
    found.mean = shift + sum / double(finite);
    found.histogram.assign(kBins, 0);
    const double width = largest - least;
    const double scale = width > 0 && std::isfinite(double(kBins) / width) && std::isfinite(width) ? double(kBins) / width : 0;
    double squares = 0;
    eachValue(array, 0, found.count, [&](std::int64_t, double value) {
        if (!std::isfinite(value)) return true;
        squares += (value - found.mean) * (value - found.mean);
        ++found.histogram[std::min(std::size_t((value - least) * scale), kBins - 1)];
        return true;
    });
    found.deviation = std::sqrt(squares / double(finite));
    return found;
}

double elementAt(const Array& array, std::int64_t flat) {
    double value = NAN;
    if (flat < 0 || flat >= countOf(array)) return value;
    eachValue(array, flat, flat + 1, [&](std::int64_t, double one) { return value = one, false; });
    return value;
}

std::optional<std::int64_t> nextUnusual(const Array& array, std::int64_t after) {
    const std::int64_t count = countOf(array), start = after + 1 >= count || after < 0 ? 0 : after + 1;
    std::optional<std::int64_t> found;
    const auto look = [&](std::int64_t i, double value) {
        if (std::isfinite(value)) return true;
        found = i;
        return false;
    };
    eachValue(array, start, count, look);
    if (!found) eachValue(array, 0, start, look);
    return found;
}

ArraySlice ArraySlice::of(const Array& array) {
    ArraySlice slice;
    const int rank = int(array.rank());
    slice.index.assign(array.rank(), 0);
    if (rank >= 1) slice.columnAxis = rank - 1;
    if (rank >= 2) slice.rowAxis = rank - 2;
    return slice;
}

std::int64_t ArraySlice::flat(const Array& array, std::int64_t row, std::int64_t column) const {
    std::int64_t at = 0;
    for (std::size_t axis = 0; axis < array.rank(); ++axis) {
        const std::int64_t place = int(axis) == rowAxis ? row : int(axis) == columnAxis ? column : index[axis];
        at = at * array.dim(axis) + place;
    }
    return at;
}

ArrayPlane planeOf(const Array& array, const ArraySlice& slice, std::int64_t longest, const PlaneWindow& window) {
    ArrayPlane plane;
    if (array.empty()) return plane;
    const std::int64_t rows = window.rows < 0 ? slice.rows(array) - window.row : window.rows;
    const std::int64_t columns = window.columns < 0 ? slice.columns(array) - window.column : window.columns;
    plane.step = std::max<std::int64_t>(1, (std::max(rows, columns) + longest - 1) / std::max<std::int64_t>(longest, 1));
    const std::int64_t height = (rows + plane.step - 1) / plane.step, width = (columns + plane.step - 1) / plane.step;
    plane.values = Array::zeros(DType::F32, {height, width});
    const std::span<float> out = plane.values.mutableValues<float>();
    std::size_t place = 0;
    // The step of a column in memory is the same in every row.
    const std::int64_t stride = width > 1 ? slice.flat(array, 0, plane.step) - slice.flat(array, 0, 0) : 1;
    for (std::int64_t y = 0; y < height; ++y) {
        const std::int64_t first = slice.flat(array, window.row + y * plane.step, window.column);
        if (stride == 1) {
            eachValue(array, first, first + width, [&](std::int64_t, double value) { return out[place++] = float(value), true; });
            continue;
        }
        for (std::int64_t x = 0; x < width; ++x) out[place++] = float(elementAt(array, first + x * stride));
    }
    return plane;
}

std::vector<std::int64_t> indexOf(const Array& array, std::int64_t flat) {
    std::vector<std::int64_t> index(array.rank(), 0);
    for (std::size_t axis = array.rank(); axis-- > 0;) {
        const std::int64_t size = std::max<std::int64_t>(array.dim(axis), 1);
        index[axis] = flat % size;
        flat /= size;
    }
    return index;
}

}  // namespace vitrine

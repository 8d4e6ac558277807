// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/preview.h"

#include <algorithm>
#include <cstring>

namespace vitrine {
namespace {

std::int64_t lengthAt(std::int64_t length, std::int64_t stride) { return (length + stride - 1) / stride; }

/// Every strides[i]-th entry of axis i, in one pass over the result.
Array strided(const Array& array, const std::vector<std::int64_t>& strides) {
    const std::size_t rank = array.rank(), item = itemSize(array.dtype());
    std::vector<std::int64_t> shape(rank), jump(rank), index(rank, 0);
    std::int64_t inner = 1;
    for (std::size_t axis = rank; axis-- > 0; inner *= array.dim(axis)) {
        shape[axis] = lengthAt(array.dim(axis), strides[axis]);
        jump[axis] = inner * strides[axis];
    }
    Array result = Array::zeros(array.dtype(), shape);
    const auto* source = static_cast<const char*>(array.bytes());
    auto* target = static_cast<char*>(result.mutableBytes());
    std::int64_t offset = 0;
    for (std::int64_t left = result.count(); left > 0; --left, target += item) {
        std::memcpy(target, source + static_cast<std::size_t>(offset) * item, item);
        for (std::size_t axis = rank; axis-- > 0;) {
            offset += jump[axis];
            if (++index[axis] < shape[axis]) break;
            offset -= jump[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    result.axes = array.axes;
    result.unit = array.unit;
    return result;
}

}  // namespace

Array thinned(Array array, std::size_t maxBytes) {
    std::vector<std::int64_t> lengths = array.shape(), strides(array.rank(), 1);
    const auto bytes = [&] {
        std::size_t total = itemSize(array.dtype());
        for (const std::int64_t length : lengths) total *= static_cast<std::size_t>(length);
        return total;
    };
    while (bytes() > maxBytes) {
        const auto longest = static_cast<std::size_t>(std::max_element(lengths.begin(), lengths.end()) - lengths.begin());
        if (longest == lengths.size() || lengths[longest] <= 4) return array;
        strides[longest] *= 2;
        lengths[longest] = lengthAt(array.dim(longest), strides[longest]);
    }
    return lengths == array.shape() ? array : strided(array, strides);
}

}  // namespace vitrine

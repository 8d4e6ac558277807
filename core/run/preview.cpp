// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/preview.h"

#include <algorithm>
#include <cstring>

namespace vitrine {
namespace {

/// Entries 0, 2, 4, ... along one axis.
Array halved(const Array& array, std::size_t axis) {
    std::vector<std::int64_t> shape = array.shape();
    const std::int64_t before = shape[axis];
    shape[axis] = (before + 1) / 2;
    std::size_t inner = itemSize(array.dtype()), outer = 1;
    for (std::size_t i = axis + 1; i < shape.size(); ++i) inner *= static_cast<std::size_t>(shape[i]);
    for (std::size_t i = 0; i < axis; ++i) outer *= static_cast<std::size_t>(shape[i]);
    Array result = Array::zeros(array.dtype(), shape);
    const auto* source = static_cast<const char*>(array.bytes());
    auto* target = static_cast<char*>(result.mutableBytes());
    for (std::size_t block = 0; block < outer; ++block)
        for (std::int64_t i = 0; i < shape[axis]; ++i, target += inner)
            std::memcpy(target, source + (block * static_cast<std::size_t>(before) + 2 * static_cast<std::size_t>(i)) * inner, inner);
    result.axes = array.axes;
    result.unit = array.unit;
    return result;
}

}  // namespace

Array thinned(Array array, std::size_t maxBytes) {
    while (array.byteSize() > maxBytes) {
        const auto& shape = array.shape();
        const auto longest = std::max_element(shape.begin(), shape.end());
        if (longest == shape.end() || *longest <= 4) return array;
        array = halved(array, static_cast<std::size_t>(longest - shape.begin()));
    }
    return array;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/paths.h"
#include "core/data/array.h"

namespace vitrine::test {

/// A file of the real data sets, or an empty path when VITRINE_DATA does not have it.
inline std::filesystem::path dataFile(const std::string& relative) {
    for (const auto& folder : dataFolders())
        if (std::filesystem::exists(folder / relative)) return folder / relative;
    return {};
}

inline std::span<const std::uint8_t> bytesOf(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A smooth coloured picture with some texture: U8 [H,W,3].
inline Array testPicture(std::int64_t height, std::int64_t width, int phase = 0) {
    Array image = Array::zeros(DType::U8, {height, width, 3});
    image.axes = {"y", "x", "channel"};
    auto* out = static_cast<std::uint8_t*>(image.mutableBytes());
    for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x) {
            *out++ = static_cast<std::uint8_t>(255 * x / width);
            *out++ = static_cast<std::uint8_t>(255 * y / height);
            *out++ = static_cast<std::uint8_t>(128 + 10 * ((x / 8 + y / 8 + phase) % 5));
        }
    return image;
}

/// Mean absolute difference of two U8 arrays of one shape.
inline double meanDifference(const Array& a, const Array& b) {
    EXPECT_EQ(a.shape(), b.shape());
    const auto left = a.values<std::uint8_t>(), right = b.values<std::uint8_t>();
    double sum = 0;
    for (std::size_t i = 0; i < left.size(); ++i) sum += std::abs(int(left[i]) - int(right[i]));
    return sum / static_cast<double>(left.size());
}

/// All four texts of an error are there.
inline void expectFullError(const Error& error) {
    EXPECT_FALSE(error.what.empty());
    EXPECT_FALSE(error.object.empty()) << error.message();
    EXPECT_FALSE(error.why.empty()) << error.message();
    EXPECT_FALSE(error.next.empty()) << error.message();
}

}  // namespace vitrine::test

/// Binds `name` to a real file or skips the test.
#define VITRINE_REAL_FILE(name, relative)                                 \
    const std::filesystem::path name = vitrine::test::dataFile(relative); \
    if (name.empty()) GTEST_SKIP() << "VITRINE_DATA has no " << relative

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/colormap.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/media/media_support.h"

namespace vitrine {
namespace {

/// CIE L* of an sRGB colour (IEC 61966-2-1).
double lightness(std::array<std::uint8_t, 3> colour) {
    const double weight[] = {0.2126, 0.7152, 0.0722};
    double y = 0;
    for (std::size_t c = 0; c < 3; ++c) {
        const double v = colour[c] / 255.0;
        y += weight[c] * (v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
    }
    return y > 0.008856 ? 116 * std::cbrt(y) - 16 : 903.3 * y;
}

TEST(Colormap, betweenThePointsItMeetsThePublishedTables) {
    // Entries of matplotlib's tables (CC0) that are no control points here; one level of 255 is allowed.
    const struct {
        Colormap map;
        int index;
        double r, g, b;
    } cases[] = {
        {Colormap::Viridis, 22, 0.283187, 0.125848, 0.444960},  {Colormap::Viridis, 100, 0.166617, 0.463708, 0.558119},
        {Colormap::Viridis, 128, 0.127568, 0.566949, 0.550556}, {Colormap::Viridis, 200, 0.440137, 0.811138, 0.340967},
        {Colormap::Magma, 128, 0.716387, 0.214982, 0.475290},   {Colormap::Magma, 200, 0.992785, 0.594891, 0.410283},
        {Colormap::Cividis, 128, 0.488697, 0.485318, 0.471008}, {Colormap::Cividis, 200, 0.769353, 0.707035, 0.408516}};
    for (const auto& c : cases) {
        const auto colour = colourAt(c.map, c.index / 255.0);
        EXPECT_NEAR(colour[0], 255 * c.r, 1.5) << name(c.map) << c.index;
        EXPECT_NEAR(colour[1], 255 * c.g, 1.5) << name(c.map) << c.index;
        EXPECT_NEAR(colour[2], 255 * c.b, 1.5) << name(c.map) << c.index;
    }
}

TEST(Colormap, lightnessIsMonotone) {
    for (const Colormap map : allColormaps()) {
        const int end = isDiverging(map) ? 100 : 200;
        for (int i = 1; i <= end; ++i)
            EXPECT_GE(lightness(colourAt(map, i / 200.0)), lightness(colourAt(map, (i - 1) / 200.0)) - 0.8)
                << name(map) << i;
        if (!isDiverging(map)) continue;
        for (int i = 101; i <= 200; ++i)
            EXPECT_LE(lightness(colourAt(map, i / 200.0)), lightness(colourAt(map, (i - 1) / 200.0)) + 0.8)
                << name(map) << i;
    }
}

TEST(Colormap, divergingMapsAreBlueBelowAndRedAbove) {
    for (const Colormap map : {Colormap::Vik, Colormap::Bwr, Colormap::Seismic}) {
        const auto low = colourAt(map, 0.2), high = colourAt(map, 0.8);
        EXPECT_GT(low[2], low[0]) << name(map);
        EXPECT_GT(high[0], high[2]) << name(map);
    }
    EXPECT_EQ(colourAt(Colormap::Bwr, 0.5), (std::array<std::uint8_t, 3>{255, 255, 255}));
    EXPECT_EQ(colourAt(Colormap::Bwr, 0.25), (std::array<std::uint8_t, 3>{128, 128, 255}));
    EXPECT_EQ(colourAt(Colormap::Seismic, 1), (std::array<std::uint8_t, 3>{128, 0, 0}));
}

TEST(Colormap, namesRoundTrip) {
    for (const Colormap map : allColormaps()) EXPECT_EQ(*colormapFromName(name(map)), map);
    const auto unknown = colormapFromName("jet");
    ASSERT_FALSE(unknown.ok());
    test::expectFullError(unknown.error());
    EXPECT_NE(unknown.error().next.find("viridis"), std::string::npos);
}

TEST(Colormap, picturesClampAndMarkNan) {
    const Array values =
        Array::of<float>(std::vector<float>{-9, 0, 0.5f, 1, 9, std::nanf("")}).reshaped({2, 3}).value();
    const Array image = applyColormap(values, Colormap::Grey, 0, 1);
    EXPECT_EQ(image.shape(), (std::vector<std::int64_t>{2, 3, 3}));
    const auto pixels = image.values<std::uint8_t>();
    const int expected[] = {0, 0, 128, 255, 255, 128};
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(pixels[3 * i], expected[i]);
    const Array flat = applyColormap(values, Colormap::Grey, 3, 3);
    EXPECT_EQ(flat.values<std::uint8_t>()[0], 128);
    EXPECT_EQ(applyColormap(Array::zeros(DType::U8, {0, 4}), Colormap::Bwr, 0, 1).count(), 0);
}

TEST(Colormap, ranges) {
    const Array values = Array::of<double>(std::vector<double>{1, -3, NAN, INFINITY, 2});
    EXPECT_EQ(finiteRange(values).low, -3);
    EXPECT_EQ(finiteRange(values).high, 2);
    EXPECT_EQ(symmetricRange(values).high, 3);
    EXPECT_EQ(symmetricRange(values).low, -3);
    EXPECT_EQ(finiteRange(Array::of<double>(std::vector<double>{NAN})).high, 0);
}

TEST(Overlay, blendsAndRefuses) {
    Array black = Array::zeros(DType::U8, {2, 2, 3}), white = Array::zeros(DType::U8, {2, 2, 3});
    for (auto& v : white.mutableValues<std::uint8_t>()) v = 200;
    EXPECT_EQ(overlay(black, white, 0.25)->values<std::uint8_t>()[5], 50);
    EXPECT_EQ(overlay(black, white, 1)->values<std::uint8_t>()[0], 200);
    EXPECT_FALSE(overlay(black, Array::zeros(DType::U8, {2, 3, 3}), 0.5).ok());
    EXPECT_FALSE(overlay(black, Array(), 0.5).ok());
    EXPECT_FALSE(overlay(black, white, 1.5).ok());
    EXPECT_FALSE(overlay(black, white, NAN).ok());
}

}  // namespace
}  // namespace vitrine

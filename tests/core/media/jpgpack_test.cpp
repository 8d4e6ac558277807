// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/jpgpack.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "core/base/files.h"
#include "core/media/image.h"
#include "tests/core/media/media_support.h"

namespace vitrine {
namespace {

NamedArrays packOf(const std::vector<std::string>& pictures) {
    std::vector<std::int64_t> offsets{0};
    std::vector<std::uint8_t> bytes;
    for (const std::string& picture : pictures) {
        bytes.insert(bytes.end(), picture.begin(), picture.end());
        offsets.push_back(static_cast<std::int64_t>(bytes.size()));
    }
    return {{"offsets", Array::of(offsets)}, {"bytes", Array::of(bytes)}};
}

TEST(JpgPack, planesOfEveryPicture) {
    const Array first = test::testPicture(8, 12, 0), second = test::testPicture(8, 12, 3);
    const auto decoded = decodeJpgPack(packOf({*encodePng(first), *encodePng(second)}), "pack");  // PNG inside: exact.
    ASSERT_TRUE(decoded.ok()) << decoded.error().message();
    ASSERT_EQ(decoded->shape(), (std::vector<std::int64_t>{2, 3, 8, 12}));
    const auto out = decoded->values<std::uint8_t>(), in = second.values<std::uint8_t>();
    for (std::size_t i = 0; i < 96; ++i)
        for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(out[(3 + c) * 96 + i], in[3 * i + c]);
    EXPECT_EQ(decodeJpgPack(packOf({*encodePng(first), "broken"}), "pack", 1)->dim(0), 1);
    EXPECT_EQ(decodeJpgPack(packOf({}), "pack")->dim(0), 0);
}

TEST(JpgPack, damageNamesThePicture) {
    const std::string good = *encodeJpeg(test::testPicture(8, 8)), other = *encodeJpeg(test::testPicture(9, 8));
    for (const auto& pack :
         {packOf({good, good.substr(0, good.size() / 2)}), packOf({good, other}), packOf({good, ""})}) {
        const auto result = decodeJpgPack(pack, "p.jpgpack");
        ASSERT_FALSE(result.ok());
        EXPECT_NE(result.error().object.find("p.jpgpack, picture 1"), std::string::npos) << result.error().message();
    }
    NamedArrays outside = packOf({good});
    outside["offsets"] = Array::of(std::vector<std::int64_t>{0, 1 << 30});
    EXPECT_FALSE(decodeJpgPack(outside, "p").ok());
    outside["offsets"] = Array::of(std::vector<std::int64_t>{-5, 3});
    EXPECT_FALSE(decodeJpgPack(outside, "p").ok());
    EXPECT_FALSE(decodeJpgPack({}, "p").ok());
    EXPECT_EQ(decodeJpgPack(packOf({good, good}), "p", -1, {100}).error().code, ErrorCode::TooLarge);
}

TEST(JpgPackReal, cifarTestSetHasItsPublishedMoments) {
    VITRINE_REAL_FILE(path, "cifar10-subset/test_2000.jpgpack");
    const std::string file = *readText(path);
    std::vector<std::int64_t> offsets{0};
    std::vector<std::uint8_t> bytes;
    for (std::size_t at = 12; at + 3 <= file.size();) {  // Label, 16-bit length, JPEG.
        const std::size_t length = static_cast<std::uint8_t>(file[at + 1]) |
                                   static_cast<std::size_t>(static_cast<std::uint8_t>(file[at + 2])) << 8;
        bytes.insert(bytes.end(), file.begin() + static_cast<std::ptrdiff_t>(at + 3),
                     file.begin() + static_cast<std::ptrdiff_t>(at + 3 + length));
        offsets.push_back(static_cast<std::int64_t>(bytes.size()));
        at += 3 + length;
    }
    const auto images = decodeJpgPack({{"offsets", Array::of(offsets)}, {"bytes", Array::of(bytes)}}, path.string());
    ASSERT_TRUE(images.ok()) << images.error().message();
    ASSERT_EQ(images->shape(), (std::vector<std::int64_t>{2000, 3, 32, 32}));
    const double meanWanted[] = {0.4971, 0.4881, 0.4549}, deviationWanted[] = {0.2451, 0.2417, 0.2612};
    const auto values = images->values<std::uint8_t>();
    for (std::size_t c = 0; c < 3; ++c) {
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < 2000; ++i)
            for (std::size_t k = 0; k < 1024; ++k) {
                const double v = values[(i * 3 + c) * 1024 + k] / 255.0;
                sum += v;
                squares += v * v;
            }
        const double mean = sum / 2048000;
        EXPECT_NEAR(mean, meanWanted[c], 0.002);
        EXPECT_NEAR(std::sqrt(squares / 2048000 - mean * mean), deviationWanted[c], 0.002);
    }
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/image.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "tests/core/media/media_support.h"

namespace vitrine {
namespace {

using test::bytesOf;
using test::testPicture;

std::string bytesToText(std::initializer_list<int> bytes) {
    std::string text;
    for (const int byte : bytes) text += static_cast<char>(byte);
    return text;
}

std::vector<int> valuesOf(const Array& image) {
    std::vector<int> values;
    if (image.dtype() == DType::U16)
        for (const auto v : image.values<std::uint16_t>()) values.push_back(v);
    else
        for (const auto v : image.values<std::uint8_t>()) values.push_back(v);
    return values;
}

TEST(ImagePng, everyFormComesBackBitForBit) {
    const Array colour = testPicture(37, 53);
    Array grey = Array::zeros(DType::U8, {5, 3}), deep = Array::zeros(DType::U16, {4, 7}),
          clear = Array::zeros(DType::U8, {2, 2, 4});
    for (std::size_t i = 0; i < 15; ++i) grey.mutableValues<std::uint8_t>()[i] = static_cast<std::uint8_t>(17 * i);
    for (std::size_t i = 0; i < 28; ++i) deep.mutableValues<std::uint16_t>()[i] = static_cast<std::uint16_t>(2341 * i);
    for (std::size_t i = 0; i < 16; ++i) clear.mutableValues<std::uint8_t>()[i] = static_cast<std::uint8_t>(16 * i);
    for (const Array& image : {colour, grey, deep, clear}) {
        const auto png = encodePng(image);
        ASSERT_TRUE(png.ok()) << png.error().message();
        const auto back = decodeImage(bytesOf(*png), "round trip", {}, {true, Alpha::Keep});
        ASSERT_TRUE(back.ok()) << back.error().message();
        EXPECT_EQ(back->describe(), image.describe());
        EXPECT_EQ(valuesOf(*back), valuesOf(image));
    }
}

TEST(ImagePng, defaultReadIsAlwaysRgb) {
    Array grey = Array::zeros(DType::U8, {1, 2}), deep = Array::zeros(DType::U16, {1, 2});
    grey.mutableValues<std::uint8_t>()[1] = 200;
    deep.mutableValues<std::uint16_t>()[1] = 0xabcd;
    EXPECT_EQ(valuesOf(*decodeImage(bytesOf(*encodePng(grey)), "grey")), (std::vector<int>{0, 0, 0, 200, 200, 200}));
    const auto rgb = decodeImage(bytesOf(*encodePng(deep)), "deep");
    EXPECT_EQ(valuesOf(*rgb), (std::vector<int>{0, 0, 0, 0xab, 0xab, 0xab}));
    EXPECT_EQ(rgb->axes, (std::vector<std::string>{"y", "x", "channel"}));
}

TEST(ImagePng, transparencyModes) {
    const Array clear = Array::of<std::uint8_t>(std::vector<std::uint8_t>{200, 100, 50, 128, 10, 20, 30, 255})
                            .reshaped({1, 2, 4})
                            .value();
    const std::string png = *encodePng(clear);
    EXPECT_EQ(valuesOf(*decodeImage(bytesOf(png), "a")), (std::vector<int>{100, 50, 25, 10, 20, 30}));
    EXPECT_EQ(valuesOf(*decodeImage(bytesOf(png), "a", {}, {false, Alpha::Drop})),
              (std::vector<int>{200, 100, 50, 10, 20, 30}));
    EXPECT_EQ(valuesOf(*decodeImage(bytesOf(png), "a", {}, {false, Alpha::Keep})), valuesOf(clear));
}

TEST(ImageJpeg, qualityOrdersSizeAndLoss) {
    const Array image = testPicture(64, 96);
    double lastLoss = 1e9;
    std::size_t lastSize = 0;
    for (const int quality : {10, 50, 90, 100}) {
        const auto jpeg = encodeJpeg(image, quality);
        ASSERT_TRUE(jpeg.ok()) << jpeg.error().message();
        const auto back = decodeImage(bytesOf(*jpeg), "jpeg");
        ASSERT_TRUE(back.ok()) << back.error().message();
        const double loss = test::meanDifference(image, *back);
        EXPECT_LE(loss, lastLoss);
        EXPECT_GT(jpeg->size(), lastSize);
        lastLoss = loss;
        lastSize = jpeg->size();
    }
    EXPECT_LT(lastLoss, 1.0);
}

TEST(ImageJpeg, greyStaysGrey) {
    Array grey = Array::zeros(DType::U8, {16, 16});
    for (std::size_t i = 0; i < 256; ++i) grey.mutableValues<std::uint8_t>()[i] = static_cast<std::uint8_t>(i);
    const auto back = decodeImage(bytesOf(*encodeJpeg(grey, 100)), "grey jpeg");
    ASSERT_TRUE(back.ok());
    const auto values = back->values<std::uint8_t>();
    for (std::size_t i = 0; i < 256; ++i) {
        EXPECT_NEAR(values[3 * i], int(i), 6);
        EXPECT_NEAR(values[3 * i], values[3 * i + 2], 1);
    }
}

TEST(ImageFormats, netpbmAndBitmap) {
    const auto colour = decodeImage(bytesOf("P6\n2 1\n255\n" + bytesToText({1, 2, 3, 250, 251, 252})), "a.ppm");
    ASSERT_TRUE(colour.ok()) << colour.error().message();
    EXPECT_EQ(valuesOf(*colour), (std::vector<int>{1, 2, 3, 250, 251, 252}));
    const ImageOptions native{true};
    EXPECT_EQ(valuesOf(*decodeImage(bytesOf("P5\n3 1\n255\n" + bytesToText({7, 8, 9})), "a.pgm", {}, native)),
              (std::vector<int>{7, 8, 9}));
    EXPECT_EQ(valuesOf(*decodeImage(bytesOf("P5\n2 1\n65535\n" + bytesToText({1, 2, 255, 254})), "a.pgm", {}, native)),
              (std::vector<int>{258, 65534}));
    EXPECT_EQ(valuesOf(*decodeImage(bytesOf("P4\n9 1\n" + bytesToText({0xaa, 0x80})), "a.pbm", {}, native)),
              (std::vector<int>{0, 255, 0, 255, 0, 255, 0, 255, 0}));  // In PBM a set bit is black.
    // 24-bit BMP, 1 x 2, rows from the bottom, blue first, padded to four bytes.
    const std::string bmp = "BM" + bytesToText({62, 0, 0, 0, 0, 0, 0,  0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0,
                                                2,  0, 0, 0, 1, 0, 24, 0, 0,  0, 0, 0, 8,  0, 0, 0, 0, 0, 0, 0,
                                                0,  0, 0, 0, 0, 0, 0,  0, 0,  0, 0, 0, 3,  2, 1, 0, 6, 5, 4, 0});
    const auto bitmap = decodeImage(bytesOf(bmp), "a.bmp");
    ASSERT_TRUE(bitmap.ok()) << bitmap.error().message();
    EXPECT_EQ(valuesOf(*bitmap), (std::vector<int>{4, 5, 6, 1, 2, 3}));
}

TEST(ImageFormats, oneBitAndPalettePng) {
    // Built here chunk by chunk, with stored (uncompressed) deflate blocks; zlib's checks are computed.
    const auto chunk = [](const std::string& type, const std::string& data) {
        std::uint32_t crc = ~0u;
        for (const char c : type + data) {
            crc ^= static_cast<std::uint8_t>(c);
            for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
        }
        crc = ~crc;
        const auto big = [](std::uint32_t v) {
            return bytesToText({int(v >> 24), int(v >> 16 & 255), int(v >> 8 & 255), int(v & 255)});
        };
        return big(static_cast<std::uint32_t>(data.size())) + type + data + big(crc);
    };
    const auto stored = [](const std::string& raw) {
        std::uint32_t a = 1, b = 0;
        for (const char c : raw) {
            a = (a + static_cast<std::uint8_t>(c)) % 65521;
            b = (b + a) % 65521;
        }
        const int n = static_cast<int>(raw.size());
        return bytesToText({0x78, 0x01, 1, n & 255, n >> 8, ~n & 255, ~n >> 8 & 255}) + raw +
               bytesToText({int(b >> 8), int(b & 255), int(a >> 8), int(a & 255)});
    };
    const std::string magic = "\x89PNG\r\n\x1a\n";
    const std::string oneBit = magic + chunk("IHDR", bytesToText({0, 0, 0, 9, 0, 0, 0, 1, 1, 0, 0, 0, 0})) +
                               chunk("IDAT", stored(bytesToText({0, 0xaa, 0x80}))) + chunk("IEND", "");
    const auto bits = decodeImage(bytesOf(oneBit), "1 bit", {}, {true});
    ASSERT_TRUE(bits.ok()) << bits.error().message();
    EXPECT_EQ(valuesOf(*bits), (std::vector<int>{255, 0, 255, 0, 255, 0, 255, 0, 255}));

    const std::string head = magic + chunk("IHDR", bytesToText({0, 0, 0, 3, 0, 0, 0, 1, 8, 3, 0, 0, 0})) +
                             chunk("PLTE", bytesToText({1, 2, 3, 40, 50, 60, 200, 100, 50}));
    const std::string rest = chunk("IDAT", stored(bytesToText({0, 2, 0, 1}))) + chunk("IEND", "");
    const auto palette = decodeImage(bytesOf(head + rest), "palette");
    ASSERT_TRUE(palette.ok()) << palette.error().message();
    EXPECT_EQ(valuesOf(*palette), (std::vector<int>{200, 100, 50, 1, 2, 3, 40, 50, 60}));
    const auto clear =
        decodeImage(bytesOf(head + chunk("tRNS", bytesToText({255, 0})) + rest), "palette with transparency");
    ASSERT_TRUE(clear.ok()) << clear.error().message();
    EXPECT_EQ(valuesOf(*clear), (std::vector<int>{200, 100, 50, 1, 2, 3, 0, 0, 0}));

    std::string flipped = oneBit;
    flipped[8 + 25 + 8 + 8] =
        static_cast<char>(flipped[8 + 25 + 8 + 8] ^ 1);  // One bit of the pixels: the checksum tells.
    EXPECT_FALSE(decodeImage(bytesOf(flipped), "flipped").ok());
}

TEST(ImageCorrupt, everyTruncationIsAnErrorThatNamesTheFile) {
    const Array image = testPicture(48, 64);
    for (const std::string& whole : {*encodePng(image), *encodeJpeg(image, 80)}) {
        for (int cut = 0; cut < 50; ++cut) {
            const std::string part = whole.substr(0, whole.size() * static_cast<std::size_t>(cut) / 50);
            const auto result = decodeImage(bytesOf(part), "cut.img");
            ASSERT_FALSE(result.ok()) << part.size() << " of " << whole.size() << " bytes";
            test::expectFullError(result.error());
            EXPECT_NE(result.error().object.find("cut.img"), std::string::npos);
        }
        EXPECT_FALSE(decodeImage(bytesOf(whole.substr(0, whole.size() - 1)), "last byte").ok() && whole[1] == '\xd8');
    }
}

TEST(ImageCorrupt, flippedBytesNeverCrash) {
    const Array image = testPicture(40, 40);
    std::uint32_t random = 12345;
    int refused = 0;
    for (const std::string& whole : {*encodePng(image), *encodeJpeg(image, 80)})
        for (int trial = 0; trial < 300; ++trial) {
            std::string damaged = whole;
            for (int hit = 0; hit < 1 + trial % 5; ++hit) {
                random = random * 1664525u + 1013904223u;
                damaged[random % damaged.size()] = static_cast<char>(random >> 24);
            }
            const auto result = decodeImage(bytesOf(damaged), "damaged", {std::size_t(1) << 24});
            if (result.ok())
                EXPECT_EQ(result->rank(), 3u);
            else
                ++refused;
        }
    EXPECT_GT(refused, 250);  // PNG checksums alone catch nearly all of their 300.
}

TEST(ImageCorrupt, hugeHeadersAndWrongFiles) {
    // A PNG header that claims 60,000 x 60,000 pixels in front of nothing.
    std::string bomb = *encodePng(testPicture(8, 8));
    bomb[16] = bomb[20] = 0, bomb[17] = bomb[21] = 0, bomb[18] = bomb[22] = '\xea', bomb[19] = bomb[23] = 0x60;
    EXPECT_FALSE(decodeImage(bytesOf(bomb), "bomb").ok());
    const auto large = decodeImage(bytesOf("P6\n40000 40000\n255\n123"), "large.ppm");
    ASSERT_FALSE(large.ok());
    EXPECT_EQ(large.error().code, ErrorCode::TooLarge) << large.error().message();
    const auto tall = decodeImage(bytesOf(*encodePng(testPicture(30, 10))), "tall", {1 << 20, 1 << 20, 20});
    ASSERT_FALSE(tall.ok());
    EXPECT_EQ(tall.error().code, ErrorCode::TooLarge);
    EXPECT_FALSE(decodeImage({}, "empty").ok());
    const auto text = decodeImage(bytesOf("hello, this is no picture"), "text");
    ASSERT_FALSE(text.ok());
    EXPECT_EQ(text.error().code, ErrorCode::Unsupported);
    test::expectFullError(text.error());
    EXPECT_EQ(readImage("/nonexistent/a.png").error().code, ErrorCode::NotFound);
    EXPECT_FALSE(readImage("/").ok());
}

TEST(ImageWrite, filesAppearWholeAndBadArraysAreRefused) {
    const TemporaryFolder folder;
    const Array image = testPicture(9, 11);
    ASSERT_TRUE(writePng(folder.path() / "a.png", image).ok());
    ASSERT_TRUE(writeJpeg(folder.path() / "a.jpg", image, 95).ok());
    EXPECT_EQ(valuesOf(*readImage(folder.path() / "a.png")), valuesOf(image));
    EXPECT_LT(test::meanDifference(*readImage(folder.path() / "a.jpg"), image), 4);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2);  // No temporary file stays.
    for (const Array& bad :
         {Array(), Array::zeros(DType::F32, {4, 4}), Array::zeros(DType::U8, {4, 4, 2}), Array::zeros(DType::U8, {4}),
          Array::zeros(DType::U8, {0, 4}), Array::zeros(DType::U16, {4, 4, 3})}) {
        EXPECT_FALSE(writePng(folder.path() / "bad.png", bad).ok()) << bad.describe();
        EXPECT_FALSE(writeJpeg(folder.path() / "bad.jpg", bad).ok()) << bad.describe();
    }
    EXPECT_FALSE(writeJpeg(folder.path() / "bad.jpg", image, 0).ok());
    EXPECT_FALSE(writePng(folder.path() / "no/such/folder/a.png", image).ok());
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2);
}

TEST(ImageWrite, tinyPictures) {
    const Array dot = testPicture(1, 1);
    EXPECT_EQ(valuesOf(*decodeImage(bytesOf(*encodePng(dot)), "dot")), valuesOf(dot));
    EXPECT_EQ(decodeImage(bytesOf(*encodeJpeg(dot)), "dot")->shape(), (std::vector<std::int64_t>{1, 1, 3}));
}

TEST(ImageReal, photographs) {
    VITRINE_REAL_FILE(dogs, "photo-samples/dogs.jpg");
    const auto image = readImage(dogs);
    ASSERT_TRUE(image.ok()) << image.error().message();
    EXPECT_EQ(image->shape(), (std::vector<std::int64_t>{603, 1072, 3}));
    int photos = 0;
    for (const auto& entry : std::filesystem::directory_iterator(dogs.parent_path())) {
        if (entry.path().extension() == ".md") continue;
        const auto photo = readImage(entry.path());
        ASSERT_TRUE(photo.ok()) << photo.error().message();
        const auto values = photo->values<std::uint8_t>();
        EXPECT_GT(std::set<int>(values.begin(), values.end()).size(), 100u) << entry.path();
        ++photos;
    }
    EXPECT_GE(photos, 14);
}

TEST(ImageReal, goldenMaskCountOfThePublishedPng) {
    VITRINE_REAL_FILE(path, "photo-samples/dogs_efficientsam_ti_masked.png");
    const auto image = readImage(path);
    ASSERT_TRUE(image.ok()) << image.error().message();
    const auto values = image->values<std::uint8_t>();
    int pixels = 0;
    for (std::size_t i = 0; i < values.size(); i += 3) pixels += values[i] || values[i + 1] || values[i + 2];
    EXPECT_EQ(pixels, 75643);  // As the data set's page states.
}

TEST(ImageReal, sensorMosaicsKeepTheirSixteenBits) {
    VITRINE_REAL_FILE(path, "raw-bayer/lantern_1024_rggb_12bit.png");
    const auto image = readImage(path, {}, {true});
    ASSERT_TRUE(image.ok()) << image.error().message();
    EXPECT_EQ(image->describe(), "u16 [1024, 1024]");
    const auto values = image->values<std::uint16_t>();
    double red = 0, blue = 0;
    for (std::size_t y = 0; y < 1024; y += 2)
        for (std::size_t x = 0; x < 1024; x += 2) {
            red += values[y * 1024 + x];
            blue += values[(y + 1) * 1024 + x + 1];
        }
    EXPECT_NEAR(red / (512 * 512), 667, 0.5);  // Channel means as the data set's page states.
    EXPECT_NEAR(blue / (512 * 512), 309, 0.5);
    EXPECT_LE(*std::max_element(values.begin(), values.end()), 4095);
}

TEST(ImageReal, facesAreGrey) {
    VITRINE_REAL_FILE(path, "faces-orl/s01_01.png");
    EXPECT_EQ(readImage(path, {}, {true})->describe(), "u8 [112, 92]");
    EXPECT_EQ(readImage(path)->describe(), "u8 [112, 92, 3]");
}

TEST(ImageReal, truncatedPhotographsAreRefused) {
    VITRINE_REAL_FILE(path, "photo-samples/n01443537_goldfish.JPEG");
    const std::string whole = *readText(path);
    for (std::size_t cut = 1; cut < 50; ++cut) {
        const auto result = decodeImage(bytesOf(whole.substr(0, whole.size() * cut / 50)), "goldfish");
        ASSERT_FALSE(result.ok());
        EXPECT_NE(result.error().object.find("byte"), std::string::npos) << result.error().message();
    }
}

}  // namespace
}  // namespace vitrine

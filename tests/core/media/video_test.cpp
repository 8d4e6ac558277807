// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/video.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/files.h"
#include "core/media/image.h"
#include "core/media/palette.h"
#include "core/media/resize.h"
#include "tests/core/media/media_support.h"

namespace vitrine {
namespace {

using test::testPicture;

/// Writes `count` test pictures; frame i carries phase i.
void writeClip(const std::filesystem::path& path, int count, int height, int width, const VideoOptions& options = {}) {
    auto writer = VideoWriter::open(path, width, height, options);
    ASSERT_TRUE(writer.ok()) << writer.error().message();
    for (int i = 0; i < count; ++i) {
        const auto added = writer->add(testPicture(height, width, i));
        ASSERT_TRUE(added.ok()) << added.error().message();
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    const auto finished = writer->finish();
    ASSERT_TRUE(finished.ok()) << finished.error().message();
}

std::vector<VideoFrame> readAll(const std::filesystem::path& path) {
    std::vector<VideoFrame> frames;
    auto reader = VideoReader::open(path);
    EXPECT_TRUE(reader.ok()) << reader.error().message();
    while (reader.ok()) {
        auto frame = reader->next();
        EXPECT_TRUE(frame.ok()) << frame.error().message();
        if (!frame.ok() || !*frame) break;
        frames.push_back(std::move(**frame));
    }
    return frames;
}

TEST(Video, mp4RoundTrip) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "clip.mp4";
    writeClip(path, 30, 48, 64, {12.5, 10});
    const auto frames = readAll(path);
    ASSERT_EQ(frames.size(), 30u);
    for (int i = 0; i < 30; ++i) {
        EXPECT_NEAR(frames[i].seconds, i / 12.5, 1e-3);
        EXPECT_LT(test::meanDifference(frames[i].pixels, testPicture(48, 64, i)), 5) << i;
    }
    EXPECT_EQ(frames[0].pixels.axes, (std::vector<std::string>{"y", "x", "channel"}));
    auto reader = VideoReader::open(path);
    EXPECT_EQ(reader->info().width, 64);
    EXPECT_EQ(reader->info().height, 48);
    EXPECT_NEAR(reader->info().framesPerSecond, 12.5, 1e-6);
    EXPECT_EQ(reader->info().frameCountEstimate, 30);
    EXPECT_NEAR(reader->info().durationSeconds, 2.4, 0.01);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);  // No temporary file stays.
}

TEST(Video, oddSidesArePadded) {
    const TemporaryFolder folder;
    writeClip(folder.path() / "odd.mp4", 3, 33, 47);
    const auto frames = readAll(folder.path() / "odd.mp4");
    ASSERT_EQ(frames.size(), 3u);
    EXPECT_EQ(frames[0].pixels.shape(), (std::vector<std::int64_t>{34, 48, 3}));
    EXPECT_LT(test::meanDifference(*centreCrop(frames[0].pixels, 32, 46), *centreCrop(testPicture(33, 47), 32, 46)), 8);
}

TEST(Video, gifOfFewColoursIsExact) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "few.gif";
    auto writer = VideoWriter::open(path, 20, 10, {20});
    ASSERT_TRUE(writer.ok()) << writer.error().message();
    std::vector<Array> written;
    for (int i = 0; i < 5; ++i) {
        Array frame = Array::zeros(DType::U8, {10, 20, 3});
        auto values = frame.mutableValues<std::uint8_t>();
        for (std::size_t k = 0; k < values.size(); ++k) values[k] = static_cast<std::uint8_t>((k / 3 + i) % 7 * 30);
        ASSERT_TRUE(writer->add(frame).ok());
        written.push_back(frame);
    }
    EXPECT_EQ(writer->encoder(), "gif");
    ASSERT_TRUE(writer->finish().ok());
    const auto frames = readAll(path);
    ASSERT_EQ(frames.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(test::meanDifference(frames[i].pixels, written[i]), 0) << i;
        EXPECT_NEAR(frames[i].seconds, 0.05 * static_cast<double>(i), 1e-6);
    }
    EXPECT_EQ(test::meanDifference(*readImage(path), written[0]), 0);  // A picture reader shows the first frame.
}

TEST(Palette, exactUpTo256ColoursAndCloseBeyond) {
    const Array image = testPicture(64, 64);
    const auto values = image.values<std::uint8_t>();
    const PalettedImage reduced = reduceColours(values);
    double error = 0;
    for (std::size_t i = 0; i < reduced.indices.size(); ++i) {
        const std::uint32_t colour = reduced.palette[reduced.indices[i]];
        for (std::size_t c = 0; c < 3; ++c)
            error += std::abs(int(colour >> (16 - 8 * c) & 255) - int(values[3 * i + c]));
    }
    EXPECT_LT(error / static_cast<double>(values.size()), 8);
    const std::vector<std::uint8_t> two = {1, 2, 3, 9, 9, 9, 1, 2, 3};
    const PalettedImage exact = reduceColours(two);
    EXPECT_EQ(exact.palette[exact.indices[0]], 0xff010203u);
    EXPECT_EQ(exact.indices[0], exact.indices[2]);
    EXPECT_NE(exact.indices[0], exact.indices[1]);
}

TEST(Video, seekingIsExactToTheFrame) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "long.mp4";
    writeClip(path, 320, 32, 48, {25, 15});  // x264 puts a key frame every 250 frames.
    const auto frames = readAll(path);
    ASSERT_EQ(frames.size(), 320u);
    auto reader = VideoReader::open(path);
    const auto keys = reader->keyFrames();
    ASSERT_TRUE(keys.ok());
    ASSERT_GE(keys->size(), 2u);
    EXPECT_EQ(keys->front(), 0);
    for (const int number : {300, 0, 7, 249, 250, 251, 319, 100}) {
        ASSERT_TRUE(reader->seekFrame(number).ok()) << number;
        for (int step = 0; step < 3 && number + step < 320; ++step) {
            const auto frame = reader->next();
            ASSERT_TRUE(frame.ok() && *frame);
            EXPECT_NEAR((*frame)->seconds, frames[static_cast<std::size_t>(number + step)].seconds, 1e-9);
            EXPECT_EQ(test::meanDifference((*frame)->pixels, frames[static_cast<std::size_t>(number + step)].pixels), 0)
                << number;
        }
    }
    ASSERT_TRUE(reader->seekSeconds(5.0).ok());
    EXPECT_NEAR((*reader->next())->seconds, 5.0, 1e-9);
    ASSERT_TRUE(reader->seekSeconds(5.01).ok());
    EXPECT_NEAR((*reader->next())->seconds, 5.04, 1e-9);
    EXPECT_EQ(reader->frameTimes()->size(), 320u);
    for (const auto& status :
         {reader->seekFrame(-1), reader->seekFrame(320), reader->seekSeconds(1e9), reader->seekSeconds(std::nan(""))}) {
        ASSERT_FALSE(status.ok());
        test::expectFullError(status.error());
    }
}

TEST(Video, writerRefusesWhatMakesNoSense) {
    const TemporaryFolder folder;
    EXPECT_FALSE(VideoWriter::open(folder.path() / "a.txt", 8, 8).ok());
    EXPECT_FALSE(VideoWriter::open(folder.path() / "a.mp4", 0, 8).ok());
    EXPECT_FALSE(VideoWriter::open(folder.path() / "a.mp4", 8, 8, {0}).ok());
    EXPECT_FALSE(VideoWriter::open(folder.path() / "a.mp4", 8, 8, {10, 99}).ok());
    const auto nowhere = VideoWriter::open(folder.path() / "no/such/a.mp4", 8, 8);
    ASSERT_FALSE(nowhere.ok());
    test::expectFullError(nowhere.error());
    auto writer = VideoWriter::open(folder.path() / "a.mp4", 16, 16);
    ASSERT_TRUE(writer.ok());
    EXPECT_FALSE(writer->finish().ok());
    EXPECT_FALSE(writer->add(testPicture(8, 8)).ok());
    EXPECT_FALSE(writer->add(Array::zeros(DType::F32, {16, 16, 3})).ok());
    { auto dropped = std::move(writer); }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));  // An unfinished clip leaves nothing behind.
}

TEST(Video, corruptFilesAreErrorsOrShorter) {
    const TemporaryFolder folder;
    writeClip(folder.path() / "whole.mp4", 12, 32, 32);
    writeClip(folder.path() / "whole.gif", 12, 32, 32);
    for (const char* name : {"whole.mp4", "whole.gif"}) {
        const std::string whole = *readText(folder.path() / name);
        const auto path = folder.path() / ("damaged" + std::filesystem::path(name).extension().string());
        std::uint32_t random = 7;
        for (int trial = 0; trial < 60; ++trial) {
            std::string bytes = whole;
            if (trial < 30) bytes.resize(whole.size() * static_cast<std::size_t>(trial) / 30);
            for (int hit = 0; trial >= 30 && hit < 4; ++hit) {
                random = random * 1664525u + 1013904223u;
                bytes[random % bytes.size()] = static_cast<char>(random >> 24);
            }
            ASSERT_TRUE(writeAtomically(path, bytes).ok());
            auto reader = VideoReader::open(path, {std::size_t(1) << 26});
            if (!reader.ok()) {
                test::expectFullError(reader.error());
                continue;
            }
            int frames = 0;
            for (; frames < 100; ++frames) {
                const auto frame = reader->next();
                if (!frame.ok()) test::expectFullError(frame.error());
                if (!frame.ok() || !*frame) break;
            }
            EXPECT_LE(frames, 50);
            EXPECT_TRUE(trial >= 30 || frames <= 12) << frames;
            (void)reader->seekFrame(3);
        }
    }
}

TEST(Video, otherFilesAreRefused) {
    const TemporaryFolder folder;
    ASSERT_TRUE(
        writeAtomically(folder.path() / "text.mp4", "this is no video, only text that has the name of one").ok());
    // A playlist names other files: it must not be followed.
    ASSERT_TRUE(writeAtomically(folder.path() / "list.mp4", "ffconcat version 1.0\nfile /etc/hostname\n").ok());
    ASSERT_TRUE(writeAtomically(folder.path() / "list.m3u8",
                                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n")
                    .ok());
    for (const char* name : {"text.mp4", "list.mp4", "list.m3u8", "missing.mp4", "."}) {
        const auto reader = VideoReader::open(folder.path() / name);
        ASSERT_FALSE(reader.ok()) << name;
        test::expectFullError(reader.error());
    }
    EXPECT_EQ(VideoReader::open(folder.path() / "missing.mp4").error().code, ErrorCode::NotFound);
}

TEST(VideoReal, clipMatchesItsExtractedFrames) {
    VITRINE_REAL_FILE(clip, "video-clips/drift-turn.mp4");
    const auto frames = readAll(clip);
    ASSERT_EQ(frames.size(), 32u);
    auto reader = VideoReader::open(clip);
    EXPECT_EQ(reader->info().width, 480);
    EXPECT_EQ(reader->info().codec, "h264");
    EXPECT_NEAR(reader->info().framesPerSecond, 10, 1e-6);
    for (const int i : {0, 15, 31}) {
        EXPECT_NEAR(frames[static_cast<std::size_t>(i)].seconds, 0.1 * i, 1e-6);
        VITRINE_REAL_FILE(still, fmt::format("video-clips/frames/drift-turn/{:03}.jpg", i + 1));
        const auto small = resizeImage(frames[static_cast<std::size_t>(i)].pixels, 240, 240, Resampling::Bicubic);
        EXPECT_LT(test::meanDifference(*small, *readImage(still)), 6) << i;
        ASSERT_TRUE(reader->seekFrame(i).ok());
        EXPECT_EQ(test::meanDifference((*reader->next())->pixels, frames[static_cast<std::size_t>(i)].pixels), 0);
    }
}

TEST(VideoReal, planarFramesKeepTheirPublishedStatistics) {
    // Mean |gradient| on the 8-pixel grid against elsewhere ("block8") of the first frames, as the data set's page
    // computes it: the ordering by quantiser must come out.
    double last = 0;
    for (const char* level : {"ref", "qp34", "qp46", "qp51"}) {
        VITRINE_REAL_FILE(path, std::string("compressed-clips/sharks-swimming/") + level + "/00.png");
        const auto image = readImage(path, {}, {true});
        ASSERT_TRUE(image.ok()) << image.error().message();
        ASSERT_EQ(image->describe(), "u8 [288, 192]");
        const auto luma = image->values<std::uint8_t>();
        double grid = 0, other = 0;
        int gridCount = 0, otherCount = 0;
        for (int y = 0; y < 192; ++y)
            for (int x = 1; x < 192; ++x) {
                const double step = std::abs(int(luma[y * 192 + x]) - int(luma[y * 192 + x - 1]));
                (x % 8 == 0 ? grid : other) += step;
                ++(x % 8 == 0 ? gridCount : otherCount);
            }
        const double block = grid / gridCount / (other / otherCount);
        EXPECT_GT(block, last) << level;
        last = block;
    }
    EXPECT_GT(last, 2);
}

}  // namespace
}  // namespace vitrine

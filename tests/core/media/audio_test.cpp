// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/audio.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/files.h"
#include "tests/core/media/media_support.h"

namespace vitrine {
namespace {

/// Two sines of different pitch, F32 [2, n].
Array tones(int rate, double seconds, double left = 440, double right = 1000) {
    const auto n = static_cast<std::int64_t>(rate * seconds);
    Array samples = Array::zeros(DType::F32, {2, n});
    auto values = samples.mutableValues<float>();
    for (std::int64_t i = 0; i < n; ++i) {
        values[static_cast<std::size_t>(i)] =
            static_cast<float>(0.5 * std::sin(2 * M_PI * left * static_cast<double>(i) / rate));
        values[static_cast<std::size_t>(n + i)] =
            static_cast<float>(0.25 * std::sin(2 * M_PI * right * static_cast<double>(i) / rate));
    }
    return samples;
}

double worstDifference(std::span<const float> a, std::span<const float> b, std::size_t margin = 0) {
    double worst = 0;
    for (std::size_t i = margin; i + margin < std::min(a.size(), b.size()); ++i)
        worst = std::max<double>(worst, std::abs(a[i] - b[i]));
    return worst;
}

TEST(Audio, floatWavComesBackBitForBit) {
    const TemporaryFolder folder;
    const Array samples = tones(8000, 0.5);
    ASSERT_TRUE(writeWav(folder.path() / "a.wav", samples, 8000, WavFormat::Float32).ok());
    const auto clip = readAudio(folder.path() / "a.wav");
    ASSERT_TRUE(clip.ok()) << clip.error().message();
    EXPECT_EQ(clip->sampleRate, 8000);
    EXPECT_EQ(clip->samples.shape(), samples.shape());
    EXPECT_EQ(clip->samples.axes, (std::vector<std::string>{"channel", "time"}));
    EXPECT_EQ(worstDifference(clip->samples.values<float>(), samples.values<float>()), 0);
    EXPECT_DOUBLE_EQ(clip->seconds(), 0.5);
}

TEST(Audio, sixteenBitsRoundAndSaturate) {
    const TemporaryFolder folder;
    const Array samples = Array::of<float>(std::vector<float>{0, 0.5f, -0.5f, 2, -2, std::nanf(""), 1.0f / 32768});
    ASSERT_TRUE(writeWav(folder.path() / "a.wav", samples, 16000).ok());
    const auto clip = readAudio(folder.path() / "a.wav");
    ASSERT_TRUE(clip.ok()) << clip.error().message();
    const auto values = clip->samples.values<float>();
    const std::vector<float> expected = {0, 0.5f, -0.5f, 32767.0f / 32768, -1, 0, 1.0f / 32768};
    EXPECT_EQ((std::vector<float>(values.begin(), values.end())), expected);
}

TEST(Audio, resamplingKeepsTheTone) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeWav(folder.path() / "a.wav", tones(44100, 1.0), 44100, WavFormat::Float32).ok());
    const auto clip = readAudio(folder.path() / "a.wav", {16000});
    ASSERT_TRUE(clip.ok()) << clip.error().message();
    EXPECT_EQ(clip->sampleRate, 16000);
    EXPECT_NEAR(static_cast<double>(clip->samples.dim(1)), 16000, 20);
    const Array direct = tones(16000, 1.0);
    const Array left = clip->samples.row(0), wanted = direct.row(0);
    EXPECT_LT(worstDifference(left.values<float>(), wanted.values<float>(), 200), 0.01);
}

TEST(Audio, monoIsTheMix) {
    const TemporaryFolder folder;
    const Array samples = tones(8000, 0.25, 300, 300);
    ASSERT_TRUE(writeWav(folder.path() / "a.wav", samples, 8000, WavFormat::Float32).ok());
    const auto clip = readAudio(folder.path() / "a.wav", {0, true});
    ASSERT_TRUE(clip.ok());
    ASSERT_EQ(clip->samples.dim(0), 1);
    const auto mix = clip->samples.values<float>();
    const Array left = samples.row(0);
    for (std::size_t i = 0; i < mix.size(); ++i)
        EXPECT_NEAR(mix[i], left.values<float>()[i] * 0.75, 1e-5);  // (0.5 + 0.25) / 2 = 0.75 * 0.5.
}

TEST(Audio, corruptAndWrongFiles) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeWav(folder.path() / "a.wav", tones(8000, 0.2), 8000).ok());
    const std::string whole = *readText(folder.path() / "a.wav");
    for (std::size_t cut = 0; cut < 50; ++cut) {
        ASSERT_TRUE(writeAtomically(folder.path() / "cut.wav", whole.substr(0, whole.size() * cut / 50)).ok());
        const auto clip = readAudio(folder.path() / "cut.wav");
        ASSERT_FALSE(clip.ok()) << cut;  // The header states more than there is.
        test::expectFullError(clip.error());
    }
    std::uint32_t random = 3;
    for (int trial = 0; trial < 100; ++trial) {
        std::string bytes = whole;
        for (int hit = 0; hit < 3; ++hit) {
            random = random * 1664525u + 1013904223u;
            bytes[(random >> 8) % (trial % 2 ? 44 : bytes.size())] = static_cast<char>(random >> 24);
        }
        ASSERT_TRUE(writeAtomically(folder.path() / "flip.wav", bytes).ok());
        const auto clip = readAudio(folder.path() / "flip.wav", {}, {std::size_t(1) << 24});
        if (!clip.ok())
            test::expectFullError(clip.error());
        else
            EXPECT_GT(clip->samples.count(), 0);
    }
    EXPECT_EQ(readAudio(folder.path() / "none.wav").error().code, ErrorCode::NotFound);
    EXPECT_FALSE(readAudio(folder.path() / "a.wav", {-5}).ok());
    const auto large = readAudio(folder.path() / "a.wav", {}, {1000});
    ASSERT_FALSE(large.ok());
    EXPECT_EQ(large.error().code, ErrorCode::TooLarge);
}

TEST(Audio, writerRefusesWhatMakesNoSense) {
    const TemporaryFolder folder;
    EXPECT_FALSE(writeWav(folder.path() / "a.wav", Array(), 8000).ok());
    EXPECT_FALSE(writeWav(folder.path() / "a.wav", Array::zeros(DType::F64, {1, 4}), 8000).ok());
    EXPECT_FALSE(writeWav(folder.path() / "a.wav", Array::zeros(DType::F32, {1, 4}), 0).ok());
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "a.wav"));
}

TEST(AudioReal, clipsAreAsTheirPageSays) {
    VITRINE_REAL_FILE(piano, "music-clips/piano_07.wav");
    int clips = 0;
    double seconds = 0;
    for (const auto& entry : std::filesystem::directory_iterator(piano.parent_path())) {
        if (entry.path().extension() != ".wav") continue;
        const auto clip = readAudio(entry.path());
        ASSERT_TRUE(clip.ok()) << clip.error().message();
        EXPECT_EQ(clip->sampleRate, 16000);
        EXPECT_EQ(clip->samples.dim(0), 1);
        seconds += clip->seconds();
        ++clips;
    }
    EXPECT_EQ(clips, 233);
    EXPECT_NEAR(seconds, 214, 1);
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/formats.h"

#include <gtest/gtest.h>

#include "core/base/files.h"
#include "core/data/readers.h"
#include "core/media/audio.h"
#include "core/media/image.h"
#include "core/media/video.h"
#include "tests/core/media/media_support.h"

namespace vitrine {
namespace {

TEST(MediaFormats, registeredOnce) {
    registerMediaFormats();
    const std::size_t count = FormatRegistry::instance().readers().size();
    registerMediaFormats();
    EXPECT_EQ(FormatRegistry::instance().readers().size(), count);
    for (const char* id : {"image", "video", "audio"}) ASSERT_NE(FormatRegistry::instance().find(id), nullptr) << id;
}

TEST(MediaFormats, filesAreRecognisedByContentAndRead) {
    registerMediaFormats();
    const FormatRegistry& registry = FormatRegistry::instance();
    const TemporaryFolder folder;
    const Array image = test::testPicture(16, 24);
    ASSERT_TRUE(writePng(folder.path() / "picture-without-suffix", image).ok());
    ASSERT_TRUE(writeWav(folder.path() / "a.wav", Array::zeros(DType::F32, {2, 100}), 8000).ok());
    auto writer = VideoWriter::open(folder.path() / "a.mp4", 24, 16);
    ASSERT_TRUE(writer.ok() && writer->add(image).ok() && writer->add(image).ok() && writer->finish().ok());

    const auto picture = registry.read(folder.path() / "picture-without-suffix");
    ASSERT_TRUE(picture.ok()) << picture.error().message();
    EXPECT_EQ(std::get<Array>(*picture).describe(), "u8 [16, 24, 3]");
    const auto clip = registry.read(folder.path() / "a.mp4");
    ASSERT_TRUE(clip.ok()) << clip.error().message();
    EXPECT_EQ(std::get<Array>(*clip).describe(), "u8 [2, 16, 24, 3]");
    EXPECT_EQ(std::get<Array>(*clip).axes.front(), "time");
    const auto sound = registry.read(folder.path() / "a.wav");
    ASSERT_TRUE(sound.ok()) << sound.error().message();
    EXPECT_EQ(std::get<Array>(*sound).describe(), "f32 [2, 100]");

    ReadLimits tight;
    tight.maxBytes = 1500;
    const auto large = registry.read(folder.path() / "a.mp4", "video", tight);
    ASSERT_FALSE(large.ok());
    EXPECT_EQ(large.error().code, ErrorCode::TooLarge) << large.error().message();
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/video_view.h"

#include <QSlider>
#include <QTemporaryDir>
#include <QToolButton>


#include "core/media/video.h"
#include "tests/widgets/image/image_test_support.h"
#include "tests/widgets/window_support.h"

namespace vitrine {
namespace {

using namespace test;
namespace fs = std::filesystem;

/// A clip of 60 frames at 20 a second; frame i is all of grey level 4 i.
class VideoViewTest : public ::testing::Test {
protected:
    void SetUp() override {
        m_file = fs::path(m_folder.path().toStdString()) / "clip.mp4";
        auto writer = VideoWriter::open(m_file, 64, 48, {.framesPerSecond = 20, .quality = 4});
        ASSERT_TRUE(writer.ok());
        for (int i = 0; i < 60; ++i) {
            Array frame = Array::zeros(DType::U8, {48, 64, 3});
            std::ranges::fill(frame.mutableValues<std::uint8_t>(), static_cast<std::uint8_t>(4 * i));
            ASSERT_TRUE(writer->add(frame).ok());
        }
        ASSERT_TRUE(writer->finish().ok());
    }
    static int shownGrey(VideoView& view) { return qRed(shownAt(view.view(), QPointF(view.view().width() / 2.0, view.view().height() / 2.0))); }

    QTemporaryDir m_folder;
    fs::path m_file;
};

TEST_F(VideoViewTest, StepsAndScrubsToExactFrames) {
    VideoView view;
    showSized(view, 400, 360);
    view.open(m_file);
    ASSERT_TRUE(testing::waitUntil([&] { return view.settled(); }));
    EXPECT_EQ(view.frameCount(), 60);
    EXPECT_NEAR(shownGrey(view), 0, 6);
    QTest::keyClick(&view.view(), Qt::Key_PageDown);
    QTest::keyClick(&view.view(), Qt::Key_PageDown);
    ASSERT_TRUE(testing::waitUntil([&] { return view.settled(); }));
    EXPECT_EQ(view.shownFrame(), 2);
    EXPECT_NEAR(shownGrey(view), 8, 6);
    view.findChild<QSlider*>()->setValue(41);
    ASSERT_TRUE(testing::waitUntil([&] { return view.settled(); }));
    EXPECT_EQ(view.shownFrame(), 41);
    EXPECT_NEAR(shownGrey(view), 164, 6);
    QTest::keyClick(&view.view(), Qt::Key_PageUp);       // Backwards: out of the cache.
    ASSERT_TRUE(testing::waitUntil([&] { return view.settled(); }));
    EXPECT_NEAR(shownGrey(view), 160, 6);
    look(view, "video");
    EXPECT_TRUE(testing::unnamedControls(view).isEmpty()) << testing::unnamedControls(view).join("; ").toStdString();
}

TEST_F(VideoViewTest, PlaysInTimeAndStopsAtTheEnd) {
    VideoView view;
    showSized(view, 400, 360);
    view.open(m_file);
    ASSERT_TRUE(testing::waitUntil([&] { return view.settled(); }));
    view.setCurrentFrame(50);
    QTest::keyClick(&view.view(), Qt::Key_Space);
    EXPECT_TRUE(view.playing());
    ASSERT_TRUE(testing::waitUntil([&] { return !view.playing(); }));
    EXPECT_EQ(view.currentFrame(), 59);
}

TEST_F(VideoViewTest, DamageIsTold) {
    fs::resize_file(m_file, 200);
    VideoView view;
    QSignalSpy failed(&view, &VideoView::failed);
    view.open(m_file);
    ASSERT_TRUE(testing::waitUntil([&] { return failed.count() > 0; }));
    EXPECT_TRUE(view.settled());
    EXPECT_EQ(view.frameCount(), 0);
}

}  // namespace
}  // namespace vitrine

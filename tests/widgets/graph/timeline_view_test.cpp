// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

#include "widgets/base/theme.h"
#include "widgets/graph/timeline_view.h"

namespace vitrine {
namespace {

struct ShownTimeline {
    TimelineView view;
    ShownTimeline() {
        view.resize(800, 180);
        view.setLanes({"Upper face", "Lower face", "Phases", "Marks"});
        view.setRange(0, 10, "s");
        view.setItems({{0, 1, 3, "AU 1+2", "brow raised", {}}, {0, 5, 6.5, "AU 4", {}, {}}, {1, 2, 4.2, "AU 12", "lip corner pulled", {}},
                       {2, 0, 2, "onset", {}, {}}, {2, 2, 7, "apex", {}, {}}, {2, 7, 10, "offset", {}, {}}, {3, 2.4, 2.4, "apex frame", {}, {}}});
        view.setPlayHead(4.5);
        view.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&view));
    }
    void drag(QPointF from, QPointF to) {
        QTest::mousePress(&view, Qt::LeftButton, {}, from.toPoint());
        for (int i = 1; i <= 4; ++i) {
            const QPointF at = QPointF(from.toPoint()) + (to - from) * i / 4;
            QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(&view, &move);
        }
        QTest::mouseRelease(&view, Qt::LeftButton, {}, to.toPoint());
    }
};

void lookAtTimeline(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("VITRINE_LOOK");
    if (folder.isEmpty()) return;
    for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        Theme::instance().setMode(mode);
        QTest::qWait(20);
        widget.grab().save(QStringLiteral("%1/%2_%3.png").arg(folder, name, mode == Theme::Mode::Dark ? "dark" : "light"));
    }
}

TEST(TimelineView, EditingTellsOnceAndOnlyWhereAllowed) {
    ShownTimeline shown;
    QSignalSpy edited(&shown.view, &TimelineView::itemEdited), picked(&shown.view, &TimelineView::itemPicked);
    const QPointF middle = shown.view.pixelsOf(1).center();
    shown.drag(middle, middle + QPointF(50, 0));
    EXPECT_EQ(edited.count(), 0);                                  // Not editable: picked alone.
    EXPECT_EQ(picked.count(), 1);
    EXPECT_EQ(shown.view.current(), 1);
    shown.view.setEditable(true);
    lookAtTimeline(shown.view, "timeline");
    shown.drag(middle, middle + QPointF(50, 0));
    ASSERT_EQ(edited.count(), 1);
    EXPECT_EQ(edited[0][0].toInt(), 1);
    EXPECT_GT(edited[0][1].toDouble(), 5.3);
    EXPECT_NEAR(edited[0][2].toDouble() - edited[0][1].toDouble(), 1.5, 1e-9);
    EXPECT_DOUBLE_EQ(shown.view.items()[1].start, edited[0][1].toDouble());
    const double start = shown.view.items()[0].start;
    const QRectF box = shown.view.pixelsOf(0);
    shown.drag({box.right() - 2, box.center().y()}, {box.right() + 60, box.center().y()});
    ASSERT_EQ(edited.count(), 2);
    EXPECT_DOUBLE_EQ(shown.view.items()[0].start, start);
    EXPECT_GT(shown.view.items()[0].end, 3.5);
    // Never out of the range, however far the hand goes.
    const QPointF mark = shown.view.pixelsOf(6).center();
    shown.drag(mark, mark + QPointF(3000, 0));
    EXPECT_DOUBLE_EQ(shown.view.items()[6].start, 10);
    QTest::keyClick(&shown.view, Qt::Key_Left, Qt::AltModifier);
    EXPECT_EQ(edited.count(), 4);
    EXPECT_LT(shown.view.items()[6].start, 10);
}

TEST(TimelineView, ScrubsZoomsAndPicksByKeys) {
    ShownTimeline shown;
    QSignalSpy moved(&shown.view, &TimelineView::playHeadMoved), picked(&shown.view, &TimelineView::itemPicked);
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, {shown.view.pixelsOf(3).toRect().right(), 8});
    ASSERT_EQ(moved.count(), 1);
    EXPECT_NEAR(shown.view.playHead(), 2, 0.05);
    QTest::keyClick(&shown.view, Qt::Key_Right);
    EXPECT_GT(shown.view.playHead(), 2);
    QTest::keyClick(&shown.view, Qt::Key_End);
    EXPECT_DOUBLE_EQ(shown.view.playHead(), 10);
    const double width = shown.view.pixelsOf(2).width();
    QWheelEvent wheel(QPointF(300, 100), shown.view.mapToGlobal(QPointF(300, 100)), QPoint(), QPoint(0, 240), Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&shown.view, &wheel);
    EXPECT_GT(shown.view.pixelsOf(2).width(), width * 1.2);
    lookAtTimeline(shown.view, "timeline_zoomed");
    QTest::keyClick(&shown.view, Qt::Key_F);
    EXPECT_NEAR(shown.view.pixelsOf(2).width(), width, 1e-6);
    QTest::keyClick(&shown.view, Qt::Key_Down);
    QTest::keyClick(&shown.view, Qt::Key_Down);
    EXPECT_EQ(picked.count(), 2);
    EXPECT_EQ(shown.view.current(), 0);                            // By start: "onset" at 0, then "AU 1+2" at 1.
}

TEST(TimelineView, ManyItemsAndNone) {
    TimelineView view;
    view.resize(800, 120);
    view.setRange(0, 1e6, "ms");
    view.show();
    lookAtTimeline(view, "timeline_empty");
    std::vector<TimelineItem> items;
    for (int i = 0; i < 200'000; ++i) items.push_back({i % 3, i * 5.0, i * 5.0 + 4, "op", {}, {}});
    view.setLanes({"conv", "linear", "other"});
    view.setItems(items);
    view.repaint();                            // Pays for fonts and style.
    QElapsedTimer timer;
    timer.start();
    view.repaint();
    EXPECT_LT(timer.elapsed(), 1'000) << "a guard against accidents, not a measure";
    EXPECT_EQ(view.figureData()->rows(), 200'000);
}

}  // namespace
}  // namespace vitrine

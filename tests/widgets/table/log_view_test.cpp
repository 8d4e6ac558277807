// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QtTest>
#include <QtWidgets>

#include "tests/widgets/active_window.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/fault_guard.h"
#include "widgets/base/theme.h"
#include "widgets/table/log_view.h"

namespace vitrine::testing {
namespace {

std::vector<LogRow> someLines(int count, int from = 0) {
    static const char* const kLevels[] = {"info", "debug", "info", "info", "warning", "info", "error"};
    std::vector<LogRow> lines;
    for (int i = from; i < from + count; ++i)
        lines.push_back({1'767'225'600'000'000 + i * 12'345LL, kLevels[i % 7], "batch " + std::to_string(i) + ": loss 0." + std::to_string(i * 7919 % 10000)});
    return lines;
}

class ShownLog : public ::testing::Test {
protected:
    void SetUp() override {
        log.resize(720, 300);
        ASSERT_TRUE(showActive(log));
        area = log.findChild<QAbstractScrollArea*>("log.lines");
        ASSERT_NE(area, nullptr);
    }
    QScrollBar* bar() { return area->verticalScrollBar(); }
    LogView log;
    QAbstractScrollArea* area = nullptr;
};

TEST_F(ShownLog, followsTheEndUntilScrolledUpAndAgainWhenAsked) {
    log.setLines(someLines(200));
    EXPECT_EQ(bar()->value(), bar()->maximum());
    log.append(someLines(50, 200));
    EXPECT_EQ(bar()->value(), bar()->maximum());
    EXPECT_TRUE(log.following());
    area->setFocus();
    QTest::keyClick(area, Qt::Key_PageUp);
    const int stayed = bar()->value();
    EXPECT_LT(stayed, bar()->maximum());
    EXPECT_FALSE(log.following());
    log.append(someLines(50, 250));
    EXPECT_EQ(bar()->value(), stayed) << "reading is not disturbed";
    QTest::mouseClick(log.findChild<QToolButton*>("log.end"), Qt::LeftButton);
    EXPECT_EQ(bar()->value(), bar()->maximum());
    EXPECT_EQ(log.count(), 300);
}

TEST_F(ShownLog, filtersByLevelAndText) {
    log.setLines(someLines(70));
    log.setLeastLevel("warning");
    EXPECT_EQ(log.visibleCount(), 20);
    log.setLeastLevel("error");
    EXPECT_EQ(log.visibleCount(), 10);
    log.setLeastLevel("debug");
    log.setFilter("BATCH 6");
    EXPECT_EQ(log.visibleCount(), 11);
    log.append({{0, "info", "Batch 6 is new"}, {0, "info", "another"}});
    EXPECT_EQ(log.visibleCount(), 12);
    log.append({{0, "info", "Größe GEÄNDERT"}});
    log.setFilter("geändert");
    EXPECT_EQ(log.visibleCount(), 1) << "case of other letters is passed over as well";
    log.clear();
    EXPECT_EQ(log.count(), 0);
}

TEST_F(ShownLog, entriesOfManyLinesAreShownAsLinesAndCopiedWhole) {
    log.setLines({{1'767'225'600'000'000, "error", "Method failed\n  at layer 3\n  at layer 2\n"}, {1'767'225'601'000'000, "info", "done"}});
    EXPECT_EQ(log.count(), 2);
    EXPECT_EQ(log.visibleCount(), 4);
    area->setFocus();
    QTest::keyClick(area, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(area, Qt::Key_C, Qt::ControlModifier);
    const QStringList copied = QGuiApplication::clipboard()->text().split('\n');
    ASSERT_EQ(copied.size(), 4);
    EXPECT_TRUE(copied[0].endsWith("error    Method failed")) << copied[0].toStdString();
    EXPECT_EQ(copied[1], "  at layer 3");
    EXPECT_TRUE(copied[3].endsWith("done"));
}

TEST_F(ShownLog, mouseSelectsLines) {
    log.setLines(someLines(5));
    const int height = QFontMetrics(Theme::instance().monoFont()).lineSpacing() + 4;
    QTest::mousePress(area->viewport(), Qt::LeftButton, {}, {60, height / 2});
    QTest::mouseMove(area->viewport(), {60, height * 2 + height / 2});
    QMouseEvent move(QEvent::MouseMove, QPointF(60, height * 2.5), area->viewport()->mapToGlobal(QPointF(60, height * 2.5)), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(area->viewport(), &move);
    QTest::keyClick(area, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QGuiApplication::clipboard()->text().count('\n'), 2);
}

TEST_F(ShownLog, saysWhyItIsEmptyAndNamesItsControls) {
    const auto shown = [&](const QString& start) {
        const auto labels = log.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) { return label->isVisible() && label->text().startsWith(start); });
    };
    EXPECT_TRUE(shown("Nothing was logged"));
    log.setLines(someLines(3));
    EXPECT_FALSE(shown("Nothing was logged"));
    log.setFilter("zzz");
    EXPECT_TRUE(shown("No entry matches"));
    EXPECT_EQ(unnamedControls(log), QStringList());
}

TEST_F(ShownLog, pictures) {
    log.setLines(someLines(300));
    log.append({{1'767'225'700'000'000, "error", "Cannot read CIFAR file: a.bin, byte 3073: record has 12 bytes, expected 3073"}});
    log.setFilter("loss 0.1");
    QTest::qWait(20);
    keepForLook(pictureOf(log, 1), "log-light");
    log.setFilter("");
    Theme::instance().setMode(Theme::Mode::Dark);
    QTest::qWait(20);
    keepForLook(pictureOf(log, 2), "log-dark-2x");
    Theme::instance().setMode(Theme::Mode::Light);
    EXPECT_GT(inkShare(pictureOf(log, 1)), 0.02);
}

TEST_F(ShownLog, aMillionLinesStayFluid) {
    auto* application = qobject_cast<GuardedApplication*>(qApp);
    std::vector<LogRow> lines = someLines(1'000'000);
    QElapsedTimer clock;
    double longest = 0;
    const auto timed = [&](const std::function<void()>& work) {
        clock.restart();
        work();
        longest = std::max(longest, clock.nsecsElapsed() / 1e6);
    };
    application->clearSlowEvents();
    timed([&] { log.setLines(std::move(lines)); });
    ASSERT_TRUE(waitUntil([&] { return !log.busy(); }, 30'000));
    EXPECT_EQ(log.visibleCount(), 1'000'000);
    timed([&] { log.setFilter("loss 0.12"); });
    timed([&] { log.setFilter("loss 0.123"); });
    ASSERT_TRUE(waitUntil([&] { return !log.busy(); }, 30'000));
    EXPECT_GT(log.visibleCount(), 500);
    timed([&] { log.append(someLines(2000, 1'000'000)); });
    log.setFilter("");
    ASSERT_TRUE(waitUntil([&] { return !log.busy(); }, 30'000));
    for (int i = 1; i <= 20; ++i)
        timed([&] {
            bar()->setValue(bar()->maximum() / 20 * i);
            area->viewport()->repaint();
        });
    std::printf("log of 1 M lines: longest call %.1f ms, longest event %.1f ms\n", longest, application->longestEventMs());
    EXPECT_LT(longest, 200) << "a person would see it stop; about 5 ms on a quiet machine";
    EXPECT_LT(application->longestEventMs(), 200);
}

}  // namespace
}  // namespace vitrine::testing

// SPDX-License-Identifier: GPL-3.0-or-later
// The LRP panel with its real session: on the built-in scenes always, on CIFAR-10 images where VITRINE_DATA has them.
#include <QAbstractButton>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QTableView>
#include <QTabWidget>
#include <algorithm>
#include <cstdio>

#include "core/data/catalog.h"
#include "core/run/launcher.h"
#include "tests/app/lrp_panel/panel_bench.h"
#include "widgets/base/theme.h"
#include "widgets/table/table_view.h"

namespace vitrine {
namespace {

class LrpPanelTest : public ::testing::Test {
protected:
    void openScenes() {
        bench.open("none");
        ASSERT_TRUE(bench.settle(120'000)) << "the session never came to rest";
        ASSERT_TRUE(bench.errors.empty()) << bench.errors.front().message();
    }

    void chooseIn(const char* name, int index) {
        auto* box = bench.part<QComboBox>(name);
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }

    QRectF rectOf(const char* part, const char* method, int i) {
        QRectF rect;
        QMetaObject::invokeMethod(bench.part<QWidget>(part), method, Qt::DirectConnection, Q_RETURN_ARG(QRectF, rect), Q_ARG(int, i));
        return rect;
    }

    /// The place of a block in the river: the first segments are head and pool.
    QPoint blockPlace(int segment) { return rectOf("river", "segmentRect", segment).center().toPoint(); }
    Json view() const { return bench.panel->saveState()["view"]; }
    void tab(int index) {
        bench.part<QTabWidget>("panel.tabs")->setCurrentIndex(index);
        ASSERT_TRUE(bench.settle());
    }

    PanelBench bench{sharedStore()};
};

}  // namespace

TEST_F(LrpPanelTest, FirstMapComesByItselfAndAClickedClassChangesIt) {
    openScenes();
    const QImage first = bench.picture("view.0.image");
    EXPECT_GT(coloursOf(first), 100) << "picture with map";
    auto* predictions = bench.part<QWidget>("predictions");
    QTest::mouseClick(predictions, Qt::LeftButton, {}, QPoint(predictions->width() / 2, (predictions->fontMetrics().height() + 6) * 2 + 6));
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(bench.draft->value("target"), "class");
    EXPECT_NE(bench.picture("view.0.image"), first) << "another class, another map";
    bench.undo.undo();
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(bench.draft->value("target"), "predicted");
    EXPECT_EQ(bench.picture("view.0.image"), first) << "undo brings the map back";
    QTest::keyClick(bench.panel.get(), Qt::Key_1);
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(bench.draft->value("target"), "class") << "digits pick classes";
}

TEST_F(LrpPanelTest, SplitRuleRedrawsAndTheMeterTurnsRedWhereItBreaks) {
    openScenes();
    tab(1);
    const auto broken = [&] {
        int count = -1;
        QMetaObject::invokeMethod(bench.part<QWidget>("meter"), "broken", Qt::DirectConnection, Q_RETURN_ARG(int, count));
        return count;
    };
    const QImage ratio = bench.picture("view.0.image"), meter = bench.picture("meter");
    const int before = broken();
    chooseIn("view.0.choice", 4);   // Duplicate.
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(bench.draft->value("split"), "duplicate");
    EXPECT_NE(bench.picture("view.0.image"), ratio);
    EXPECT_NE(bench.picture("meter"), meter);
    EXPECT_GT(broken(), before) << "duplicated relevance breaks the conservation";
    bench.save("duplicate");
}

TEST_F(LrpPanelTest, BlockOfTheRiverIsLookedIntoAndItsRuleChanged) {
    openScenes();
    const QImage before = bench.picture("layer.relevance"), map = bench.picture("view.0.image");
    QTest::mouseClick(bench.part<QWidget>("river"), Qt::LeftButton, {}, blockPlace(3));
    ASSERT_TRUE(bench.settle());
    const std::string block = view()["layer"];
    EXPECT_FALSE(block.empty());
    EXPECT_NE(bench.picture("layer.relevance"), before);
    const QImage whole = bench.picture("layer.relevance");
    QTest::mouseClick(bench.part<QWidget>("channels"), Qt::LeftButton, {}, rectOf("channels", "barRect", 0).center().toPoint());
    ASSERT_TRUE(bench.settle());
    EXPECT_GE(view()["channel"].get<int>(), 0);
    EXPECT_NE(bench.picture("layer.relevance"), whole) << "a channel has a map of its own";

    QTimer::singleShot(100, qApp, [] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        ASSERT_NE(menu, nullptr);
        for (QAction* action : menu->actions())
            if (action->text().startsWith("Skip")) action->trigger();
        menu->close();
    });
    QTest::mouseClick(bench.part<QWidget>("river"), Qt::LeftButton, {}, rectOf("river", "ruleRect", 3).center().toPoint());
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(bench.draft->value("block_rules"), block + "=skip");
    EXPECT_NE(bench.picture("view.0.image"), map) << "the exception counts at once";
    bench.save("river");
}

TEST_F(LrpPanelTest, RegionRanksChannelsByWhatTheyCarryThere) {
    openScenes();
    QTest::mouseClick(bench.part<QWidget>("river"), Qt::LeftButton, {}, blockPlace(3));
    ASSERT_TRUE(bench.settle());
    const QImage all = bench.picture("channels");
    bench.part<QAbstractButton>("panel.region")->click();
    auto* image = bench.part<QWidget>("view.0.image");
    const QPoint centre = image->rect().center();
    QTest::mousePress(image, Qt::LeftButton, {}, centre - QPoint(40, 40));
    QTest::mouseMove(image, centre);
    QTest::mouseMove(image, centre + QPoint(10, 10));
    QTest::mouseRelease(image, Qt::LeftButton, {}, centre + QPoint(10, 10));
    ASSERT_TRUE(bench.settle());
    ASSERT_TRUE(view().contains("region"));
    EXPECT_TRUE(bench.selection.region().has_value()) << "other panels see it";
    EXPECT_NE(bench.picture("channels"), all);
}

TEST_F(LrpPanelTest, ShiftClickOnAClassShowsTheDifferenceFromIt) {
    openScenes();
    auto* predictions = bench.part<QWidget>("predictions");
    QTest::mouseClick(predictions, Qt::LeftButton, Qt::ShiftModifier,
                      QPoint(predictions->width() / 2, (predictions->fontMetrics().height() + 6) * 1 + 6));
    ASSERT_TRUE(bench.settle());
    ASSERT_EQ(view()["beside"].size(), 2u);
    EXPECT_EQ(view()["beside"][1], "difference");
    EXPECT_GT(coloursOf(bench.picture("view.2.image")), 100);
    const QImage one = bench.picture("view.2.image");
    chooseIn("view.2.other", 5);
    ASSERT_TRUE(bench.settle());
    EXPECT_NE(bench.picture("view.2.image"), one) << "another class is taken away";
    EXPECT_EQ(bench.draft->value("target"), "predicted") << "the explained class stays";
    bench.save("difference");
}

TEST_F(LrpPanelTest, ScrubShowsTheMaskedPictureAndRectanglesByHandAreAsked) {
    openScenes();
    tab(2);
    auto* slider = bench.part<QSlider>("player.step");
    ASSERT_GT(slider->maximum(), 4) << "curves are there";
    slider->setValue(1);
    const QImage early = bench.picture("player.inserted"), deleted = bench.picture("player.deleted");
    slider->setValue(slider->maximum());
    EXPECT_NE(bench.picture("player.inserted"), early);
    EXPECT_NE(bench.picture("player.deleted"), deleted);
    auto* verdict = bench.part<QLabel>("hand.verdict");
    const QString untouched = verdict->text();
    auto* hand = bench.part<QWidget>("hand.image");
    QTest::mousePress(hand, Qt::LeftButton, {}, hand->rect().center() - QPoint(25, 25));
    QTest::mouseMove(hand, hand->rect().center());
    QTest::mouseRelease(hand, Qt::LeftButton, {}, hand->rect().center() + QPoint(25, 25));
    ASSERT_TRUE(bench.settle());
    EXPECT_NE(verdict->text(), untouched);
    bench.save("player");
}

TEST_F(LrpPanelTest, StateSurvivesARoundTrip) {
    openScenes();
    bench.part<QAbstractButton>("panel.views.3")->click();
    QTest::mouseClick(bench.part<QWidget>("river"), Qt::LeftButton, {}, blockPlace(4));
    chooseIn("display.sign", 1);
    tab(2);
    const Json saved = bench.panel->saveState();
    bench.panel.reset();
    bench.panel = bench.makePanel();
    bench.panel->resize(1280, 800);
    bench.panel->restoreState(saved);
    bench.panel->show();
    ASSERT_TRUE(bench.settle());
    const Json again = bench.panel->saveState();
    for (const char* key : {"view", "tab", "tabs"}) EXPECT_EQ(again[key], saved[key]) << key;
    EXPECT_EQ(again["view"]["beside"].size(), 2u);
    bench.panel->restoreState(
        Json::parse(R"({"view": {"image": -5, "beside": [1, "no such map"], "sign": 99, "region": [1]}, "tab": 77, "columns": "x"})"));
    EXPECT_TRUE(bench.settle()) << "a damaged state is no obstacle";
}

TEST_F(LrpPanelTest, BrokenPictureIsToldWithItsName) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "broken.png";
    ASSERT_TRUE(writeAtomically(file, std::string("\x89PNG\r\n\x1a\n", 8) + std::string(200, 'x')).ok());
    openScenes();
    const int map = coloursOf(bench.picture("view.0.image"));
    ASSERT_TRUE(bench.panel->dropFiles({QString::fromStdString(file.string())}));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !bench.errors.empty(); }, 60'000));
    EXPECT_NE(bench.errors.front().message().find("broken.png"), std::string::npos) << bench.errors.front().message();
    ASSERT_TRUE(bench.settle());
    bench.save("broken");
    EXPECT_LT(coloursOf(bench.picture("view.0.image")), map / 2) << "no map of another picture stays";
    bench.undo.undo();
    EXPECT_TRUE(QTest::qWaitFor([&] { return bench.panel->settled() && coloursOf(bench.picture("view.0.image")) > 100; }, 60'000))
        << "undo gives the scenes back";
}

TEST_F(LrpPanelTest, RecordedRunIsShownWithItsMaps) {
    const auto data = DatasetCatalog::openDefault();
    ASSERT_TRUE(data.ok()) << data.error().message();
    RunOrder order;
    order.method = "lrp_resnet";
    order.data = {{"images", {"none"}}, {"weights", {"none"}}};
    order.parameters = {{"count", 3}, {"evaluate", false}, {"audit", false}};
    const auto request = prepareRun(order, *bench.manifest, *data);
    ASSERT_TRUE(request.ok()) << request.error().message();
    const auto run = bench.store->createRun(*request);
    ASSERT_TRUE(run.ok());
    const auto ended = launchAndWait(*bench.store, *run);
    ASSERT_TRUE(ended.ok() && ended->state == RunState::Finished) << (ended.ok() ? ended->error : ended.error().message());
    openScenes();
    bench.panel->showRun(*run);
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(bench.part<TableView>("batch.table")->table().rows(), 3);
    const QImage first = bench.picture("batch.image");
    EXPECT_GT(coloursOf(first), 50);
    QTableView* rows = bench.part<TableView>("batch.table")->view();
    rows->setCurrentIndex(rows->model()->index(2, 0));
    EXPECT_TRUE(QTest::qWaitFor([&] { return bench.picture("batch.image") != first; }, 5000)) << "a row shows its picture and map";
    bench.save("run");
}

TEST_F(LrpPanelTest, EveryPageIsDrawnInBothThemesAtOneAndTwoTimes) {
    openScenes();
    bench.part<QAbstractButton>("panel.views.3")->click();
    QTest::mouseClick(bench.part<QWidget>("river"), Qt::LeftButton, {}, blockPlace(3));
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::instance().setMode(mode);
        for (int page = 0; page < 4; ++page) {
            tab(page);
            const QString name = QString("%1_%2").arg(mode == Theme::Mode::Dark ? "dark" : "light").arg(page);
            bench.save(name);
            EXPECT_GT(coloursOf(drawn(*bench.panel, 1)), 200) << name.toStdString();
            EXPECT_GT(coloursOf(drawn(*bench.panel, 2)), 200) << name.toStdString() << " at 2x";
        }
    }
    Theme::instance().setMode(Theme::Mode::Light);
    bench.panel->resize(900, 600);
    for (int page = 0; page < 4; ++page) {
        tab(page);
        bench.save(QString("small_%1").arg(page));
    }
    EXPECT_LE(bench.panel->minimumSizeHint().width(), 900);
    EXPECT_LE(bench.panel->minimumSizeHint().height(), 600);
    for (FigureSource* figure : bench.panel->figures()) {
        QImage image((figure->figureSize() * 1).toSize(), QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        figure->paintFigure(painter, QRectF(QPointF(0, 0), figure->figureSize()));
        painter.end();
        EXPECT_GT(coloursOf(image), 8) << figure->figureTitle().toStdString();
    }
    for (QWidget* control : bench.panel->findChildren<QWidget*>()) {
        const bool ours = qobject_cast<QAbstractButton*>(control) || qobject_cast<QComboBox*>(control) || qobject_cast<QSlider*>(control);
        const bool hidden = control->objectName().startsWith("qt_") || control->parentWidget()->inherits("QTabBar") ||
                            control->parentWidget()->inherits("QAbstractItemView");
        if (!ours || hidden || control->inherits("QLineEditIconButton")) continue;
        EXPECT_FALSE(control->accessibleName().isEmpty()) << control->metaObject()->className() << " " << control->objectName().toStdString()
                                                          << " in " << control->parentWidget()->metaObject()->className();
    }
}

TEST_F(LrpPanelTest, CifarImagesAnswerWhileTheHandMoves) {
    const auto data = DatasetCatalog::openDefault();
    if (!data.ok() || !data->resolve(bench.manifest->role("images")->defaultReference, false).ok())
        GTEST_SKIP() << "VITRINE_DATA has no " << bench.manifest->role("images")->defaultReference << ": the real network is not tried";
    bench.open("");
    ASSERT_TRUE(bench.settle(120'000));
    ASSERT_TRUE(bench.errors.empty()) << bench.errors.front().message();
    auto* latency = bench.part<QLabel>("panel.latency");
    std::vector<double> times;
    for (int change = 0; change < 20; ++change) {
        const int before = latency->property("changes").toInt();
        chooseIn("view.0.choice", change % 2 == 0 ? 1 + change % 5 : 0);
        ASSERT_TRUE(QTest::qWaitFor([&] { return latency->property("changes").toInt() > before; }, 10'000));
        times.push_back(latency->property("milliseconds").toDouble());
        ASSERT_TRUE(bench.settle());
    }
    std::sort(times.begin(), times.end());
    std::printf("[ MEASURED ] from control to pixels, ResNet-20, 32 x 32: median %.1f ms, largest %.1f ms of 20 changes\n", times[10], times.back());
    EXPECT_LT(times[10], 2000);
    for (int page = 0; page < 4; ++page) {
        tab(page);
        bench.save(QString("cifar_%1").arg(page));
    }
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
// The urban-flow panel with its real session: on a small generated city always, on New York where VITRINE_DATA has it.
#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSlider>
#include <QTabWidget>
#include <cstdio>

#include "core/data/catalog.h"
#include "core/media/video.h"
#include "core/run/launcher.h"
#include "tests/app/lrp_panel/panel_bench.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/theme.h"
#include "widgets/map/map_view.h"

namespace vitrine {
namespace {

enum Tab { kRegion, kWhatIf, kDenoising, kVolumes, kHours, kGraph };
constexpr int kTabs = 6;

class KstPanelTest : public ::testing::Test {
protected:
    /// Sixty regions of the generated city: its small model trains in seconds, once for all tests.
    void openGenerated() {
        bench.draft->setPreset("smoke");
        bench.open("none");
        bench.panel->resize(1280, 800);
        ASSERT_TRUE(bench.settle(180'000)) << "the session never came to rest";
        ASSERT_TRUE(bench.errors.empty()) << bench.errors.front().message();
    }

    void tab(int index) {
        bench.part<QTabWidget>("panel.tabs")->setCurrentIndex(index);
        ASSERT_TRUE(bench.settle());
    }

    void chooseIn(const char* name, int index) {
        auto* box = bench.part<QComboBox>(name);
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    }

    MapView& map(const char* name) { return *bench.part<MapView>(name); }
    Json view() const { return bench.panel->saveState()["view"]; }
    std::string picked() const { return view()["picked"].empty() ? std::string() : view()["picked"][0].get<std::string>(); }

    /// Drags the first feature of the shown bars to a z-score.
    void dragFeature(const char* bars, double z) {
        auto* widget = bench.part<QWidget>(bars);
        QRectF track;
        ASSERT_TRUE(QMetaObject::invokeMethod(widget, "barRect", Qt::DirectConnection, Q_RETURN_ARG(QRectF, track), Q_ARG(int, 0)));
        const auto at = [&](double score) {
            return QPoint(static_cast<int>(track.left() + (score + 4) / 8 * track.width()), static_cast<int>(track.center().y()));
        };
        QTest::mousePress(widget, Qt::LeftButton, {}, at(0));
        QTest::mouseMove(widget, at(z / 2));
        QTest::mouseMove(widget, at(z));
        QTest::mouseRelease(widget, Qt::LeftButton, {}, at(z));
    }

    PanelBench bench{sharedStore(), "kstdiff"};
};

}  // namespace

TEST_F(KstPanelTest, MapsFillThemselvesAndAClickedRegionShowsItsDay) {
    openGenerated();
    EXPECT_GT(coloursOf(bench.picture("map.real")), 60);
    EXPECT_GT(coloursOf(bench.picture("map.generated")), 60);
    const std::string first = picked();
    EXPECT_FALSE(first.empty()) << "the busiest held-out region is looked at";
    const QImage curves = bench.picture("region.curves");
    MapView& real = map("map.real");
    const QPoint place = real.rect().center() - QPoint(0, 30);
    const QString id = real.featureAt(place);
    ASSERT_FALSE(id.isEmpty());
    auto* canvas = real.focusProxy();
    QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->mapFrom(&real, place));
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(picked(), id.toStdString());
    EXPECT_EQ(map("map.difference").selection(), QStringList{id}) << "the maps are linked";
    EXPECT_NE(bench.picture("region.curves"), curves);
    EXPECT_EQ(bench.selection.samples(), std::vector<std::string>{"regions/" + id.toStdString()}) << "other panels see it";
    bench.save("region");
}

TEST_F(KstPanelTest, OneHourForMapsAndCurves) {
    openGenerated();
    const QImage before = bench.picture("map.real"), curves = bench.picture("region.curves");
    auto* view = bench.part<QWidget>("region.curves");
    QTest::keyClick(view, Qt::Key_End);
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(map("map.real").step(), 23);
    EXPECT_EQ(map("map.difference").step(), 23);
    EXPECT_NE(bench.picture("map.real"), before);
    EXPECT_NE(bench.picture("region.curves"), curves);
    map("map.generated").setStep(5);
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(this->view()["hour"], 5);
}

TEST_F(KstPanelTest, DraggedFeatureIsDrawnAgainAtOnceAndUndone) {
    openGenerated();
    tab(kWhatIf);
    const QString rest = bench.part<QLabel>("whatif.numbers")->text();
    dragFeature("whatif.features", 3);
    ASSERT_TRUE(bench.settle());
    const QString numbers = bench.part<QLabel>("whatif.numbers")->text();
    EXPECT_TRUE(numbers.contains("Mean flow")) << numbers.toStdString();
    EXPECT_FALSE(view()["edits"].empty());
    std::printf("[ MEASURED ] %s\n", numbers.toStdString().c_str());
    EXPECT_LT(bench.session->lastComputeMilliseconds(), 3000);
    bench.save("whatif");
    bench.undo.undo();
    ASSERT_TRUE(bench.settle());
    EXPECT_TRUE(view()["edits"].empty());
    EXPECT_EQ(bench.part<QLabel>("whatif.numbers")->text(), rest);
}

TEST_F(KstPanelTest, EdgeIsDeletedInTheListAndANewRegionIsPlacedOnTheMap) {
    openGenerated();
    tab(kWhatIf);
    auto* edges = bench.part<QListWidget>("whatif.edges");
    for (int relation = 0; relation < 3 && edges->count() == 0; ++relation) chooseIn("whatif.relation", relation);
    ASSERT_GT(edges->count(), 0);
    edges->item(0)->setCheckState(Qt::Unchecked);
    QTest::qWait(10);
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(view()["edits"][picked()]["removed"].size(), 1u);
    EXPECT_TRUE(bench.part<QLabel>("whatif.numbers")->text().contains("Mean flow"));
    bench.part<QAbstractButton>("whatif.reset")->click();
    EXPECT_TRUE(view()["edits"].empty());

    bench.part<QAbstractButton>("whatif.new")->click();
    auto* canvas = map("map.generated").focusProxy();
    QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->rect().center());
    ASSERT_TRUE(bench.settle());
    ASSERT_TRUE(view().contains("new_region"));
    EXPECT_GT(view()["edits"]["new region"]["added"].size(), 2u) << "linked to what is around";
    EXPECT_TRUE(bench.part<QLabel>("whatif.numbers")->text().contains("Mean flow"));
    bench.save("new_region");
    bench.undo.undo();
    EXPECT_FALSE(view().contains("new_region"));
    EXPECT_TRUE(bench.errors.empty()) << bench.errors.front().message();
}

TEST_F(KstPanelTest, FlowEmergesFromNoiseOnMapAndCurve) {
    openGenerated();
    tab(kDenoising);
    auto* slider = bench.part<QSlider>("player.step");
    ASSERT_GT(slider->maximum(), 8);
    slider->setValue(0);
    ASSERT_TRUE(bench.settle());
    const QImage noise = bench.picture("map.generated"), curve = bench.picture("player.curves");
    slider->setValue(slider->maximum() / 2);
    ASSERT_TRUE(bench.settle());
    bench.save("denoising");
    slider->setValue(slider->maximum());
    ASSERT_TRUE(bench.settle());
    EXPECT_NE(bench.picture("map.generated"), noise);
    EXPECT_NE(bench.picture("player.curves"), curve);
    slider->setValue(slider->maximum() - 2);
    bench.part<QAbstractButton>("player.play")->click();
    EXPECT_TRUE(testing::waitUntil([&] { return slider->value() == slider->maximum(); })) << "it plays to the end";
}

TEST_F(KstPanelTest, BrushedVolumesArePickedOnTheMaps) {
    openGenerated();
    tab(kVolumes);
    auto* scatter = bench.part<QWidget>("volumes.scatter");
    QTest::mousePress(scatter, Qt::LeftButton, {}, QPoint(60, 4));
    QTest::mouseMove(scatter, scatter->rect().center());
    QTest::mouseMove(scatter, scatter->rect().bottomRight() - QPoint(6, 40));
    QTest::mouseRelease(scatter, Qt::LeftButton, {}, scatter->rect().bottomRight() - QPoint(6, 40));
    ASSERT_TRUE(bench.settle());
    EXPECT_GT(view()["picked"].size(), 3u);
    EXPECT_EQ(map("map.real").selection().size(), static_cast<qsizetype>(view()["picked"].size()));
    bench.save("volumes");
}

TEST_F(KstPanelTest, GraphIsSearchedAndWalked) {
    openGenerated();
    tab(kGraph);
    auto* results = bench.part<QListWidget>("browser.results");
    const int all = results->count();
    auto* search = bench.part<QLineEdit>("browser.search");
    QTest::keyClicks(search, results->item(all - 1)->text());
    EXPECT_LT(results->count(), all);
    ASSERT_GT(results->count(), 0);
    const std::string before = picked();
    QTest::keyClick(search, Qt::Key_Return);
    ASSERT_TRUE(bench.settle());
    EXPECT_NE(picked(), before) << "a region of the graph is picked on the maps";
    bench.part<QAbstractButton>("browser.back")->click();
    ASSERT_TRUE(bench.settle());
    EXPECT_EQ(picked(), before);
    bench.save("graph");
}

TEST_F(KstPanelTest, StateComesBackAndDamagedStatesAreNoObstacle) {
    openGenerated();
    tab(kWhatIf);
    dragFeature("whatif.features", -2);
    tab(kHours);
    chooseIn("hours.order", 1);
    bench.part<QAbstractButton>("panel.out")->click();
    bench.part<QAbstractButton>("panel.log")->click();
    ASSERT_TRUE(bench.settle());
    const Json saved = bench.panel->saveState();
    EXPECT_EQ(saved["view"]["channel"], 1);
    bench.panel.reset();
    bench.panel = bench.makePanel();
    bench.panel->resize(1280, 800);
    bench.panel->restoreState(saved);
    bench.panel->show();
    ASSERT_TRUE(bench.settle());
    const Json again = bench.panel->saveState();
    for (const auto& [key, value] : saved.items()) EXPECT_EQ(again[key], value) << key;
    bench.panel->restoreState(Json::parse(
        R"({"view": {"picked": [1, "no such region"], "hour": 99, "edits": {"x": {"features": {"pop": "y"}, "added": [[9]]}}}, "tab": 77, "maps": {"real": 3}})"));
    EXPECT_TRUE(bench.settle());
}

TEST_F(KstPanelTest, FlowAndFilmAreExported) {
    openGenerated();
    const testing::ScratchFolder folder;
    const auto write = [&](const char* method, const QString& name) {
        EXPECT_TRUE(QMetaObject::invokeMethod(bench.panel.get(), method, Qt::DirectConnection, Q_ARG(QString, folder.filePath(name))));
        EXPECT_TRUE(bench.settle(120'000));
        return std::filesystem::path(folder.filePath(name).toStdString());
    };
    const auto flow = readJsonFile(write("writeFlow", "alldayflow.json"));
    ASSERT_TRUE(flow.ok()) << flow.error().message();
    ASSERT_EQ(flow->size(), 8u) << "days";
    const Json& day = flow->begin().value();
    EXPECT_EQ(day.begin().value().size(), 24u);
    const auto table = readText(write("writeFlow", "flow.csv"));
    ASSERT_TRUE(table.ok());
    EXPECT_NE(table->find("inflow"), std::string::npos);
    auto film = VideoReader::open(write("writeFilm", "flow.gif"));
    ASSERT_TRUE(film.ok()) << film.error().message();
    EXPECT_EQ(film->frameTimes()->size(), 24u) << "a picture an hour";
    EXPECT_TRUE(bench.errors.empty()) << bench.errors.front().message();
}

TEST_F(KstPanelTest, RecordedRunIsShownWithItsFlow) {
    const auto data = DatasetCatalog::openDefault();
    ASSERT_TRUE(data.ok()) << data.error().message();
    RunOrder order;
    order.method = "kstdiff";
    order.preset = "smoke";
    order.data = {{"city", {"none"}}};
    const auto request = prepareRun(order, *bench.manifest, *data);
    ASSERT_TRUE(request.ok()) << request.error().message();
    const auto run = bench.store->createRun(*request);
    ASSERT_TRUE(run.ok());
    const auto ended = launchAndWait(*bench.store, *run);
    ASSERT_TRUE(ended.ok() && ended->state == RunState::Finished) << (ended.ok() ? ended->error : ended.error().message());
    openGenerated();
    const QString own = bench.part<QLabel>("panel.status")->text();
    bench.panel->showRun(*run);
    ASSERT_TRUE(bench.settle(120'000));
    EXPECT_TRUE(bench.part<QLabel>("panel.status")->text().contains(QString("run %1").arg(*run)))
        << bench.part<QLabel>("panel.status")->text().toStdString();
    EXPECT_TRUE(bench.errors.empty()) << bench.errors.front().message();
    bench.save("run");
    bench.panel->showRun(std::nullopt);
    ASSERT_TRUE(bench.settle(120'000));
    EXPECT_EQ(bench.part<QLabel>("panel.status")->text(), own);
}

TEST_F(KstPanelTest, EveryPageIsDrawnInBothThemesAndFitsASmallWindow) {
    openGenerated();
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::instance().setMode(mode);
        for (int page = 0; page < kTabs; ++page) {
            tab(page);
            const QString name = QString("%1_%2").arg(mode == Theme::Mode::Dark ? "dark" : "light").arg(page);
            bench.save(name);
            EXPECT_GT(coloursOf(drawn(*bench.panel, 2)), 150) << name.toStdString() << " at 2x";
        }
    }
    Theme::instance().setMode(Theme::Mode::Light);
    bench.panel->resize(900, 600);
    for (int page = 0; page < kTabs; ++page) {
        tab(page);
        bench.save(QString("small_%1").arg(page));
    }
    EXPECT_LE(bench.panel->minimumSizeHint().width(), 900);
    EXPECT_LE(bench.panel->minimumSizeHint().height(), 600);
    EXPECT_TRUE(testing::unnamedControls(*bench.panel).isEmpty()) << testing::unnamedControls(*bench.panel).join("; ").toStdString();
}

TEST_F(KstPanelTest, NewYorkAnswersWhileTheHandMoves) {
    const auto data = DatasetCatalog::openDefault();
    if (!data.ok() || !data->resolve(bench.manifest->role("city")->defaultReference, false).ok())
        GTEST_SKIP() << "VITRINE_DATA has no " << bench.manifest->role("city")->defaultReference << ": the real city is not tried";
    if (qEnvironmentVariable("VITRINE_LOOK").isEmpty()) GTEST_SKIP() << "VITRINE_LOOK is not set: a minute of training is spared";
    bench.draft->setPreset("desk");
    bench.open("");
    bench.panel->resize(1280, 800);
    ASSERT_TRUE(bench.settle(300'000));
    ASSERT_TRUE(bench.errors.empty()) << bench.errors.front().message();
    for (int page = 0; page < kTabs; ++page) {
        tab(page);
        bench.save(QString("nyc_%1").arg(page));
    }
    tab(kWhatIf);
    dragFeature("whatif.features", 3);
    ASSERT_TRUE(bench.settle());
    std::printf("[ MEASURED ] New York, what if: %s\n", bench.part<QLabel>("whatif.numbers")->text().toStdString().c_str());
    bench.save("nyc_whatif");
}

}  // namespace vitrine

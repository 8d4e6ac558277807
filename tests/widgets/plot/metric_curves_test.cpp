// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QtTest>
#include <cmath>

#include "core/store/experiment_store.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/metric_curves.h"
#include "widgets/plot/plot_view.h"

namespace vitrine {
namespace {

struct Recorded {
    QTemporaryDir folder;
    ExperimentStore store;
    std::int64_t run;

    Recorded() : store(std::move(ExperimentStore::open(ss(folder.path() + "/store"))).value()) {
        RunRequest request;
        request.method = "fixture";
        run = *store.createRun(request);
    }
    void log(const std::string& name, int from, int to) {
        MetricBlock block;
        block.name = name;
        for (int i = from; i < to; ++i) {
            block.steps.push_back(i);
            block.times.push_back(1'000'000LL * i);
            block.values.push_back(std::exp(-0.01 * i) + 0.02 * std::sin(i * 1.7) + static_cast<double>(name.size()) * 0.05);
        }
        ASSERT_TRUE(store.appendMetrics(run, {block}).ok());
    }
};

bool refreshed(MetricCurves& curves) {
    QSignalSpy spy(&curves, &MetricCurves::refreshed);
    curves.refresh();
    return spy.wait(5'000);
}

TEST(MetricTitles, TellNameAndUnit) {
    const MetricTitles known({{"time/*", "Time per image", "", "ms"}, {"id", "ID", "", ""}, {"loss", "Loss", "", "nat"}});
    EXPECT_EQ(known.titleOf("time"), "Time per image");
    EXPECT_EQ(known.axisOf({"time/explain", "time/score"}), "explain, score (ms)");
    EXPECT_EQ(known.axisOf({"loss"}), "loss (nat)");
    EXPECT_EQ(known.axisOf({"id"}), "id");
    EXPECT_EQ(known.titleOf("unknown"), "unknown");
    EXPECT_EQ(known.axisOf({"many/of the first kind", "many/of the second kind"}), "value") << "too long to stand beside a plot";
}

TEST(MetricCurves, ShowsGroupsAndFollowsTheRun) {
    Recorded recorded;
    for (const char* name : {"train/loss", "train/accuracy", "validation/loss", "rate"}) recorded.log(name, 0, 200);
    MetricCurves curves;
    curves.resize(1000, 640);
    curves.show();
    QSignalSpy spy(&curves, &MetricCurves::refreshed);
    curves.setRun(&recorded.store, recorded.run);
    ASSERT_TRUE(spy.wait(5'000));
    ASSERT_EQ(curves.plots().size(), 3u);                          // rate, train, validation.
    EXPECT_EQ(curves.plots()[1]->seriesNames(), (std::vector<QString>{"accuracy", "loss"}));
    EXPECT_DOUBLE_EQ(curves.plots()[1]->xRange().second, 199);
    recorded.log("train/loss", 200, 300);
    recorded.log("epoch/time", 0, 3);                              // A new metric and a new group.
    ASSERT_TRUE(refreshed(curves));
    ASSERT_EQ(curves.plots().size(), 4u);
    EXPECT_DOUBLE_EQ(curves.plots()[2]->xRange().second, 299);
    const auto table = curves.plots()[2]->figureData();
    ASSERT_TRUE(table);
    EXPECT_EQ(table->rows(), 200 + 300);                           // Each point once.
    if (const QString folder = qEnvironmentVariable("VITRINE_LOOK"); !folder.isEmpty()) {
        QTest::qWait(50);
        curves.grab().save(folder + "/metrics_light.png");
        Theme::instance().setMode(Theme::Mode::Dark);
        QTest::qWait(50);
        curves.grab().save(folder + "/metrics_dark.png");
        Theme::instance().setMode(Theme::Mode::Light);
    }
}

TEST(MetricCurves, ChoiceIsKeptAndASeriesThatWasCutIsReadAnew) {
    Recorded recorded;
    for (const char* name : {"train/loss", "train/accuracy", "rate"}) recorded.log(name, 0, 100);
    MetricCurves curves;
    curves.resize(900, 600);
    curves.show();
    QSignalSpy spy(&curves, &MetricCurves::refreshed);
    curves.setRun(&recorded.store, recorded.run);
    ASSERT_TRUE(spy.wait(5'000));
    auto* list = curves.findChild<QTreeWidget*>();
    list->topLevelItem(0)->setCheckState(0, Qt::Unchecked);        // rate
    ASSERT_TRUE(refreshed(curves));
    ASSERT_EQ(curves.plots().size(), 1u);
    ASSERT_TRUE(recorded.store.truncateMetrics(recorded.run, {{"train/loss", 40}, {"train/accuracy", 40}, {"rate", 40}}).ok());
    ASSERT_TRUE(refreshed(curves));
    EXPECT_DOUBLE_EQ(curves.plots()[0]->xRange().second, 39);
    curves.findChild<QSlider*>()->setValue(60);
    const Json state = curves.saveState();
    MetricCurves other;
    other.restoreState(state);
    QSignalSpy again(&other, &MetricCurves::refreshed);
    other.setRun(&recorded.store, recorded.run);
    ASSERT_TRUE(again.wait(5'000));
    EXPECT_EQ(other.plots().size(), 1u);
    EXPECT_EQ(other.findChild<QSlider*>()->value(), 60);
}

TEST(MetricCurves, EmptyStatesAndLeavingInTheMiddle) {
    Recorded recorded;
    recorded.log("loss", 0, 20'000);
    for (int i = 0; i < 5; ++i) {
        MetricCurves curves;                                       // Gone while its reading is under way.
        curves.setRun(&recorded.store, recorded.run);
    }
    MetricCurves curves;
    curves.resize(500, 300);
    curves.show();
    if (const QString folder = qEnvironmentVariable("VITRINE_LOOK"); !folder.isEmpty()) curves.grab().save(folder + "/metrics_empty.png");
    curves.setRun(&recorded.store, recorded.run);
    curves.setRun(nullptr, std::nullopt);
    QTest::qWait(50);
    EXPECT_TRUE(curves.plots().empty());
}

}  // namespace
}  // namespace vitrine

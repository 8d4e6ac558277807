// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a method in the real window: run, watch, stop, keep, and survive its panel.
#include <QDockWidget>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTableWidget>

#include "app/method/generic_panel.h"
#include "app/method/health_page.h"
#include "app/method/recent_runs.h"
#include "core/base/clock.h"
#include "tests/app/method/method_fixture.h"
#include "widgets/artifact/artifact_browser.h"
#include "widgets/artifact/artifact_view.h"
#include "widgets/base/fault_guard.h"
#include "widgets/base/theme.h"
#include "widgets/table/log_view.h"

namespace vitrine {
namespace {

using testing::MethodPageTest;
using testing::waitFor;

void fast(MethodPage& page, int points = 2000) {
    EXPECT_TRUE(page.draft().set("points", points).ok());
    EXPECT_TRUE(page.draft().set("rate", 0).ok());
}

}  // namespace

TEST_F(MethodPageTest, ARunIsStartedWatchedAndKept) {
    const std::int64_t before = steadyMicros();
    auto* made = qobject_cast<MethodPage*>(m_window->open("method/fixture_counter"));
    const double opened = static_cast<double>(steadyMicros() - before) / 1000;
    RecordProperty("open_ms", std::to_string(opened));
    EXPECT_LT(opened, 600) << "goal 200 ms; the limit leaves room for a busy machine";
    std::printf("method page opened in %.0f ms\n", opened);
    ASSERT_TRUE(made);
    MethodPage& page = open("fixture_counter");
    look("method-empty");
    EXPECT_TRUE(page.draft().set("points", 15'000).ok());
    auto* run = child<QPushButton>(page, "run.start");
    QTest::mouseClick(run, Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return page.shownRun().has_value(); }));
    const std::int64_t id = *page.shownRun();
    auto* state = child<QLabel>(page, "run.state");
    auto* detail = child<QLabel>(page, "run.detail");
    EXPECT_TRUE(waitFor([&] { return detail->text().contains("left"); })) << detail->text().toStdString();
    EXPECT_TRUE(state->text().contains("running"));
    look("method-running");
    ASSERT_TRUE(waitForEnd(id));
    ASSERT_TRUE(waitFor([&] { return state->text().contains("finished") && page.settled(); })) << state->text().toStdString();
    EXPECT_EQ(page.findChild<ArtifactBrowser*>()->shownCount(), 1);
    auto* recent = page.findChild<RecentRuns*>();
    ASSERT_TRUE(waitFor([&] { return recent->runs().size() == 1 && recent->runs()[0].row.state == RunState::Finished; }));
    EXPECT_EQ(recent->runs()[0].metric.has_value(), true);
    look("method-finished");
    Theme::instance().setMode(Theme::Mode::Dark);
    QTest::qWait(100);
    look("method-finished-dark");
    Theme::instance().setMode(Theme::Mode::Light);
}

TEST_F(MethodPageTest, EscapeAndTheShortcutStopTheRun) {
    MethodPage& page = open("fixture_counter");
    EXPECT_TRUE(page.draft().set("points", 10'000'000).ok());
    m_window->workbench().actions().find("run.start")->trigger();
    ASSERT_TRUE(waitFor([&] { return page.shownRun() && row(*page.shownRun()).state == RunState::Running; }));
    auto* cancel = child<QPushButton>(page, "run.cancel");
    ASSERT_TRUE(waitFor([&] { return cancel->isVisible(); }));
    cancel->setFocus();
    QTest::keyClick(cancel, Qt::Key_Escape);
    ASSERT_TRUE(waitForEnd(*page.shownRun()));
    EXPECT_EQ(row(*page.shownRun()).state, RunState::Cancelled);
    const int attempt = row(*page.shownRun()).attempt;
    page.resume(*page.shownRun());
    ASSERT_TRUE(waitFor([&] { return row(*page.shownRun()).state == RunState::Running; }));
    m_window->workbench().actions().find("run.cancel")->trigger();
    ASSERT_TRUE(waitForEnd(*page.shownRun()));
    EXPECT_EQ(row(*page.shownRun()).attempt, attempt + 1);
    EXPECT_TRUE(waitFor([&] { return page.findChild<LogView*>()->count() > 0; })) << "it logs where it went on";
}

TEST_F(MethodPageTest, WhatIsWrongInTheFormIsToldBeforeARun) {
    MethodPage& page = open("fixture_counter");
    EXPECT_FALSE(page.draft().set("points", -5).ok());
    QSignalSpy reported(&m_window->workbench(), &Workbench::reported);
    page.startRun();
    EXPECT_EQ(reported.size(), 1);
    QTest::qWait(100);
    EXPECT_FALSE(page.shownRun());
}

TEST_F(MethodPageTest, StarTrashAndCopyAreEditsThatCanBeTakenBack) {
    MethodPage& page = open("fixture_counter");
    fast(page);
    page.startRun();
    ASSERT_TRUE(waitFor([&] { return page.shownRun().has_value(); }));
    const std::int64_t id = *page.shownRun();
    ASSERT_TRUE(waitForEnd(id));
    auto* recent = page.findChild<RecentRuns*>();
    ASSERT_TRUE(waitFor([&] { return recent->runs().size() == 1 && isEnded(recent->runs()[0].row.state); }));
    QTest::keyClick(recent->view(), Qt::Key_S);
    ASSERT_TRUE(waitFor([&] { return recent->runs()[0].starred(); }));
    page.undoStack()->undo();
    ASSERT_TRUE(waitFor([&] { return !recent->runs()[0].starred(); }));
    page.draft().resetAll();
    page.copyFromRun(id);
    EXPECT_EQ(page.draft().value("points"), 2000);
    page.undoStack()->undo();
    EXPECT_EQ(page.draft().value("points"), 20000);
    recent->view()->setFocus();
    QTest::keyClick(recent->view(), Qt::Key_Delete);
    ASSERT_TRUE(waitFor([&] { return recent->runs().empty(); }));
    EXPECT_TRUE(row(id).trashed);
    EXPECT_FALSE(page.shownRun());
    page.undoStack()->undo();
    ASSERT_TRUE(waitFor([&] { return recent->runs().size() == 1; }));
    EXPECT_FALSE(row(id).trashed);
}

TEST_F(MethodPageTest, TheStateComesBack) {
    MethodPage& page = open("fixture_counter");
    fast(page, 1234);
    page.startRun();
    ASSERT_TRUE(waitFor([&] { return page.shownRun().has_value(); }));
    const std::int64_t id = *page.shownRun();
    ASSERT_TRUE(waitForEnd(id));
    page.toggleDock("log");
    QTest::qWait(50);
    EXPECT_FALSE(page.findChild<LogView*>()->visibleRegion().isEmpty()) << "brought to the front";
    page.toggleDock("log");
    EXPECT_TRUE(page.findChild<QDockWidget*>("dock.log")->isHidden()) << "and then hidden";
    const Json state = page.saveState();
    m_methods = nullptr;
    m_window.reset();
    openWindow();
    MethodPage& again = open("fixture_counter");
    again.restoreState(state);
    EXPECT_EQ(again.draft().value("points"), 1234);
    EXPECT_EQ(again.shownRun(), id);
    EXPECT_TRUE(again.findChild<QDockWidget*>("dock.log")->isHidden());
    again.resetLayout();
    EXPECT_FALSE(again.findChild<QDockWidget*>("dock.log")->isHidden());
    again.restoreState(Json::parse(R"({"draft": 3, "docks": "%%%", "run": 99999, "panel": [1]})"));
    EXPECT_EQ(again.shownRun(), id) << "nonsense is passed over";
}

TEST_F(MethodPageTest, ARunAddressOpensItsMethodsPage) {
    MethodPage& page = open("fixture_counter");
    fast(page);
    page.startRun();
    ASSERT_TRUE(waitFor([&] { return page.shownRun().has_value(); }));
    const std::int64_t id = *page.shownRun();
    ASSERT_TRUE(waitForEnd(id));
    page.showRun(std::nullopt);
    ASSERT_EQ(m_window->open(QString("run/%1").arg(id)), &page);
    EXPECT_TRUE(waitFor([&] { return page.shownRun() == id; }));
    QSignalSpy reported(&m_window->workbench(), &Workbench::reported);
    EXPECT_FALSE(m_window->open("run/4711"));
    EXPECT_EQ(reported.size(), 1);
}

TEST_F(MethodPageTest, APanelThatThrowsIsReplacedByACardAndComesBack) {
    MethodPage& page = open("panel_throwing");
    ASSERT_TRUE(page.panel()) << page.panelProblem().toStdString();
    const ArtifactSpec spec{"x", "image", "", "", 0, Json::object()};
    const std::map<std::string, std::function<void()>> places = {
        {"paint", [&] { page.panel()->update(); }},
        {"click", [&] { QTest::mouseClick(page.panel(), Qt::LeftButton); }},
        {"other", [&] { QTest::mouseClick(page.panel(), Qt::LeftButton); }},
        {"answer", [&] { QTest::mouseClick(page.panel(), Qt::LeftButton); }},
        {"show_run", [&] { page.showRun(page.shownRun() ? std::nullopt : std::optional<std::int64_t>(1)); }},
        {"preview", [&] { page.showRun(1), Q_EMIT m_window->workbench().runs().preview(1, spec, Array::zeros(DType::U8, {2, 2})); }},
        {"run_updated", [&] { page.showRun(1), Q_EMIT m_window->workbench().runs().runChanged(1); }},
        {"drop", [&] { page.dropFiles({"/no/such/file"}); }},
        {"save", [&] { page.saveState(); }},
        {"restore", [&] { page.restoreState({{"panel", {{"clicks", 3}}}}); }},
        {"settled", [&] { waitFor([&] { return page.settled() || !page.panel(); }); }}};
    for (const auto& [place, provoke] : places) {
        ASSERT_TRUE(waitFor([&] { return page.panel() != nullptr; })) << place;
        ASSERT_TRUE(page.draft().set("where", place).ok()) << place;
        provoke();
        ASSERT_TRUE(waitFor([&] { return page.panel() == nullptr; }, 5000)) << place;
        EXPECT_FALSE(page.panelProblem().isEmpty()) << place;
        if (place == "click") {
            EXPECT_TRUE(page.panelProblem().contains("thrown in click")) << page.panelProblem().toStdString();
            look("panel-card");
        }
        ASSERT_TRUE(page.draft().set("where", "nowhere").ok());
        QTest::mouseClick(child<QPushButton>(page, "panel.reload"), Qt::LeftButton);
    }
    ASSERT_TRUE(waitFor([&] { return page.panel() != nullptr; }));
    EXPECT_EQ(m_window->currentPage(), &page) << "the window stands";
}

TEST_F(MethodPageTest, APanelCanBeSwitchedOffAndOnAgain) {
    MethodPage& page = open("panel_throwing");
    ASSERT_TRUE(page.panel()) << page.panelProblem().toStdString();
    ASSERT_TRUE(page.draft().set("where", "click").ok());
    QTest::mouseClick(page.panel(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return !page.panel(); }));
    QTest::mouseClick(child<QPushButton>(page, "panel.disable"), Qt::LeftButton);
    EXPECT_EQ(m_methods->loader().health("panel_throwing").state, PanelLoader::Health::State::Disabled);
    auto* health = qobject_cast<HealthPage*>(m_window->open("health"));
    ASSERT_TRUE(health);
    look("health");
    QTableWidget* table = health->table();
    int at = -1;
    for (int i = 0; i < table->rowCount(); ++i)
        if (table->item(i, 1)->text() == "Throwing panel") at = i;
    ASSERT_GE(at, 0);
    EXPECT_EQ(table->item(at, 0)->checkState(), Qt::Unchecked);
    EXPECT_EQ(table->item(at, 2)->text(), "Switched off");
    table->item(at, 0)->setCheckState(Qt::Checked);
    EXPECT_NE(m_methods->loader().health("panel_throwing").state, PanelLoader::Health::State::Disabled);
    ASSERT_TRUE(page.draft().set("where", "nowhere").ok());
    m_window->open("method/panel_throwing");
    if (!page.panel()) page.reloadPanel();
    EXPECT_TRUE(waitFor([&] { return page.panel() != nullptr; }));
}

TEST_F(MethodPageTest, AMethodWithoutAPanelShowsItsOutputs) {
    MethodPage& page = open("fixture_counter");
    ASSERT_TRUE(qobject_cast<GenericPanel*>(page.panel()));
    fast(page);
    page.startRun();
    ASSERT_TRUE(waitFor([&] { return page.shownRun().has_value(); }));
    ASSERT_TRUE(waitForEnd(*page.shownRun()));
    EXPECT_TRUE(waitFor([&] { return !page.panel()->findChildren<ArtifactView*>().isEmpty() && page.panel()->settled(); }));
    look("generic");
}

TEST_F(MethodPageTest, EveryControlHasANameAndOpeningAgainLeavesNothingBehind) {
    for (int turn = 0; turn < 5; ++turn) {
        open("fixture_counter");
        m_window->closePage("method/fixture_counter");
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    MethodPage& page = open("fixture_counter");
    for (const QAbstractButton* button : page.findChildren<QAbstractButton*>()) {
        const QString name = button->accessibleName() + button->text() + button->toolTip();
        if (button->isVisible() && !button->objectName().startsWith("qt_")) {
            EXPECT_FALSE(name.isEmpty()) << button->metaObject()->className() << " " << button->parent()->objectName().toStdString();
        }
    }
}

}  // namespace vitrine

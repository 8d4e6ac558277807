// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QMainWindow>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

#include "tests/widgets/active_window.h"
#include "widgets/base/action_registry.h"

namespace vitrine {
namespace {

class Actions : public ::testing::Test {
protected:
    void SetUp() override {
        window.setCentralWidget(page = new QWidget);
        ASSERT_TRUE(testing::showActive(window));
    }
    QAction* add(const QString& id, const QString& group, const QString& title, const QString& keys, QObject* owner = nullptr) {
        return registry.add({id, title, group, "play", QKeySequence(keys), "What it does."}, owner ? owner : &window, [this, id] { ran << id; });
    }
    QMainWindow window;
    QWidget* page = nullptr;
    ActionRegistry registry{&window};
    QStringList ran;
};

TEST_F(Actions, shortcutRunsItAndTellsTheId) {
    QAction* start = add("runs.start", "Run", "Start run", "Ctrl+R");
    QSignalSpy triggered(&registry, &ActionRegistry::triggered);
    QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
    EXPECT_EQ(ran, QStringList{"runs.start"});
    ASSERT_EQ(triggered.count(), 1);
    EXPECT_EQ(triggered[0][0].toString(), "runs.start");
    EXPECT_EQ(start->toolTip(), "Start run (Ctrl+R)\nWhat it does.");
    EXPECT_EQ(ActionRegistry::idOf(start), "runs.start");
    EXPECT_EQ(ActionRegistry::groupOf(start), "Run");
    EXPECT_EQ(ActionRegistry::helpOf(start), "What it does.");
    EXPECT_FALSE(start->icon().isNull());
}

TEST_F(Actions, orderIsByGroupThenTitle) {
    add("b", "View", "Zoom in", "");
    add("a", "Run", "Stop", "");
    add("c", "Run", "Start", "");
    QStringList ids;
    for (const QAction* action : registry.all()) ids << ActionRegistry::idOf(action);
    EXPECT_EQ(ids, (QStringList{"c", "a", "b"}));
}

TEST_F(Actions, conflictIsToldAndTheNewerOneWins) {
    add("runs.start", "Run", "Start run", "Ctrl+R");
    add("view.reload", "View", "Reload", "F5");
    EXPECT_EQ(registry.conflict("view.reload", QKeySequence("Ctrl+R")), "runs.start");
    EXPECT_EQ(registry.conflict("runs.start", QKeySequence("Ctrl+R")), "") << "not with itself";
    EXPECT_EQ(registry.conflict("view.reload", QKeySequence()), "");
    registry.setShortcut("view.reload", QKeySequence("Ctrl+R"));
    QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
    EXPECT_EQ(ran, QStringList{"view.reload"});
    EXPECT_TRUE(registry.find("runs.start")->shortcut().isEmpty());
    EXPECT_EQ(registry.defaultShortcut("runs.start"), QKeySequence("Ctrl+R"));
}

TEST_F(Actions, chosenShortcutsSurviveARestartAndAbsentActions) {
    add("runs.start", "Run", "Start run", "Ctrl+R");
    registry.setShortcut("runs.start", QKeySequence("Ctrl+Shift+R"));
    const Json saved = registry.shortcuts();
    EXPECT_EQ(saved, (Json{{"runs.start", "Ctrl+Shift+R"}}));
    registry.setShortcut("runs.start", QKeySequence("Ctrl+R"));
    EXPECT_EQ(registry.shortcuts(), Json::object()) << "the default is not written down";

    Json other = saved;
    other["lrp_resnet.next_image"] = "N";
    registry.restoreShortcuts(other);
    EXPECT_EQ(registry.find("runs.start")->shortcut(), QKeySequence("Ctrl+Shift+R"));
    EXPECT_EQ(registry.shortcuts(), other) << "that of a panel that is not loaded is kept";
    EXPECT_EQ(add("lrp_resnet.next_image", "Panel", "Next image", "Right")->shortcut(), QKeySequence("N"));
    registry.restoreShortcuts(Json::array());
    EXPECT_EQ(registry.find("runs.start")->shortcut(), QKeySequence("Ctrl+R"));
}

TEST_F(Actions, actionGoesWithItsOwner) {
    auto* owner = new QObject(page);
    add("panel.next", "Panel", "Next", "N", owner);
    QSignalSpy changed(&registry, &ActionRegistry::changed);
    delete owner;
    EXPECT_EQ(registry.find("panel.next"), nullptr);
    EXPECT_EQ(changed.count(), 1);
}

TEST_F(Actions, pagesNeverSeenTogetherMayUseTheSameKey) {
    auto* first = new QWidget(page);
    auto* second = new QWidget(page);
    first->show();
    second->hide();
    add("first.next", "Panel", "Next", "Ctrl+N", first);
    add("second.next", "Panel", "Next", "Ctrl+N", second);
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    EXPECT_EQ(ran, QStringList{"first.next"});
    first->hide();
    second->show();
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    EXPECT_EQ(ran, (QStringList{"first.next", "second.next"}));
}

TEST_F(Actions, defaultThatANeighbourHasIsLeftOut) {
    add("window.new", "Window", "New", "Ctrl+N");
    EXPECT_TRUE(add("panel.next", "Panel", "Next", "Ctrl+N", page)->shortcut().isEmpty());
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    EXPECT_EQ(ran, QStringList{"window.new"});
}

}  // namespace
}  // namespace vitrine

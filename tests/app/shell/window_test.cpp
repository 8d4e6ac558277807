// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QDockWidget>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QStatusBar>
#include <QToolButton>

#include "app/shell/command_palette.h"
#include "app/shell/drop_target.h"
#include "app/shell/help_actions.h"
#include "app/shell/main_menu.h"
#include "app/shell/message_bar.h"
#include "app/shell/navigation_rail.h"
#include "app/shell/page_actions.h"
#include "app/shell/quit_guard.h"
#include "app/shell/settings.h"
#include "app/shell/shortcut_keeper.h"
#include "app/shell/status_line.h"
#include "app/shell/theme_switch.h"
#include "app/shell/undo_history.h"
#include "app/shell/view_actions.h"
#include "tests/app/window_bench.h"
#include "widgets/base/state_edit.h"

namespace vitrine {
namespace {

struct FullBench : WindowBench {
    explicit FullBench(int methods = 3) : WindowBench(methods) {
        window->add<ThemeSwitch>();
        window->add<UndoHistory>();
        window->add<PageActions>();
        window->add<ViewActions>();
        palette = window->add<CommandPalette>();
        window->add<MainMenu>();
        drop = window->add<DropTarget>();
        window->add<HelpActions>(std::filesystem::path());
        window->add<QuitGuard>();
        window->add<ShortcutKeeper>();
        window->add<StatusLine>();
        window->addRailEntry("Counter", "gallery", "method/method_0");
    }
    void type(const QString& text) { QTest::keyClicks(palette->edit(), text); }
    CommandPalette* palette;
    DropTarget* drop;
};

TEST(MainWindow, opensRaisesClosesAndReopensPages) {
    FullBench bench;
    bench.show();
    Page* first = bench.window->open("method/method_0");
    ASSERT_TRUE(first);
    EXPECT_EQ(bench.window->open("method/method_0"), first);
    Page* second = bench.window->open("method/method_1");
    EXPECT_EQ(bench.window->currentPage(), second);
    QTest::keyClick(bench.window.get(), Qt::Key_PageUp, Qt::ControlModifier);
    EXPECT_EQ(bench.window->currentPage(), first);
    EXPECT_TRUE(bench.window->rail().button("method/method_0")->isChecked());
    QTest::keyClick(bench.window.get(), Qt::Key_W, Qt::ControlModifier);
    EXPECT_EQ(bench.window->addresses(), QStringList{"method/method_1"});
    QTest::keyClick(bench.window.get(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(bench.window->addresses().size(), 2);
    EXPECT_FALSE(bench.window->open("method/no_such"));
    ASSERT_EQ(bench.window->messages().count(), 1);
    EXPECT_TRUE(bench.window->messages().texts()[0].contains("no_such"));
}

TEST(MainWindow, messagesAreCopiedCountedAndDismissed) {
    FullBench bench;
    bench.show();
    const Error error{ErrorCode::Io, "Cannot read file", "a.csv", "the disk is gone", "Plug it in."};
    Q_EMIT bench.window->workbench().reported(error);
    Q_EMIT bench.window->workbench().reported(error);
    EXPECT_EQ(bench.window->messages().count(), 1);
    look(*bench.window, "message");
    QTest::mouseClick(bench.window->messages().findChild<QToolButton*>("copy"), Qt::LeftButton);
    EXPECT_EQ(QApplication::clipboard()->text(), qs(error.message()));
    QTest::mouseClick(bench.window->messages().findChild<QToolButton*>("close"), Qt::LeftButton);
    EXPECT_EQ(bench.window->messages().count(), 0);
    for (int i = 0; i < 9; ++i) Q_EMIT bench.window->workbench().reported({ErrorCode::Io, "Error", std::to_string(i), "", ""});
    EXPECT_EQ(bench.window->messages().count(), 3);
}

TEST(CommandPalette, opensAMethodByKeyboardAlone) {
    FullBench bench(60);
    bench.show();
    QTest::keyClick(bench.window.get(), Qt::Key_K, Qt::ControlModifier);
    ASSERT_TRUE(bench.palette->isOpen());
    bench.type("m17");
    ASSERT_GT(bench.palette->list()->model()->rowCount(), 0);
    QTest::keyClick(bench.palette->edit(), Qt::Key_Return);
    EXPECT_FALSE(bench.palette->isOpen());
    ASSERT_TRUE(bench.window->currentPage());
    EXPECT_EQ(bench.window->currentPage()->address(), "method/method_17");
    QTest::keyClick(bench.window.get(), Qt::Key_K, Qt::ControlModifier);
    EXPECT_EQ(bench.palette->list()->currentIndex().data().toString(),
              bench.window->currentPage()->title().isEmpty() ? "" : bench.window->workbench().titleOf("method/method_17"))
        << "what was used last comes first";
    QTest::keyClick(bench.palette->edit(), Qt::Key_Escape);
    EXPECT_FALSE(bench.palette->isOpen());
}

TEST(CommandPalette, findsActionsSettingsAndParameters) {
    FullBench bench;
    bench.show();
    bench.window->open("method/method_0");
    const auto first = [&](const QString& text) {
        bench.palette->open(text);
        const QString group = bench.palette->list()->model()->index(0, 0).data(PaletteModel::GroupRole).toString();
        const QString title = bench.palette->list()->model()->index(0, 0).data().toString();
        bench.palette->close();
        return group + "/" + title;
    };
    EXPECT_EQ(first("full screen"), "View/Full screen");
    EXPECT_EQ(first("pictures on the cards"), "Setting/Pictures on the cards");
    EXPECT_EQ(first("steps"), "Parameter/Steps");
    EXPECT_EQ(first("dark col"), "View/Dark colours");
    bench.palette->open("xqzw");
    EXPECT_EQ(bench.palette->list()->model()->rowCount(), 0);
}

TEST(CommandPalette, answersEveryKeyInTime) {
    FullBench bench(60);
    bench.show();
    double start = testing::threadMilliseconds();
    bench.palette->open();
    const double opening = testing::threadMilliseconds() - start;
    double slowest = 0;
    for (const QChar letter : QString("relevance splitting")) {
        start = testing::threadMilliseconds();
        QTest::keyClick(bench.palette->edit(), letter.toLatin1());
        bench.palette->list()->viewport()->repaint();
        slowest = std::max(slowest, testing::threadMilliseconds() - start);
    }
    RecordProperty("opening_ms", static_cast<int>(opening));
    RecordProperty("slowest_key_ms", static_cast<int>(slowest));
    EXPECT_LT(opening, 100);
    EXPECT_LT(slowest, 50);
    look(*bench.window, "palette");
}

TEST(UndoHistory, followsThePageInFront) {
    FullBench bench;
    bench.show();
    CounterPage* first = bench.counter("method/method_0");
    CounterPage* second = bench.counter("method/method_1");
    second->undoStack()->push(new StateEdit("count", 0, 4, [second](const Json& value) { second->count = value.get<int>(); }));
    EXPECT_EQ(second->count, 4);
    QAction* undo = bench.window->workbench().actions().find("edit.undo");
    EXPECT_TRUE(undo->isEnabled());
    bench.window->open("method/method_0");
    EXPECT_FALSE(undo->isEnabled()) << "the other page has no edits";
    QTest::keyClick(bench.window.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(second->count, 4);
    bench.window->open("method/method_1");
    QTest::keyClick(bench.window.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(second->count, 0);
    QTest::keyClick(bench.window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(second->count, 4);
    QTest::keyClick(bench.window.get(), Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_TRUE(bench.window->behaviour<UndoHistory>()->dock()->isVisible());
    EXPECT_EQ(first->count, 0);
}

TEST(DropTarget, thePageInFrontComesFirst) {
    FullBench bench;
    bench.show();
    const QString file = bench.folder.filePath("data.csv");
    ASSERT_TRUE(writeAtomically(ss(file), "a,b\n1,2\n").ok());
    CounterPage* page = bench.counter("method/method_0");
    page->takesFiles = true;
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(bench.window.get(), &enter);
    EXPECT_TRUE(enter.isAccepted());
    look(*bench.window, "drop");
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(bench.window.get(), &drop);
    EXPECT_EQ(page->dropped, QStringList{file});
    EXPECT_EQ(bench.window->workbench().recent().first(), "file" + file);
}

TEST(DropTarget, offersTheMethodsThatReadTheFormat) {
    FullBench bench;
    bench.show();
    const QString file = bench.folder.filePath("data.csv");
    ASSERT_TRUE(writeAtomically(ss(file), "a,b\n1,2\n").ok());
    QSignalSpy offered(bench.drop, &DropTarget::offered);
    bench.drop->take({file});
    ASSERT_TRUE(!offered.isEmpty() || offered.wait(5000));
    auto* dialog = bench.window->findChild<QWidget*>("drop.methods");
    ASSERT_TRUE(dialog);
    look(*dialog, "drop_methods");
    auto* list = dialog->findChild<QListWidget*>();
    EXPECT_EQ(list->count(), 3);
    QTest::keyClick(list, Qt::Key_Return);
    ASSERT_TRUE(bench.window->currentPage());
    EXPECT_EQ(bench.window->currentPage()->address(), "method/method_0");
    EXPECT_TRUE(QTest::qWaitFor([&] { return bench.window->messages().count() == 1; }))
        << "the fake page does not take it, and that is told";
}

TEST(DropTarget, tellsWhatCannotBeOpened) {
    FullBench bench;
    bench.show();
    std::filesystem::create_directories(bench.root / "plug");
    ASSERT_TRUE(writeAtomically(bench.root / "plug/plugin.json", "{}").ok());
    ASSERT_TRUE(writeAtomically(bench.root / "odd.xyz", "\x01\x02\x03").ok());
    for (const char* name : {"plug", "odd.xyz", "missing.csv"}) {
        bench.window->messages().dismissAll();
        bench.drop->take({qs((bench.root / name).string())});
        EXPECT_TRUE(QTest::qWaitFor([&] { return bench.window->messages().count() == 1; })) << name;
    }
}

TEST(QuitGuard, saysThatRunsGoOn) {
    WindowBench bench;
    RunRequest request;
    request.method = "method_0";
    ASSERT_TRUE(bench.window->workbench().store().createRun(request).ok());
    bench.window.reset();
    bench.open();
    bench.window->add<QuitGuard>();
    bench.show();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !bench.window->workbench().runs().active().empty(); }));
    EXPECT_FALSE(bench.window->close());
    auto* box = bench.window->findChild<QMessageBox*>("quit.question");
    ASSERT_TRUE(box);
    look(*box, "quit");
    QTest::keyClick(box, Qt::Key_Escape);
    EXPECT_TRUE(bench.window->isVisible());
    EXPECT_FALSE(bench.window->close());
    box = bench.window->findChildren<QMessageBox*>("quit.question").last();
    QTest::mouseClick(box->defaultButton(), Qt::LeftButton);
    EXPECT_FALSE(bench.window->isVisible());
    EXPECT_EQ(bench.window->workbench().store().run(1)->row.state, RunState::Queued) << "the run was left alone";
}

TEST(ThemeSwitch, settingActionAndLookAreOne) {
    FullBench bench;
    bench.show();
    bench.window->workbench().actions().find("view.theme.dark")->trigger();
    EXPECT_TRUE(Theme::instance().dark());
    EXPECT_EQ(bench.window->workbench().settings().text("theme"), "dark");
    look(*bench.window, "window_dark");
    bench.window->workbench().actions().find("view.theme.light")->trigger();
    EXPECT_FALSE(Theme::instance().dark());
}

TEST(ShortcutKeeper, chosenShortcutsHoldInTheNextWindow) {
    FullBench bench;
    bench.window->workbench().actions().setShortcut("view.full_screen", QKeySequence("Ctrl+Alt+F"));
    bench.window.reset();
    bench.open();
    bench.window->add<ViewActions>();
    bench.window->add<ShortcutKeeper>();
    EXPECT_EQ(bench.window->workbench().actions().find("view.full_screen")->shortcut(), QKeySequence("Ctrl+Alt+F"));
}

TEST(MainWindow, everyControlHasAName) {
    FullBench bench;
    bench.show();
    bench.window->open("method/method_0");
    Q_EMIT bench.window->workbench().reported({ErrorCode::Io, "Error", "x", "", ""});
    bench.palette->open();
    EXPECT_EQ(nameless(*bench.window).join("\n"), "");
}

TEST(MainWindow, everyActionHasATitleAndAGroup) {
    FullBench bench;
    for (const QAction* action : bench.window->workbench().actions().all()) {
        EXPECT_FALSE(action->text().isEmpty()) << ss(ActionRegistry::idOf(action));
        EXPECT_FALSE(ActionRegistry::groupOf(action).isEmpty()) << ss(ActionRegistry::idOf(action));
    }
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

#include "app/pages/settings_page.h"
#include "app/pages/settings_place.h"
#include "app/pages/shortcuts_page.h"
#include "app/shell/command_palette.h"
#include "app/shell/page_actions.h"
#include "app/shell/settings.h"
#include "app/shell/theme_switch.h"
#include "app/shell/undo_history.h"
#include "app/shell/view_actions.h"
#include "tests/app/window_bench.h"

namespace vitrine {
namespace {

struct SettingsBench : WindowBench {
    SettingsBench() {
        window->add<ThemeSwitch>();
        window->add<UndoHistory>();
        window->add<PageActions>();
        window->add<ViewActions>();
        window->add<CommandPalette>();
        window->add<SettingsPlace>();
    }
    Settings& settings() { return window->workbench().settings(); }
};

TEST(SettingsPage, controlsSetUndoAndReset) {
    SettingsBench bench;
    bench.show();
    auto* page = dynamic_cast<SettingsPage*>(bench.window->open("settings"));
    ASSERT_TRUE(page);
    auto* recent = page->findChild<QCheckBox*>("param.gallery_recent");
    ASSERT_TRUE(recent);
    EXPECT_TRUE(recent->isChecked());
    QTest::keyClick(recent, Qt::Key_Space);
    EXPECT_FALSE(bench.settings().isTrue("gallery_recent"));
    EXPECT_TRUE(page->findChild<QPushButton*>("reset.Gallery")->isEnabled());
    QTest::keyClick(bench.window.get(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(bench.settings().isTrue("gallery_recent"));
    EXPECT_TRUE(recent->isChecked()) << "the control shows what is";
    QTest::keyClick(bench.window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_FALSE(recent->isChecked());
    QTest::mouseClick(page->findChild<QPushButton*>("reset.Gallery"), Qt::LeftButton);
    EXPECT_TRUE(bench.settings().isTrue("gallery_recent"));
    EXPECT_FALSE(page->findChild<QPushButton*>("reset.Gallery")->isEnabled());
}

TEST(SettingsPage, theThemeChangesAtOnce) {
    SettingsBench bench;
    bench.show();
    auto* page = bench.window->open("settings");
    auto* theme = page->findChild<QComboBox*>("param.theme");
    ASSERT_TRUE(theme);
    look(*bench.window, "settings_light");
    QTest::keyClick(theme, Qt::Key_End);
    EXPECT_EQ(bench.settings().text("theme"), "dark");
    EXPECT_TRUE(Theme::instance().dark());
    look(*bench.window, "settings_dark");
    ASSERT_TRUE(bench.settings().set("theme", "light").ok());
    EXPECT_EQ(theme->currentText(), "Light") << "a change from elsewhere is shown";
}

TEST(SettingsPage, typingFindsAndThePaletteLeadsThere) {
    SettingsBench bench;
    bench.show();
    auto* page = dynamic_cast<SettingsPage*>(bench.window->open("settings"));
    page->search()->setText("slow pauses");
    EXPECT_FALSE(page->findChild<QWidget*>("row.theme")->isVisible());
    page->search()->setText("pauses");
    EXPECT_TRUE(page->findChild<QWidget*>("row.slow_event")->isVisible());
    EXPECT_FALSE(page->findChild<QWidget*>("row.theme")->isVisible());
    page->search()->clear();
    EXPECT_TRUE(bench.window->reveal("settings", "param.slow_event"));
    QWidget* editor = page->findChild<QWidget*>("param.slow_event");
    EXPECT_TRUE(editor->hasFocus() || editor->isAncestorOf(bench.window->focusWidget()));
    EXPECT_EQ(nameless(*bench.window).join("\n"), "");
}

TEST(ShortcutsPage, keysAreRecordedConflictsToldAndUndone) {
    SettingsBench bench;
    bench.show();
    auto* page = dynamic_cast<ShortcutsPage*>(bench.window->open("settings/shortcuts"));
    ASSERT_TRUE(page);
    ActionRegistry& actions = bench.window->workbench().actions();
    page->choose("view.full_screen");
    ASSERT_EQ(page->chosen(), "view.full_screen");
    page->keys()->setFocus();
    QTest::keyClick(page->keys(), Qt::Key_J, Qt::ControlModifier | Qt::AltModifier);
    EXPECT_EQ(page->keys()->keySequence(), QKeySequence("Ctrl+Alt+J"));
    EXPECT_EQ(page->warning()->text(), "");
    auto* set = page->findChild<QPushButton*>("shortcuts.set");
    QTest::mouseClick(set, Qt::LeftButton);
    EXPECT_EQ(actions.find("view.full_screen")->shortcut(), QKeySequence("Ctrl+Alt+J"));

    page->keys()->setKeySequence(actions.find("page.close")->shortcut());
    EXPECT_TRUE(page->warning()->text().contains("Close page"));
    look(*bench.window, "shortcuts_conflict");
    QTest::mouseClick(set, Qt::LeftButton);
    EXPECT_EQ(actions.find("view.full_screen")->shortcut(), QKeySequence("Ctrl+W"));
    EXPECT_TRUE(actions.find("page.close")->shortcut().isEmpty()) << "the newer one wins";
    QTest::qWait(20);
    EXPECT_EQ(page->chosen(), "view.full_screen") << "the refilled table keeps its place";

    page->undoStack()->undo();
    EXPECT_EQ(actions.find("page.close")->shortcut(), QKeySequence("Ctrl+W"));
    EXPECT_EQ(actions.find("view.full_screen")->shortcut(), QKeySequence("Ctrl+Alt+J"));
    page->undoStack()->undo();
    EXPECT_EQ(actions.find("view.full_screen")->shortcut(), QKeySequence("F11"));
    EXPECT_EQ(nameless(*bench.window).join("\n"), "");
}

TEST(ShortcutsPage, searchFindsByNameAndByKeys) {
    SettingsBench bench;
    bench.show();
    auto* page = dynamic_cast<ShortcutsPage*>(bench.window->open("settings/shortcuts"));
    const auto shown = [&] {
        QStringList titles;
        for (int group = 0; group < page->table()->topLevelItemCount(); ++group)
            for (int i = 0; i < page->table()->topLevelItem(group)->childCount(); ++i)
                if (auto* item = page->table()->topLevelItem(group)->child(i); !item->isHidden() && !item->parent()->isHidden())
                    titles << item->text(0);
        return titles;
    };
    EXPECT_GT(shown().size(), 10);
    page->search()->setText("Ctrl+W");
    EXPECT_EQ(shown(), QStringList{"Close page"});
    page->search()->setText("full screen");
    EXPECT_EQ(shown(), QStringList{"Full screen"});
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QtTest>

#include "app/behaviours.h"
#include "app/gallery/gallery_page.h"
#include "app/method/method_page.h"
#include "app/shell/main_window.h"
#include "app/shell/session_keeper.h"
#include "app/shell/session_lock.h"
#include "core/base/paths.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/fault_guard.h"
#include "widgets/base/text.h"
#include "widgets/form/run_draft.h"
#include "widgets/panel/panel.h"

namespace vitrine {

inline constexpr int kFirstAnswerMs = 90'000;   // A guard: LibTorch, weights, and where there is no data a small training.

/// The program of the same build.
inline std::string windowProgram() { return (executableFolder() / "vitrine").string(); }

/// The window as `vitrine` makes it, with every behaviour, on folders of its own; can be ended without a word and started again.
class WholeWindow {
public:
    /// On `root`, or on a folder of its own.
    explicit WholeWindow(std::filesystem::path root = {}) : m_root(std::move(root)) { start(); }
    ~WholeWindow() { stop(); }

    void start() {
        m_lock = std::make_unique<SessionLock>(state() / "session.lock");
        ASSERT_TRUE(m_lock->acquire());
        auto store = ExperimentStore::open(root() / "store");
        ASSERT_TRUE(store.ok()) << store.error().message();
        m_window = std::make_unique<MainWindow>(Workbench::Options{root() / "store", state(), false}, PluginCatalog::scanDefault(), *std::move(store));
        addBehaviours(*m_window, {m_lock.get(), {}});
        m_window->behaviour<SessionKeeper>()->restore();
        if (m_window->pages().empty()) m_window->open("gallery");
        m_window->resize(1440, 900);
        m_window->show();
        m_window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
    }
    void stop() {
        m_window.reset();
        m_lock.reset();
    }

    MainWindow& window() const { return *m_window; }
    std::filesystem::path root() const { return m_root.empty() ? std::filesystem::path(ss(m_folder.path())) : m_root; }
    std::filesystem::path state() const { return root() / "state"; }
    QAction* action(const char* id) const { return m_window->workbench().actions().find(id); }
    MethodPage* method() const { return qobject_cast<MethodPage*>(m_window->currentPage()); }
    /// Keys where the focus is, as a person types them.
    static void type(const QString& text) { QTest::keyClicks(QApplication::focusWidget(), text); }
    static void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWidget* target = QApplication::focusWidget() ? QApplication::focusWidget() : QApplication::activeWindow();
        ASSERT_TRUE(target);
        QTest::keyClick(target, static_cast<Qt::Key>(key), modifiers);
    }
    bool settled(int timeoutMs = kFirstAnswerMs) const {
        return testing::waitUntil([this] { return m_window->currentPage() && m_window->currentPage()->settled(); }, timeoutMs);
    }
    std::optional<RunState> stateOf(std::int64_t run) const {
        const auto record = m_window->workbench().store().run(run);
        return record.ok() ? std::optional(record->row.state) : std::nullopt;
    }
    void look(const QString& name) const { testing::keepForLook(testing::pictureOf(*m_window, 1), name); }

private:
    const std::filesystem::path m_root;
    testing::ScratchFolder m_folder;
    std::unique_ptr<SessionLock> m_lock;
    std::unique_ptr<MainWindow> m_window;
};

}  // namespace vitrine

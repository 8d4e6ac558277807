// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "app/method/method_page.h"
#include "app/method/methods_behaviour.h"
#include "app/method/panel_loader.h"
#include "app/shell/main_window.h"
#include "core/base/files.h"

namespace vitrine::testing {

inline bool waitFor(const std::function<bool()>& done, int milliseconds = 15'000) { return QTest::qWaitFor(done, milliseconds); }

inline std::filesystem::path buildFolder() { return VITRINE_BINARY_DIR; }
inline std::filesystem::path panelFile(const std::string& id) { return buildFolder() / "fixtures/panels" / id / (id + "_panel.so"); }

/// Fixture methods, fixture panels, and small programs in place of the real ones.
class FixtureTest : public ::testing::Test {
protected:
    FixtureTest() {
        qputenv("VITRINE_CLI", (buildFolder() / "bin/worker_host").c_str());
        qputenv("VITRINE_PROBE", (buildFolder() / "bin/panel_probe_host").c_str());
        qputenv("VITRINE_PLUGINS", ((buildFolder() / "fixtures/plugins").string() + ":" + (buildFolder() / "fixtures/panels").string()).c_str());
    }
    static PluginCatalog plugins() { return PluginCatalog::scan({buildFolder() / "fixtures/plugins", buildFolder() / "fixtures/panels"}); }
    std::filesystem::path state() const { return m_folder.path() / "state"; }

    TemporaryFolder m_folder;
};

/// The real window with nothing in it but the pages of the methods.
class MethodPageTest : public FixtureTest {
protected:
    MethodPageTest() { openWindow(); }

    void openWindow() {
        auto store = ExperimentStore::open(m_folder.path() / "store");
        m_window.emplace(Workbench::Options{m_folder.path() / "store", state(), false}, plugins(), std::move(*store));
        m_methods = m_window->add<MethodsBehaviour>();
        m_window->resize(1280, 800);
        m_window->show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&*m_window));
    }
    MethodPage& open(const QString& id) {
        auto* page = qobject_cast<MethodPage*>(m_window->open("method/" + id));
        EXPECT_TRUE(page);
        EXPECT_TRUE(waitFor([&] { return page->panel() || !page->panelProblem().isEmpty(); }));
        return *page;
    }
    template <class W>
    static W* child(QWidget& in, const char* name) {
        W* found = in.findChild<W*>(name);
        EXPECT_TRUE(found) << name;
        return found;
    }
    RunRow row(std::int64_t run) { return m_window->workbench().store().run(run)->row; }
    bool waitForEnd(std::int64_t run) {
        return waitFor([&] { return isEnded(row(run).state); });
    }
    /// Keeps a picture for a person to judge when VITRINE_LOOK names a folder.
    void look(const QString& name) {
        if (const QString folder = qEnvironmentVariable("VITRINE_LOOK"); !folder.isEmpty()) m_window->grab().save(folder + "/" + name + ".png");
    }

    std::optional<MainWindow> m_window;
    MethodsBehaviour* m_methods = nullptr;
};

}  // namespace vitrine::testing

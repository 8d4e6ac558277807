// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/artifact_browser.h"

#include <QLineEdit>
#include <QTreeView>

#include "tests/widgets/artifact/artifact_fixture.h"
#include "widgets/base/theme.h"
#include "widgets/image/heatmap_view.h"
#include "widgets/table/table_view.h"

namespace vitrine {
namespace {

using namespace test;

/// A store with one run of a few artifacts.
class ArtifactBrowserTest : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = ExperimentStore::open(m_folder.path().toStdString());
        ASSERT_TRUE(opened.ok());
        m_store.emplace(*std::move(opened));
        m_run = newRun();
        add(m_run, "images", "table", curves());
        for (int i = 0; i < 30; ++i) add(m_run, fmt::format("heatmap/{:04}", i), "heatmap", numbers({16, 16}));
        add(m_run, "input/0000", "image", bytes({16, 16, 3}));
    }

    std::int64_t newRun() {
        RunRequest request;
        request.method = "lrp_resnet";
        auto run = m_store->createRun(request);
        EXPECT_TRUE(run.ok());
        return run.ok() ? *run : -1;
    }

    void add(std::int64_t run, const std::string& name, const std::string& kind, const ArtifactData& data) {
        const auto record = m_store->run(run);
        ASSERT_TRUE(record.ok());
        const auto file = writeArtifactFile({name, kind, "", ""}, data, m_store->runFolder(record->row.uuid));
        ASSERT_TRUE(file.ok());
        ArtifactRow row;
        row.run = run;
        row.name = name;
        row.kind = kind;
        row.format = file->format;
        const auto added = m_store->addArtifact(row, file->path);
        ASSERT_TRUE(added.ok()) << added.error().message();
    }

    static bool settle(ArtifactBrowser& browser) { return testing::waitUntil([&] { return browser.settled(); }); }

    QTemporaryDir m_folder;
    std::optional<ExperimentStore> m_store;
    std::int64_t m_run = 0;
};

TEST_F(ArtifactBrowserTest, ListsFiltersAndShows) {
    ArtifactBrowser browser;
    browser.resize(900, 560);
    browser.show();
    browser.setRun(&*m_store, m_run);
    ASSERT_TRUE(settle(browser));
    EXPECT_EQ(browser.shownCount(), 32);
    ASSERT_TRUE(browser.current().has_value());
    EXPECT_EQ(browser.current()->name, "images");
    EXPECT_NE(qobject_cast<TableView*>(browser.view().content()), nullptr);
    ASSERT_TRUE(browser.select("heatmap/0007"));
    ASSERT_TRUE(settle(browser));
    EXPECT_NE(qobject_cast<HeatmapView*>(browser.view().content()), nullptr);
    auto* tree = browser.findChild<QTreeView*>();
    QTest::keyClick(tree, Qt::Key_Down);
    EXPECT_EQ(browser.current()->name, "heatmap/0008");
    QTest::keyClicks(browser.findChild<QLineEdit*>(), "heatmap/000");
    EXPECT_EQ(browser.shownCount(), 10);
    EXPECT_EQ(browser.current()->name, "heatmap/0008");   // Filtering closes nothing.
    for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        Theme::instance().setMode(mode);
        ASSERT_TRUE(settle(browser));
        testing::keepForLook(browser.grab().toImage(), mode == Theme::Mode::Dark ? "browser_dark" : "browser_light");
    }
    EXPECT_TRUE(testing::unnamedControls(browser).isEmpty()) << testing::unnamedControls(browser).join("; ").toStdString();
}

TEST_F(ArtifactBrowserTest, RefreshKeepsWhatIsOpen) {
    ArtifactBrowser browser;
    browser.resize(900, 560);
    browser.show();
    browser.setRun(&*m_store, m_run);
    ASSERT_TRUE(browser.select("heatmap/0003"));
    ASSERT_TRUE(settle(browser));
    QWidget* open = browser.view().content();
    add(m_run, "heatmap/9999", "heatmap", numbers({16, 16}));
    browser.refresh();
    EXPECT_EQ(browser.shownCount(), 33);
    EXPECT_EQ(browser.current()->name, "heatmap/0003");
    EXPECT_EQ(browser.view().content(), open);             // Not read again.
    add(m_run, "heatmap/0003", "heatmap", numbers({8, 8}));
    browser.refresh();
    ASSERT_TRUE(settle(browser));
    EXPECT_NE(browser.view().content(), open);             // Written anew: shown anew.
    // Another run: the artifact of the same name stays in view.
    const std::int64_t other = newRun();
    add(other, "heatmap/0003", "heatmap", numbers({16, 16}));
    add(other, "a_table", "table", curves());
    browser.setRun(&*m_store, other);
    ASSERT_TRUE(settle(browser));
    EXPECT_EQ(browser.current()->name, "heatmap/0003");
    EXPECT_EQ(browser.current()->run, other);
    browser.setRun(nullptr, std::nullopt);
    EXPECT_FALSE(browser.current().has_value());
    EXPECT_EQ(browser.view().content(), nullptr);
}

TEST_F(ArtifactBrowserTest, StateComesBack) {
    Json state;
    {
        ArtifactBrowser browser;
        browser.resize(900, 560);
        browser.setRun(&*m_store, m_run);
        browser.setFilter("heatmap");
        ASSERT_TRUE(browser.select("heatmap/0011"));
        ASSERT_TRUE(settle(browser));
        state = browser.saveState();
    }
    ArtifactBrowser again;
    again.resize(900, 560);
    again.restoreState(state);   // Before the run is known.
    again.setRun(&*m_store, m_run);
    ASSERT_TRUE(settle(again));
    EXPECT_EQ(again.current()->name, "heatmap/0011");
    EXPECT_EQ(again.shownCount(), 30);
}

}  // namespace
}  // namespace vitrine

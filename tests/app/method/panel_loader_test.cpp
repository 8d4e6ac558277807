// SPDX-License-Identifier: GPL-3.0-or-later
// Panels that must not take the window down: tried first, blamed after a crash, switched off and on.
#include "app/method/generic_panel.h"
#include "core/base/clock.h"
#include "core/base/process.h"
#include "tests/app/method/method_fixture.h"

namespace vitrine {
namespace {

using testing::waitFor;
using State = PanelLoader::Health::State;

class PanelLoaderTest : public testing::FixtureTest {
protected:
    PanelLoaderTest() : m_store(*ExperimentStore::open(m_folder.path() / "store")), m_catalog(plugins()), m_session(m_folder.path()), m_actions(&m_owner) {}

    Result<Panel*> make(PanelLoader& loader, const std::string& id) {
        const Manifest& manifest = **m_catalog.require(id);
        m_drafts.push_back(std::make_unique<RunDraft>(manifest, &m_undo));
        m_contexts.push_back(std::make_unique<PanelContext>(
            PanelContext{manifest, m_store, *m_drafts.back(), m_session, m_selection, m_undo, m_actions, {}, {}}));
        std::optional<Result<Panel*>> made;
        loader.make(*m_contexts.back(), &m_owner, [&](Result<Panel*> panel) { made = panel; });
        if (!waitFor([&] { return made.has_value(); })) return Error{ErrorCode::Internal, "never ready", "", "", ""};
        return *made;
    }

    ExperimentStore m_store;
    PluginCatalog m_catalog;
    QWidget m_owner;
    QUndoStack m_undo;
    LiveSession m_session;
    Selection m_selection;
    ActionRegistry m_actions;
    std::vector<std::unique_ptr<RunDraft>> m_drafts;
    std::vector<std::unique_ptr<PanelContext>> m_contexts;
};

struct Bad {
    const char *id, *why;
};

constexpr Bad kBad[] = {{"panel_wrong_abi", "vitrine-panel-9999"},    {"panel_no_symbol", "no panel"},          {"panel_not_elf", "panel_not_elf"},
                        {"panel_throws", "no colour map named magma"}, {"panel_aborts", "signal 6"},             {"panel_segfaults", "signal 11"},
                        {"panel_loops", "did not come to an end"},     {"panel_initialiser", "signal 6"}};

}  // namespace

TEST_F(PanelLoaderTest, BadLibrariesFailTheirTrialAndTheWindowGoesOn) {
    EXPECT_STREQ(kPanelAbi, "vitrine-panel-1") << "bad_panel.cpp has it written out";
    PanelLoader loader(state(), false);
    loader.setProbeLimit(1500);
    QTimer ticker;
    std::int64_t last = steadyMicros(), longest = 0;
    QObject::connect(&ticker, &QTimer::timeout, &ticker, [&] {
        longest = std::max(longest, steadyMicros() - last);
        last = steadyMicros();
    });
    ticker.start(5);
    for (const Bad& bad : kBad) {
        const auto panel = make(loader, bad.id);
        ASSERT_FALSE(panel.ok()) << bad.id;
        EXPECT_NE(panel.error().why.find(bad.why), std::string::npos) << bad.id << ": " << panel.error().message();
        EXPECT_EQ(loader.health(bad.id).state, State::Failed) << bad.id;
        EXPECT_FALSE(loader.health(bad.id).why.isEmpty()) << bad.id;
    }
    EXPECT_LT(longest, 250'000) << "the window went on";
    const std::int64_t start = steadyMicros();
    PanelLoader next(state(), false);
    for (const Bad& bad : kBad) EXPECT_FALSE(make(next, bad.id).ok()) << bad.id;
    EXPECT_LT(steadyMicros() - start, 1'000'000) << "the verdicts are remembered, the endless loop is not waited for again";
}

TEST_F(PanelLoaderTest, AGoodPanelIsTriedOnceAndLoaded) {
    PanelLoader loader(state(), false);
    const auto panel = make(loader, "panel_throwing");
    ASSERT_TRUE(panel.ok()) << panel.error().message();
    EXPECT_EQ((*panel)->objectName(), "throwing");
    EXPECT_EQ(loader.health("panel_throwing").state, State::Loaded);
    const double trial = loader.health("panel_throwing").probeMs;
    EXPECT_GT(trial, 0);
    PanelLoader next(state(), false);
    ASSERT_TRUE(make(next, "panel_throwing").ok());
    EXPECT_DOUBLE_EQ(next.health("panel_throwing").probeMs, trial);
    EXPECT_TRUE(waitFor([&] { return !std::filesystem::exists(state() / "blame.json"); })) << "nothing is being loaded any more";
}

TEST_F(PanelLoaderTest, AMethodWithoutAPanelGetsTheGenericOne) {
    PanelLoader loader(state(), false);
    const auto panel = make(loader, "fixture_counter");
    ASSERT_TRUE(panel.ok());
    EXPECT_TRUE(qobject_cast<GenericPanel*>(*panel));
}

TEST_F(PanelLoaderTest, APanelThatTookItsWindowDownIsSwitchedOffAtTheNextStart) {
    SpawnOptions options;
    options.arguments = {(testing::buildFolder() / "bin/panel_probe_host").string(), "--load", testing::panelFile("panel_segfaults").string(), state().string()};
    options.quiet = true;
    ASSERT_TRUE(makeFolder(state()).ok());
    auto window = ChildProcess::spawn(options);
    ASSERT_TRUE(window.ok());
    EXPECT_EQ(window->wait().signal, SIGSEGV);
    PanelLoader loader(state(), false);
    EXPECT_EQ(loader.blamed(), "panel_segfaults");
    EXPECT_EQ(loader.health("panel_segfaults").state, State::Disabled);
    EXPECT_FALSE(make(loader, "panel_segfaults").ok());
    PanelLoader later(state(), false);
    EXPECT_TRUE(later.blamed().empty()) << "told once";
    EXPECT_EQ(later.health("panel_segfaults").state, State::Disabled) << "and off until a person switches it on";
    QSignalSpy changed(&later, &PanelLoader::healthChanged);
    later.setDisabled("panel_segfaults", false);
    EXPECT_EQ(changed.size(), 1);
    EXPECT_EQ(later.health("panel_segfaults").state, State::NotLoaded);
}

TEST_F(PanelLoaderTest, ALoadingWindowIsNotBlamedBySecondOne) {
    ASSERT_TRUE(makeFolder(state()).ok());
    const int pid = static_cast<int>(QCoreApplication::applicationPid());
    ASSERT_TRUE(writeAtomically(state() / "blame.json", dumpJson({{"loading", {"panel_throwing"}}, {"pid", pid}, {"start", processStartTime(pid)}})).ok());
    EXPECT_TRUE(PanelLoader(state(), false).blamed().empty());
    ASSERT_TRUE(writeAtomically(state() / "blame.json", "not json at all").ok());
    EXPECT_TRUE(PanelLoader(state(), false).blamed().empty());
}

TEST_F(PanelLoaderTest, ASafeStartLoadsNone) {
    PanelLoader loader(state(), true);
    const auto panel = make(loader, "panel_throwing");
    ASSERT_FALSE(panel.ok());
    EXPECT_NE(panel.error().why.find("--safe"), std::string::npos);
}

}  // namespace vitrine

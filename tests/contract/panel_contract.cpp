// SPDX-License-Identifier: GPL-3.0-or-later
// What every plugin's panel promises: it opens without data, with a run, beside a run in progress, and with a session that cannot start; it
// comes back with its state; its pictures are not blank at 1x and 2x in light and dark; it can be opened and closed for ever.
#include <gtest/gtest.h>

#include <QLibrary>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/process.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/theme.h"
#include "widgets/panel/panel.h"

namespace vitrine {
namespace {

using testing::waitUntil;

constexpr int kSettleMs = 60'000;   // A guard: the first answer waits for LibTorch, weights and perhaps a small training.

/// A panel with all that a page gives it.
struct Desk {
    Desk(const Manifest& manifest, ExperimentStore& store)
        : draft(manifest, &undo), session(store.folder()), actions(&window),
          context{manifest, store, draft, session, selection, undo, actions,
                  [this](const Error& error) { errors.push_back(error); }, [](const QString&) {}} {
        window.resize(1280, 800);
        session.setOrder(draft.order());
        QObject::connect(&draft, &RunDraft::dataChanged, &session, [this] { session.setOrder(draft.order()); });
    }

    QWidget window;
    QUndoStack undo;
    RunDraft draft;
    LiveSession session;
    Selection selection;
    ActionRegistry actions;
    std::vector<Error> errors;
    PanelContext context;
};

class PanelContract : public ::testing::Test {
protected:
    void SetUp() override {
        const std::filesystem::path folder = qEnvironmentVariable("VITRINE_CONTRACT_PLUGIN").toStdString();
        auto manifest = Manifest::read(folder / "plugin.json");
        ASSERT_TRUE(manifest.ok()) << manifest.error().message();
        m_manifest = *std::move(manifest);
        m_library.setFileName(QString::fromStdString((folder / (m_manifest.id + "_panel.so")).string()));
        ASSERT_TRUE(m_library.load()) << m_library.errorString().toStdString();
        const auto abi = reinterpret_cast<const char* (*)()>(m_library.resolve("vitrine_panel_abi"));
        ASSERT_TRUE(abi && std::string(abi()) == kPanelAbi);
        m_create = reinterpret_cast<Panel* (*)(PanelContext*, QWidget*)>(m_library.resolve("vitrine_create_panel"));
        ASSERT_TRUE(m_create);
        auto store = ExperimentStore::open(m_folder.path().toStdString() + "/store");
        ASSERT_TRUE(store.ok()) << store.error().message();
        m_store = std::make_unique<ExperimentStore>(*std::move(store));
    }

    Panel* open(Desk& desk) {
        Panel* panel = m_create(&desk.context, &desk.window);
        panel->setGeometry(0, 0, desk.window.width(), desk.window.height());
        desk.window.show();
        panel->show();
        return panel;
    }

    /// A queued smoke run.
    std::int64_t smokeRun() {
        auto data = DatasetCatalog::openDefault();
        EXPECT_TRUE(data.ok());
        RunOrder order;
        order.method = m_manifest.id;
        order.preset = "smoke";
        order.device = "cpu";
        const auto request = prepareRun(order, m_manifest, *data);
        EXPECT_TRUE(request.ok()) << (request.ok() ? "" : request.error().message());
        const auto run = m_store->createRun(*request);
        EXPECT_TRUE(run.ok());
        return *run;
    }

    void expectPicture(Panel& panel, const QString& name) {
        for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            Theme::instance().setMode(mode);
            QTest::qWait(50);
            for (const double scale : {1.0, 2.0}) {
                const QImage picture = testing::pictureOf(panel, scale);
                const QString title = QString("%1-%2-%3-%4x").arg(QString::fromStdString(m_manifest.id), name, mode == Theme::Mode::Dark ? "dark" : "light").arg(scale);
                testing::keepForLook(picture, title);
                EXPECT_GE(testing::distinctColours(picture), 8) << title.toStdString();
                EXPECT_GT(testing::inkShare(picture), 0.02) << title.toStdString();
            }
        }
        Theme::instance().setMode(Theme::Mode::Light);
    }

    static void bindGenerators(Desk& desk) {
        for (const DataRole& role : desk.context.manifest.data)
            if (!role.required) desk.draft.bindData(role.id, {"none"});
    }

    /// One for all tests of this process: a method trains the network of its built-in generator once per store.
    static QTemporaryDir& sharedFolder() {
        static QTemporaryDir folder;
        return folder;
    }

    QTemporaryDir& m_folder = sharedFolder();
    QLibrary m_library;
    Manifest m_manifest;
    Panel* (*m_create)(PanelContext*, QWidget*) = nullptr;
    std::unique_ptr<ExperimentStore> m_store;
};

TEST_F(PanelContract, OpensOnTheBuiltInGenerator) {
    Desk desk(m_manifest, *m_store);
    bindGenerators(desk);
    Panel* panel = open(desk);
    EXPECT_TRUE(waitUntil([&] { return panel->settled(); }, kSettleMs));
    for (const Error& error : desk.errors) ADD_FAILURE() << error.message();
    expectPicture(*panel, "generator");
    EXPECT_TRUE(testing::unnamedControls(*panel).isEmpty()) << testing::unnamedControls(*panel).join("; ").toStdString();
}

TEST_F(PanelContract, ShowsARunWhileItRunsAndAfterwards) {
    Desk desk(m_manifest, *m_store);
    const std::int64_t run = smokeRun();
    Panel* panel = open(desk);
    panel->showRun(run);
    SpawnOptions worker;
    worker.arguments = {commandLineProgram().string(), "worker", "--run", std::to_string(run), "--store", m_store->folder().string()};
    worker.quiet = true;
    auto process = ChildProcess::spawn(worker);
    ASSERT_TRUE(process.ok()) << process.error().message();
    const bool ended = waitUntil([&] {
        panel->runUpdated();
        return process->poll().has_value();
    }, 120'000);
    ASSERT_TRUE(ended);
    const auto record = m_store->run(run);
    ASSERT_TRUE(record.ok());
    EXPECT_EQ(record->row.state, RunState::Finished) << record->row.error;
    panel->runUpdated();
    EXPECT_TRUE(waitUntil([&] { return panel->settled(); }, kSettleMs));
    expectPicture(*panel, "run");
}

TEST_F(PanelContract, ComesBackWithItsState) {
    Desk first(m_manifest, *m_store);
    bindGenerators(first);
    Panel* panel = open(first);
    EXPECT_TRUE(waitUntil([&] { return panel->settled(); }, kSettleMs));
    const Json state = panel->saveState(), draft = first.draft.saveState();
    EXPECT_TRUE(state.is_object());
    delete panel;
    Desk second(m_manifest, *m_store);
    second.draft.restoreState(draft);
    Panel* again = open(second);
    again->restoreState(state);
    EXPECT_TRUE(waitUntil([&] { return again->settled(); }, kSettleMs));
    EXPECT_EQ(again->saveState(), state);
    again->restoreState({{"unknown", 1}, {"view", "nonsense"}});   // A state of another version must not break it.
    again->restoreState(nullptr);
}

TEST_F(PanelContract, SaysWhyWhenTheSessionCannotStart) {
    Desk desk(m_manifest, *m_store);
    if (m_manifest.data.empty()) GTEST_SKIP() << "the method takes no data";
    desk.draft.bindData(m_manifest.data.front().id, {"/no/such/file"});
    Panel* panel = open(desk);
    EXPECT_TRUE(waitUntil([&] { return desk.session.state() == LiveSession::State::Failed || (panel->settled() && desk.session.state() == LiveSession::State::Closed); }, kSettleMs));
    EXPECT_TRUE(waitUntil([&] { return panel->settled(); }, 5'000));
    const QImage picture = testing::pictureOf(*panel, 1);
    testing::keepForLook(picture, QString::fromStdString(m_manifest.id) + "-no-session");
    EXPECT_GE(testing::distinctColours(picture), 8);
}

TEST_F(PanelContract, FiguresAreExported) {
    Desk desk(m_manifest, *m_store);
    bindGenerators(desk);
    Panel* panel = open(desk);
    EXPECT_TRUE(waitUntil([&] { return panel->settled(); }, kSettleMs));
    ASSERT_FALSE(panel->figures().empty());
    int number = 0;
    for (FigureSource* figure : panel->figures()) {
        for (const char* suffix : {"png", "svg", "pdf"}) {
            const std::filesystem::path file = m_folder.path().toStdString() + "/figure" + std::to_string(number) + "." + suffix;
            const Status status = exportFigure(*figure, file, {.provenance = {{"method", m_manifest.id}}});
            EXPECT_TRUE(status.ok()) << figure->figureTitle().toStdString() << ": " << (status.ok() ? "" : status.error().message());
            if (std::string(suffix) == "png") {
                EXPECT_GE(testing::distinctColours(QImage(QString::fromStdString(file.string()))), 4) << figure->figureTitle().toStdString();
            }
        }
        ++number;
    }
}

TEST_F(PanelContract, OpensAndClosesForEver) {
    std::size_t after = 0;
    for (int round = 0; round < 20; ++round) {
        {
            Desk desk(m_manifest, *m_store);
            bindGenerators(desk);
            Panel* panel = open(desk);
            QTest::qWait(30);
            delete panel;
        }
        waitUntil([] { return false; }, 30);
        if (round == 7) after = testing::heapInUse();   // Fonts, icons and caches are there by now.
    }
    EXPECT_LT(static_cast<double>(testing::heapInUse()) - static_cast<double>(after), 1e6) << "bytes more after twelve rounds";
}

}  // namespace
}  // namespace vitrine

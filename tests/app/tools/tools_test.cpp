// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "app/tools/tensors_page.h"
#include "app/tools/timeline_page.h"
#include "app/tools/tools_behaviour.h"
#include "core/data/npy.h"
#include "core/data/safetensors.h"
#include "tests/app/window_bench.h"
#include "tests/widgets/gl/gl_pictures.h"
#include "tests/widgets/gl/timeline_recordings.h"
#include "widgets/gl/operator_timeline.h"
#include "widgets/gl/tensor_inspector.h"

namespace vitrine {
namespace {

struct ToolsBench : WindowBench {
    ToolsBench() { window->add<ToolsBehaviour>(); }

    std::int64_t addRun() {
        RunRequest request;
        request.method = "method_0";
        request.methodVersion = "1.0.0";
        const Result<std::int64_t> run = window->workbench().store().createRun(request);
        EXPECT_TRUE(run.ok());
        return run ? *run : 0;
    }
    std::filesystem::path place(std::int64_t run) {
        ExperimentStore& store = window->workbench().store();
        const std::filesystem::path folder = store.runFolder(store.run(run)->row.uuid);
        EXPECT_TRUE(makeFolder(folder).ok());
        return folder;
    }
    void addArtifact(std::int64_t run, const char* name, const char* kind, const std::filesystem::path& file) {
        ArtifactRow row;
        row.run = run;
        row.name = name;
        row.kind = kind;
        row.format = file.extension().string().substr(1);
        const auto added = window->workbench().store().addArtifact(row, file);
        EXPECT_TRUE(added.ok()) << (added ? "" : added.error().message());
    }
    std::int64_t addTimelineRun(int calls) {
        const std::int64_t run = addRun();
        const std::filesystem::path file = place(run) / "operator_timeline.json";
        EXPECT_TRUE(writeAtomically(file, dumpJson(test::randomRecording(calls, 1, 5))).ok());
        addArtifact(run, "operator_timeline", "timeline", file);
        return run;
    }
};

TEST(TimelinePage, showsARunAndChangesToAnother) {
    ToolsBench bench;
    bench.addRun();   // Without a timeline: not in the list.
    const std::int64_t small = bench.addTimelineRun(50), large = bench.addTimelineRun(900);
    bench.show();
    auto* page = qobject_cast<TimelinePage*>(bench.window->open(QString("tools/timeline/%1").arg(small)));
    ASSERT_TRUE(page);
    EXPECT_SOON(page->settled() && page->view()->eventCount() > 0);
    const std::size_t few = page->view()->eventCount();
    auto* runs = page->findChild<QComboBox*>("runs");
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->count(), 2);
    EXPECT_EQ(runs->currentData().toLongLong(), small);
    runs->setFocus();
    QTest::keyClick(runs, Qt::Key_Home);   // Newest first.
    EXPECT_SOON(page->view()->eventCount() > few);
    EXPECT_EQ(page->shownRun(), large);
    EXPECT_EQ(page->saveState(), (Json{{"run", large}}));
    QTest::qWait(80);
    look(*bench.window, "tools_timeline");
    EXPECT_EQ(nameless(*page), QStringList());
}

TEST(TimelinePage, aRunWithoutOneSaysHowToRecord) {
    ToolsBench bench;
    const std::int64_t run = bench.addRun();
    bench.show();
    QSignalSpy reported(&bench.window->workbench(), &Workbench::reported);
    auto* page = qobject_cast<TimelinePage*>(bench.window->open(QString("tools/timeline/%1").arg(run)));
    ASSERT_TRUE(page);
    EXPECT_SOON(reported.count() == 1);
    EXPECT_NE(reported[0][0].value<Error>().next.find("Record operator timeline"), std::string::npos);
    EXPECT_SOON(page->settled());
    look(*bench.window, "tools_timeline_none");
}

TEST(TensorsPage, listsArraysOfARunAndOfDroppedFiles) {
    ToolsBench bench;
    const std::int64_t run = bench.addRun();
    const Array heat = Array::of<float>(std::vector<float>(64, 0.5f));
    ASSERT_TRUE(writeNpy(bench.place(run) / "heat.npy", *heat.reshaped({8, 8})).ok());
    ASSERT_TRUE(writeSafetensors(bench.place(run) / "weights.safetensors", {{"conv.weight", heat}, {"conv.bias", heat}}).ok());
    bench.addArtifact(run, "heat", "heatmap", bench.place(run) / "heat.npy");
    bench.addArtifact(run, "weights", "weights", bench.place(run) / "weights.safetensors");
    bench.show();
    bench.window->workbench().selection().setRuns({run}, nullptr);
    bench.window->workbench().actions().find("tools.tensors")->trigger();
    auto* page = qobject_cast<TensorsPage*>(bench.window->currentPage());
    ASSERT_TRUE(page);
    EXPECT_SOON(page->view()->selected() == QString("heat"));
    page->view()->select("weights/conv.weight");
    EXPECT_EQ(page->view()->selected(), "weights/conv.weight");
    QTest::qWait(80);
    look(*bench.window, "tools_tensors");
    const std::filesystem::path dropped = bench.root / "gradients.npz", broken = bench.root / "broken.npy";
    ASSERT_TRUE(writeNpz(dropped, {{"step_1", heat}}).ok());
    ASSERT_TRUE(writeAtomically(broken, "no array").ok());
    EXPECT_FALSE(page->dropFiles({"picture.png"}));
    EXPECT_TRUE(page->dropFiles({qs(dropped.string())}));
    EXPECT_SOON(page->view()->selected() == QString("step_1"));
    EXPECT_FALSE(page->shownRun().has_value());
    QSignalSpy reported(&bench.window->workbench(), &Workbench::reported);
    EXPECT_TRUE(page->dropFiles({qs(broken.string())}));
    EXPECT_SOON(reported.count() == 1);
    EXPECT_SOON(page->settled());
    page->dropFiles({qs(dropped.string())});
    bench.window->closePage(page->address());   // Closed while it reads.
    QTest::qWait(150);
}

/// A page whose live session has answered.
class LivePage final : public Page {
public:
    using Page::Page;
    QString title() const override { return "Live"; }
    QString iconName() const override { return "method"; }
    NamedArrays liveArrays() const override { return {{"explain/map", Array::of(std::vector<float>{1, 2, 3})}}; }
};

TEST(TensorsPage, showsWhatALiveSessionAnsweredLast) {
    ToolsBench bench;
    bench.window->workbench().registerPages("live", [](const QString& address) -> Page* { return new LivePage(address); });
    bench.show();
    QSignalSpy said(&bench.window->workbench(), &Workbench::said);
    bench.window->open("method/method_0");   // Answers nothing.
    bench.window->workbench().actions().find("tools.live_tensors")->trigger();
    EXPECT_EQ(said.count(), 1);
    bench.window->open("live/1");
    bench.window->workbench().actions().find("tools.live_tensors")->trigger();
    auto* page = qobject_cast<TensorsPage*>(bench.window->currentPage());
    ASSERT_TRUE(page);
    EXPECT_SOON(page->view()->selected() == QString("explain/map"));
    EXPECT_SOON(page->settled());
}

}  // namespace
}  // namespace vitrine

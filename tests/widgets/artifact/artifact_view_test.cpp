// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>
#include <fstream>

#include "core/data/geojson.h"
#include "tests/widgets/artifact/artifact_fixture.h"
#include "widgets/artifact/content_views.h"
#include "widgets/artifact/geo_view.h"
#include "widgets/artifact/text_views.h"
#include "widgets/artifact/volume_view.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/gl/operator_timeline.h"
#include "widgets/graph/graph_view.h"
#include "widgets/image/heatmap_view.h"
#include "widgets/image/image_grid.h"
#include "widgets/image/matrix_view.h"
#include "widgets/image/video_view.h"
#include "widgets/plot/plot_view.h"
#include "widgets/table/table_view.h"

namespace vitrine {
namespace {

using namespace test;
using vitrine::test::Artifacts;

class ArtifactViewTest : public Artifacts {
protected:
    void SetUp() override {
        m_view.resize(640, 480);
        m_view.show();
    }
    /// The view that opened for the artifact, as T; null when it is another.
    template <class T>
    T* opened(const ArtifactRow& row) {
        m_view.show(row, fileOf(row));
        EXPECT_TRUE(settle(m_view));
        if (m_view.error()) ADD_FAILURE() << m_view.error()->message();
        T* view = qobject_cast<T*>(m_view.content());
        EXPECT_NE(view, nullptr) << row.kind << " opened in " << (m_view.content() ? m_view.content()->metaObject()->className() : "nothing");
        if (qEnvironmentVariableIsSet("VITRINE_LOOK")) QTest::qWait(50);   // As a person sees it, a moment later.
        testing::keepForLook(m_view.grab().toImage(), "artifact_" + QString::fromStdString(row.kind));
        return view;
    }
    ArtifactView m_view;
    QTemporaryDir m_exports;
};

TEST_F(ArtifactViewTest, EveryKindOpensInItsView) {
    auto* scalar = opened<ScalarView>(written("scalar", Json{{"value", 0.93125}, {"unit", "accuracy"}}));
    EXPECT_EQ(scalar->text(), "0.93125");
    opened<ScalarView>(written("scalar", Array::of(std::vector<double>{3})));
    auto* plot = opened<PlotView>(written("series", curves(), {{"x", "depth"}, {"y", "relevance / p"}}, "of p"));
    EXPECT_EQ(plot->seriesNames(), (std::vector<QString>{"mean", "alphabeta"}));
    opened<PlotView>(written("series", numbers({200})));
    opened<ImageView>(written("image", bytes({32, 32, 3})));
    opened<ImageView>(written("mask", bytes({32, 32})));
    opened<ImageGrid>(written("image", bytes({12, 16, 16, 3})));
    opened<ImageGrid>(written("heatmap", numbers({12, 16, 16})));
    opened<HeatmapView>(written("heatmap", numbers({32, 32}), {{"full_colour", 0.5}}, "relevance"));
    opened<MatrixView>(written("matrix", numbers({8, 12}), {{"y", "image"}, {"x", "step"}}));
    opened<HeatmapView>(written("matrix", numbers({600, 600})));
    auto* table = opened<TableView>(written("table", curves()));
    EXPECT_EQ(table->visibleRows(), 4);
    auto* text = opened<QPlainTextEdit>(written("text", std::string("Line one\nLine two")));
    EXPECT_TRUE(text->toPlainText().contains("Line two"));
    auto* tokens = opened<TokenView>(written("tokens", Json{{"tokens", {"The", "frog", "sits"}}, {"scores", {0.1, 0.9, -0.3}}}));
    EXPECT_EQ(tokens->toPlainText().trimmed(), "The frog sits");
    auto* json = opened<JsonTree>(written("json", Json{{"a", {1, 2, 3}}, {"b", nullptr}}));
    EXPECT_EQ(json->topLevelItem(0)->childCount(), 2);
    auto* weights = opened<TableView>(written("weights", NamedArrays{{"layer.weight", numbers({16, 3, 3, 3})}, {"layer.bias", numbers({16})}}));
    EXPECT_EQ(weights->table().find("shape")->texts()[1], "16 × 3 × 3 × 3");
    opened<GraphView>(written("graph", NamedArrays{{"edges", Array::of<std::int64_t>(std::vector<std::int64_t>{0, 1, 1, 2, 2, 0}, {3, 2})}}));
    opened<GraphView>(written("graph", Json{{"nodes", {"a", "b"}}, {"edges", Json::array({Json::array({0, 1})})}}));
    const Json polygon = {{"type", "Polygon"}, {"coordinates", {{{0, 0}, {2, 0}, {2, 1}, {0, 1}, {0, 0}}}}};
    const Json map = {{"type", "FeatureCollection"}, {"features", Json::array({{{"type", "Feature"}, {"geometry", polygon}, {"properties", {{"load", 3.5}}}}})}};
    auto* geo = opened<GeoView>(written("map", map));
    EXPECT_EQ(geo->featureAt(geo->placeOf({1, 0.5})), QStringLiteral("0"));
    EXPECT_TRUE(geo->featureAt(geo->placeOf({3, 0.5})).isEmpty());
    EXPECT_EQ(geo->colours("0")->low, 3.5);
}

TEST_F(ArtifactViewTest, NumbersTokensAndTreesAreExportedWithTheirTable) {
    const auto checked = [&](FigureSource* figure, std::int64_t rows) {
        ASSERT_TRUE(figure);
        const auto table = figure->figureData();
        ASSERT_TRUE(table);
        EXPECT_EQ(table->rows(), rows);
        for (const char* suffix : {"png", "svg", "csv"}) {
            const std::filesystem::path file = ss(m_exports.filePath("figure.")) + suffix;
            const Status status = exportFigure(*figure, file);
            EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().message());
            if (std::string(suffix) == "png") EXPECT_GE(testing::distinctColours(QImage(qs(file.string()))), 4) << ss(figure->figureTitle());
        }
        EXPECT_TRUE(m_view.findChild<QToolButton*>("artifact.export")->isEnabled());
    };
    checked(opened<ScalarView>(written("scalar", Json{{"value", 0.93125}, {"unit", "accuracy"}})), 1);
    checked(opened<TokenView>(written("tokens", Json{{"tokens", {"not", "bad", "at", "all"}}, {"scores", {-0.4, 0.9, 0.1, 0.2}}})), 4);
    checked(opened<JsonTree>(written("json", Json{{"a", {1, 2, 3}}, {"b", {{"c", "text"}}}})), 4);
}

TEST_F(ArtifactViewTest, SoundsAndClipsOpen) {
    const fs::path wav = folder() / "tone.wav";
    ASSERT_TRUE(writeWav(wav, numbers({1, 8000}), 8000).ok());
    auto* plot = opened<PlotView>(written("audio", wav));
    EXPECT_EQ(plot->seriesNames().size(), 1u);
    auto* video = opened<VideoView>(written("video", writeClip(folder(), 20)));
    EXPECT_EQ(video->frameCount(), 20);
}

TEST_F(ArtifactViewTest, ScenesComeFromTheLibraryWithVtk) {
    const bool present = fs::exists(fs::path(VITRINE_BINARY_DIR) / "lib" / "libvitrine_widgets_vtk.so");
    const ArtifactRow row = written("points", numbers({200, 3}));
    m_view.show(row, fileOf(row));
    ASSERT_TRUE(settle(m_view));
    EXPECT_EQ(m_view.content() != nullptr, present);
    EXPECT_EQ(m_view.error().has_value(), !present);   // Without it: told, not blank.
    if (qEnvironmentVariableIsSet("VITRINE_LOOK")) QTest::qWait(200);
    testing::keepForLook(m_view.grab().toImage(), "artifact_points");
}

TEST_F(ArtifactViewTest, VolumesOpenAsLinkedSlices) {
    Array values = numbers({12, 20, 30});
    values.mutableValues<float>()[(3 * 20 + 4) * 30 + 5] = 1000;
    const ArtifactRow row = written("volume", values);
    auto* volume = opened<VolumeView>(row);
    ASSERT_TRUE(volume);
    EXPECT_EQ(volume->position(), (std::array<std::int64_t, 3>{6, 10, 15}));
    const auto images = volume->findChildren<ImageView*>();
    const auto sliders = volume->findChildren<QSlider*>();
    ASSERT_EQ(images.size(), 3);
    ASSERT_EQ(sliders.size(), 3);
    QTest::keyClick(sliders[0], Qt::Key_Right);
    EXPECT_EQ(volume->position()[0], 7);
    volume->setPosition({3, 99, 15});
    EXPECT_EQ(volume->position(), (std::array<std::int64_t, 3>{3, 19, 15})) << "no further than the edge";
    EXPECT_EQ(sliders[1]->value(), 19);
    QTest::qWait(50);
    QTest::mouseClick(images[0], Qt::LeftButton, {}, images[0]->placeOf({5.5, 4.5}).toPoint());
    EXPECT_EQ(volume->position(), (std::array<std::int64_t, 3>{3, 4, 5})) << "a click in one slice moves the others there";
    EXPECT_EQ(images[0]->colours().high, 1000) << "one range of colours for all slices";
    EXPECT_EQ(images[1]->colours().high, 1000);
    if (auto* button = volume->findChild<QPushButton*>("volume.show3d")) {
        QTest::mouseClick(button, Qt::LeftButton);
        EXPECT_TRUE(testing::waitUntil([&] { return volume->settled(); }));
    }
    const Json state = m_view.saveState();
    if (qEnvironmentVariableIsSet("VITRINE_LOOK")) {
        m_view.resize(1000, 760);
        QTest::qWait(600);
    }
    testing::keepForLook(m_view.grab().toImage(), "volume_with_3d");
    opened<VolumeView>(row);
    m_view.restoreState(state);
    EXPECT_EQ(m_view.findChild<VolumeView*>()->position(), (std::array<std::int64_t, 3>{3, 4, 5}));
    EXPECT_FALSE(VolumeView::check(numbers({1, 4, 4})).ok());
}

TEST_F(ArtifactViewTest, TimelinesAreReadBesideTheWindow) {
    const Json event = {{"name", "aten::conv2d"}, {"start_us", 0.0}, {"duration_us", 5.0}, {"thread", 0}, {"depth", 0}, {"shapes", "[1,3]"}};
    auto* view = opened<OperatorTimelineView>(written("timeline", Json{{"events", Json::array({event})}, {"wall_us", 10.0}}));
    ASSERT_TRUE(view);
    EXPECT_EQ(view->eventCount(), 1u);
    const ArtifactRow broken = written("timeline", Json{{"events", 3}});
    m_view.show(broken, fileOf(broken));
    ASSERT_TRUE(settle(m_view));
    EXPECT_TRUE(m_view.error().has_value());
}

TEST_F(ArtifactViewTest, MissingAndDamagedFilesAreTold) {
    std::vector<ArtifactRow> rows{written("image", bytes({64, 64, 3})), written("heatmap", numbers({64, 64})), written("weights", NamedArrays{{"w", numbers({50})}}),
                                  written("table", curves()), written("json", Json{{"a", {1, 2, 3}}}), written("text", std::string("some words")),
                                  written("video", writeClip(folder(), 20))};
    const fs::path wav = folder() / "tone.wav";
    ASSERT_TRUE(writeWav(wav, numbers({1, 4000}), 8000).ok());
    rows.push_back(written("audio", wav));
    for (ArtifactRow& row : rows) {
        fs::resize_file(fileOf(row), row.size / 2);
        m_view.show(row, fileOf(row));
        ASSERT_TRUE(settle(m_view)) << row.kind;
        ASSERT_TRUE(m_view.error().has_value()) << row.kind;
        EXPECT_EQ(m_view.error()->code, ErrorCode::Corrupt) << row.kind;
        EXPECT_EQ(m_view.content(), nullptr);
        // Without a recorded size the reader itself finds the damage; half a text is a text.
        row.size = 0;
        m_view.show(row, fileOf(row));
        ASSERT_TRUE(settle(m_view)) << row.kind;
        const bool mayPass = row.kind == "text" || row.kind == "audio" || row.kind == "video" || row.kind == "table";
        EXPECT_TRUE(mayPass || m_view.error().has_value()) << row.kind;
    }
    m_view.show(rows[0], folder() / "gone.png");
    ASSERT_TRUE(settle(m_view));
    ASSERT_TRUE(m_view.error().has_value());
    EXPECT_EQ(m_view.error()->code, ErrorCode::NotFound);
    bool told = false;
    for (const QLabel* label : m_view.findChildren<QLabel*>()) told = told || (label->isVisible() && label->text().contains("gone.png"));
    EXPECT_TRUE(told);
    testing::keepForLook(m_view.grab().toImage(), "artifact_error");
}

TEST_F(ArtifactViewTest, TheLatestWishWinsAndTheHeaderWorks) {
    const ArtifactRow heat = written("heatmap", numbers({300, 300})), table = written("table", curves());
    QSignalSpy loaded(&m_view, &ArtifactView::loaded);
    m_view.show(heat, fileOf(heat));
    m_view.show(table, fileOf(table));
    EXPECT_FALSE(m_view.settled());
    ASSERT_TRUE(settle(m_view));
    QTest::qWait(50);
    EXPECT_EQ(loaded.count(), 1);
    EXPECT_NE(qobject_cast<TableView*>(m_view.content()), nullptr);
    for (QToolButton* button : m_view.findChildren<QToolButton*>())
        if (button->accessibleName() == "Copy path") QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_EQ(QGuiApplication::clipboard()->text().toStdString(), fileOf(table).string());
    EXPECT_TRUE(testing::unnamedControls(m_view).isEmpty()) << testing::unnamedControls(m_view).join("; ").toStdString();
    m_view.clear();
    EXPECT_EQ(m_view.content(), nullptr);
}

TEST_F(ArtifactViewTest, ItsStateComesBackAfterReading) {
    const ArtifactRow row = written("image", bytes({64, 64, 3}));
    auto* image = opened<ImageView>(row);
    image->setVisibleRegion(QRectF(8, 8, 16, 16));
    ArtifactView other;
    other.resize(640, 480);
    other.show();
    other.show(row, fileOf(row));
    other.restoreState(m_view.saveState());   // Still reading.
    ASSERT_TRUE(settle(other));
    auto* again = qobject_cast<ImageView*>(other.content());
    ASSERT_NE(again, nullptr);
    EXPECT_NEAR(again->zoom(), image->zoom(), 1e-6);
}

TEST(SeriesContent, ReadsLongAndWideTables) {
    Table table;
    table.columns = {{"step", Array::of(std::vector<std::int64_t>{0, 1, 0, 1}), ""}, {"method", std::vector<std::string>{"ours", "ours", "base", "base"}, ""},
                     {"loss", Array::of(std::vector<double>{3, 2, 4, 3.5}), "nats"}};
    const SeriesContent content = seriesOf(table, {{"x", "epoch"}}, "");
    ASSERT_EQ(content.series.size(), 2u);
    EXPECT_EQ(content.series[1].name, "base");
    EXPECT_EQ((*content.series[1].y)[1], 3.5);
    EXPECT_EQ(content.xTitle, "epoch");
    EXPECT_EQ(content.yTitle, "loss (nats)");
    const SeriesContent wide = seriesOf(curves(), {{"labels", {"out", "l3", "l2", "in"}}}, "of p");
    ASSERT_EQ(wide.series.size(), 2u);
    EXPECT_NE(wide.series[0].low, nullptr);
    EXPECT_EQ(wide.categories.size(), 4);
}

TEST(JsonTree, OpensLongListsPiecewise) {
    JsonTree tree;
    Json list = Json::array();
    for (int i = 0; i < 2500; ++i) list.push_back(i);
    tree.setJson(list);
    QTreeWidgetItem* root = tree.topLevelItem(0);
    ASSERT_EQ(root->childCount(), 1001);
    Q_EMIT tree.itemActivated(root->child(1000), 0);
    EXPECT_EQ(root->childCount(), 2001);
    EXPECT_EQ(root->child(1999)->text(1), "1999");
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPainter>
#include <QSvgRenderer>
#include <QtTest>

#include "core/base/files.h"
#include "core/data/csv.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/figure.h"
#include "widgets/base/state_edit.h"

namespace vitrine::testing {
namespace {

class Bars final : public FigureSource {
public:
    QString figureTitle() const override { return "Insertion & deletion <\"λ\">"; }
    QSizeF figureSize() const override { return {120, 80}; }
    void paintFigure(QPainter& painter, const QRectF& area) override {
        painter.fillRect(QRectF(area.left() + 10, area.top() + 20, 30, 60), QColor("#d55e00"));
        painter.drawText(area, Qt::AlignCenter, "p");
    }
    std::optional<Table> figureData() const override {
        if (!withData) return {};
        Table table;
        table.columns.push_back({"step", Array::of(std::vector<std::int64_t>{0, 1, 2}), ""});
        table.columns.push_back({"probability", Array::of(std::vector<double>{0.1, 0.25, 1.0 / 3}), ""});
        return table;
    }
    bool withData = true;
};

/// Everything that could break a header: quotes, markup, line ends, other scripts, a long list.
Json hardProvenance() {
    Json provenance = {{"method", "lrp_resnet"}, {"run", 12}, {"note", "a \"quoted\" <b>&amp;</b> -->\nsecond line, ж λ 中"}, {"parameters", Json::object()}};
    for (int i = 0; i < 300; ++i) provenance["parameters"]["p" + std::to_string(i)] = i / 7.0;
    return provenance;
}

class FigureFormat : public ::testing::TestWithParam<const char*> {};

TEST_P(FigureFormat, carriesItsProvenance) {
    const TemporaryFolder folder;
    const auto file = folder.path() / (std::string("figure") + GetParam());
    Bars bars;
    FigureExport options;
    options.provenance = hardProvenance();
    const Status status = exportFigure(bars, file, options);
    ASSERT_TRUE(status.ok()) << status.error().message();
    const auto read = figureProvenance(file);
    ASSERT_TRUE(read.ok()) << read.error().message();
    EXPECT_EQ(*read, options.provenance);
}

INSTANTIATE_TEST_SUITE_P(All, FigureFormat, ::testing::Values(".png", ".svg", ".pdf", ".csv", ".PNG"));

TEST(Figure, pngHasTheAskedScaleAndThePicture) {
    const TemporaryFolder folder;
    Bars bars;
    FigureExport options;
    options.scale = 3;
    options.transparent = true;
    ASSERT_TRUE(exportFigure(bars, folder.path() / "a.png", options).ok());
    const QImage image(QString::fromStdString((folder.path() / "a.png").string()));
    EXPECT_EQ(image.size(), QSize(360, 240));
    EXPECT_EQ(image.pixelColor(60, 120).name(), "#d55e00");
    EXPECT_EQ(image.pixelColor(350, 5).alpha(), 0);
    EXPECT_EQ(image.text("Title"), bars.figureTitle());
}

TEST(Figure, svgIsADrawingWithATitle) {
    const TemporaryFolder folder;
    Bars bars;
    ASSERT_TRUE(exportFigure(bars, folder.path() / "a.svg").ok());
    QSvgRenderer svg(QString::fromStdString((folder.path() / "a.svg").string()));
    ASSERT_TRUE(svg.isValid());
    const auto text = readText(folder.path() / "a.svg");
    ASSERT_TRUE(text.ok());
    EXPECT_NE(text->find("<title>Insertion &amp; deletion &lt;&quot;\u03bb&quot;&gt;</title>"), std::string::npos);
    EXPECT_EQ(svg.viewBoxF().size(), QSizeF(120, 80));
    QImage image(120, 80, QImage::Format_RGB32);
    QPainter painter(&image);
    svg.render(&painter, QRectF(0, 0, 120, 80));
    painter.end();
    EXPECT_EQ(image.pixelColor(20, 40).name(), "#d55e00");
}

TEST(Figure, csvReadsBackEqual) {
    const TemporaryFolder folder;
    Bars bars;
    ASSERT_TRUE(exportFigure(bars, folder.path() / "a.csv").ok());
    CsvOptions options;
    options.format.comments = true;
    const auto table = readCsv(folder.path() / "a.csv", options);
    ASSERT_TRUE(table.ok()) << table.error().message();
    ASSERT_EQ(table->rows(), 3);
    EXPECT_EQ(table->find("probability")->numbers().values<double>()[2], 1.0 / 3);
}

TEST(Figure, refusalsSayWhy) {
    const TemporaryFolder folder;
    Bars bars;
    bars.withData = false;
    const Status none = exportFigure(bars, folder.path() / "a.csv");
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(exportFigure(bars, folder.path() / "a.gif").error().code, ErrorCode::Unsupported);
    EXPECT_FALSE(exportFigure(bars, folder.path() / "missing" / "a.png").ok());
    FigureExport huge;
    huge.scale = 1000;
    EXPECT_EQ(exportFigure(bars, folder.path() / "a.png", huge).error().code, ErrorCode::TooLarge);
    QImage plain(4, 4, QImage::Format_RGB32);
    plain.fill(Qt::white);
    plain.save(QString::fromStdString((folder.path() / "plain.png").string()));
    const auto nothing = figureProvenance(folder.path() / "plain.png");
    ASSERT_TRUE(nothing.ok());
    EXPECT_TRUE(nothing->is_null());
}

TEST(Figure, dialogWritesWhatWasNamed) {
    const TemporaryFolder folder;
    QWidget parent;
    parent.show();
    Bars bars;
    exportFigureWithDialog(&parent, bars, {{"run", 3}});
    auto* dialog = parent.findChild<QFileDialog*>("export.dialog");
    ASSERT_NE(dialog, nullptr);
    const auto file = folder.path() / "chosen.svg";
    dialog->selectFile(QString::fromStdString(file.string()));
    QMetaObject::invokeMethod(dialog, "accept");
    ASSERT_TRUE(waitUntil([&] { return std::filesystem::exists(file); }, 5000));
    const auto provenance = figureProvenance(file);
    ASSERT_TRUE(provenance.ok()) << provenance.error().message();
    EXPECT_EQ(*provenance, (Json{{"run", 3}}));
}

TEST(StateEdit, mergesADragIntoOneStep) {
    QUndoStack stack;
    Json state = 0;
    const auto edit = [&](int to, std::size_t key) { stack.push(new StateEdit("Move", state, to, [&](const Json& value) { state = value; }, key)); };
    const std::size_t key = StateEdit::keyOf("form.param.eps");
    for (int value = 1; value <= 20; ++value) edit(value, key);
    EXPECT_EQ(stack.count(), 1);
    edit(30, 0);
    edit(40, StateEdit::keyOf("form.param.other"));
    EXPECT_EQ(stack.count(), 3);
    stack.setIndex(1);
    EXPECT_EQ(state, 20);
    stack.undo();
    EXPECT_EQ(state, 0);
    stack.redo();
    EXPECT_EQ(state, 20);
}

TEST(StateEdit, aPauseEndsTheDragAndGoingBackLeavesNoStep) {
    QUndoStack stack;
    Json state = 0;
    const auto edit = [&](int to) { stack.push(new StateEdit("Move", state, to, [&](const Json& value) { state = value; }, 7)); };
    edit(1);
    QTest::qWait(850);
    edit(2);
    EXPECT_EQ(stack.count(), 2);
    edit(1);
    EXPECT_EQ(stack.count(), 1) << "dragged there and back: nothing to undo";
    EXPECT_EQ(state, 1);
}

}  // namespace
}  // namespace vitrine::testing

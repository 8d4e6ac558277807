// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QtTest>
#include <QtWidgets>
#include <cmath>
#include <numeric>

#include "core/base/files.h"
#include "core/data/csv.h"
#include "tests/widgets/active_window.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/fault_guard.h"
#include "widgets/base/theme.h"
#include "widgets/table/table_view.h"

namespace vitrine::testing {
namespace {

Table smallTable() {
    Table table;
    table.columns.push_back({"method", std::vector<std::string>{"lrp", "grad_cam", "LRP plain", "random", "rise"}, ""});
    table.columns.push_back({"id", Array::of(std::vector<double>{0.61234567, 0.4, 0.55, std::nan(""), 0.5}), ""});
    table.columns.push_back({"time", Array::of(std::vector<std::int64_t>{12, 3, 11, 1, 9007199254740993}), "ms"});
    return table;
}

Table largeTable(int rows) {
    std::vector<std::int64_t> steps(std::size_t(rows), 0);
    std::iota(steps.begin(), steps.end(), 0);
    std::vector<double> values;
    std::vector<std::string> names;
    for (int i = 0; i < rows; ++i) {
        values.push_back(std::fmod(i * 0.7548776662, 1.0));
        names.push_back("sample_" + std::to_string(i % 997));
    }
    Table table;
    table.columns.push_back({"step", Array::of(steps), ""});
    table.columns.push_back({"score", Array::of(values), ""});
    table.columns.push_back({"name", std::move(names), ""});
    return table;
}

class ShownTable : public ::testing::Test {
protected:
    void SetUp() override {
        table.resize(640, 420);
        ASSERT_TRUE(showActive(table));
    }
    QString cell(int row, int column) { return table.view()->model()->index(row, column).data().toString(); }
    void sortBy(int column) {
        QHeaderView* header = table.view()->horizontalHeader();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {header->sectionViewportPosition(column) + 20, header->height() / 2});
    }
    TableView table;
};

TEST_F(ShownTable, showsCellsWithUnitsAndLeavesMissingOnesEmpty) {
    table.setTable(smallTable());
    EXPECT_EQ(table.visibleRows(), 5);
    EXPECT_EQ(table.view()->model()->headerData(2, Qt::Horizontal).toString(), "time (ms)");
    EXPECT_EQ(cell(0, 1), "0.612346");
    EXPECT_EQ(table.view()->model()->index(0, 1).data(Qt::ToolTipRole).toString(), "0.61234567");
    EXPECT_EQ(cell(3, 1), "");
    EXPECT_EQ(cell(4, 2), "9007199254740993") << "a whole number keeps all its digits";
    keepForLook(pictureOf(table, 1), "table-light");
    Theme::instance().setMode(Theme::Mode::Dark);
    keepForLook(pictureOf(table, 2), "table-dark-2x");
    Theme::instance().setMode(Theme::Mode::Light);
}

TEST_F(ShownTable, filtersByTextByNameAndByBoth) {
    table.setTable(smallTable());
    const std::vector<std::pair<QString, int>> cases{{"lrp", 2},           {"LRP", 2},          {"id > 0.5", 2},       {"id>=0.5", 3},          {"ID < 0.5", 1},
                                                     {"id = 0.4", 1},      {"id != 0.4", 4},    {"method = lrp", 1},   {"method ~ lrp", 2},     {"time > 5 and method ~ lrp", 2},
                                                     {"id > 0.5 and x", 0}, {"unknown > 3", 0}, {"   ", 5},            {"0.612", 1},            {"a > b > c", 0}};
    for (const auto& [filter, rows] : cases) {
        table.setFilter(filter);
        EXPECT_EQ(table.visibleRows(), rows) << filter.toStdString();
    }
    const auto labels = table.findChildren<QLabel*>();
    table.setFilter("zzz");
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) { return label->isVisible() && label->text().startsWith("No row matches"); }));
}

TEST_F(ShownTable, headerSortsMissingLastAndAThirdClickGivesTheTablesOrder) {
    table.setTable(smallTable());
    sortBy(1);
    EXPECT_EQ(cell(0, 0), "grad_cam");
    EXPECT_EQ(cell(4, 0), "random") << "a missing number is last";
    sortBy(1);
    EXPECT_EQ(cell(0, 0), "lrp");
    EXPECT_EQ(cell(4, 0), "random") << "also downwards";
    sortBy(1);
    EXPECT_EQ(cell(1, 0), "grad_cam");
    EXPECT_EQ(cell(3, 0), "random");
}

TEST_F(ShownTable, currentRowIsOfTheTableAndSurvivesSortAndFilter) {
    table.setTable(smallTable());
    QSignalSpy changed(&table, &TableView::currentRowChanged), activated(&table, &TableView::rowActivated);
    table.setCurrentRow(2);
    EXPECT_EQ(changed.count(), 0) << "not a person's doing";
    sortBy(1);
    EXPECT_EQ(table.currentRow(), 2);
    EXPECT_EQ(table.view()->currentIndex().data().toString(), "LRP plain");
    table.setFilter("rise");
    EXPECT_EQ(table.currentRow(), 2);
    table.setFilter("");
    EXPECT_EQ(table.view()->currentIndex().data().toString(), "LRP plain");
    table.view()->setFocus();
    QTest::keyClick(table.view(), Qt::Key_Home, Qt::ControlModifier);
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed[0][0].toInt(), 1) << "grad_cam is row 1 of the table";
    QTest::keyClick(table.view(), Qt::Key_Return);
    ASSERT_EQ(activated.count(), 1);
    EXPECT_EQ(activated[0][0].toInt(), 1);
}

TEST_F(ShownTable, copiesWhatIsSelectedInTheOrderShown) {
    table.setTable(smallTable());
    QHeaderView* header = table.view()->horizontalHeader();
    header->moveSection(header->visualIndex(2), 0);
    table.view()->setColumnHidden(1, true);
    table.view()->setFocus();
    table.view()->selectAll();
    table.setFilter("lrp");
    table.view()->selectAll();
    EXPECT_EQ(table.copyText(), "12\tlrp\n11\tLRP plain");
    QTest::keyClick(table.view(), Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QGuiApplication::clipboard()->text(), "12\tlrp\n11\tLRP plain");
    auto* selection = table.view()->selectionModel();
    const auto* model = table.view()->model();
    selection->select(model->index(0, 0), QItemSelectionModel::ClearAndSelect);
    selection->select(model->index(1, 2), QItemSelectionModel::Select);
    EXPECT_EQ(table.copyText(), "\tlrp\n11\t") << "cells between are left blank";
}

TEST_F(ShownTable, savesTheRowsShown) {
    const TemporaryFolder folder;
    table.setTable(smallTable());
    table.setFilter("id > 0.45");
    sortBy(1);
    QTest::mouseClick(table.findChild<QToolButton*>("table.save"), Qt::LeftButton);
    auto* dialog = table.findChild<QFileDialog*>("table.saveDialog");
    ASSERT_NE(dialog, nullptr);
    const auto file = folder.path() / "rows.csv";
    dialog->selectFile(QString::fromStdString(file.string()));
    QMetaObject::invokeMethod(dialog, "accept");
    ASSERT_TRUE(waitUntil([&] { return std::filesystem::exists(file); }, 5000));
    const auto saved = readCsv(file);
    ASSERT_TRUE(saved.ok()) << saved.error().message();
    EXPECT_EQ(saved->find("method")->texts(), (std::vector<std::string>{"rise", "LRP plain", "lrp"}));
    EXPECT_EQ(saved->find("id")->numbers().values<double>()[2], 0.61234567);
}

TEST_F(ShownTable, arrangementComesBack) {
    table.setTable(smallTable());
    QHeaderView* header = table.view()->horizontalHeader();
    header->moveSection(header->visualIndex(2), 0);
    header->resizeSection(1, 123);
    table.view()->setColumnHidden(0, true);
    sortBy(1);
    table.setFilter("id > 0");
    const Json state = table.saveState();
    TableView other;
    other.setTable(smallTable());
    other.restoreState(state);
    EXPECT_EQ(other.saveState(), state);
    EXPECT_EQ(other.visibleRows(), 4);
    EXPECT_TRUE(other.view()->isColumnHidden(0));
    for (const char* junk : {"[]", "{\"columns\": 3, \"sort\": 5}", "{\"columns\": [1, {\"name\": \"gone\"}], \"sort\": \"gone\"}"}) other.restoreState(Json::parse(junk));
}

TEST_F(ShownTable, emptyTableSaysWhatToDo) {
    table.setEmptyText("Run the method to fill this table.");
    const auto labels = table.findChildren<QLabel*>();
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) { return label->isVisible() && label->text().startsWith("Run the method"); }));
    EXPECT_EQ(unnamedControls(table), QStringList());
    table.setTable(smallTable());
    table.setTable({});
    EXPECT_EQ(table.visibleRows(), 0);
    EXPECT_EQ(table.currentRow(), -1);
}

TEST_F(ShownTable, aMillionRowsStayFluid) {
    constexpr int kRows = 1'000'000;
    table.setTable(largeTable(kRows));
    QTest::qWait(100);
    auto* application = qobject_cast<GuardedApplication*>(qApp);
    application->clearSlowEvents();
    QElapsedTimer clock;
    double longest = 0;
    const auto timed = [&](const std::function<void()>& work) {
        clock.restart();
        work();
        longest = std::max(longest, clock.nsecsElapsed() / 1e6);
    };
    for (const char* filter : {"s", "sa", "sample_1", "sample_12"}) timed([&] { table.setFilter(filter); });
    ASSERT_TRUE(waitUntil([&] { return !table.busy(); }, 30'000));
    EXPECT_NEAR(table.visibleRows(), kRows / 997.0 * 11, 11) << "sample_12 and sample_120 to 129";
    timed([&] { table.setFilter("score > 0.5"); });
    ASSERT_TRUE(waitUntil([&] { return !table.busy(); }, 30'000));
    EXPECT_NEAR(table.visibleRows(), kRows / 2, 100);
    timed([&] { sortBy(1); });
    ASSERT_TRUE(waitUntil([&] { return !table.busy(); }, 30'000));
    EXPECT_GE(cell(0, 1).toDouble(), 0.5);
    EXPECT_LE(cell(0, 1).toDouble(), 0.50001);
    for (int i = 1; i <= 20; ++i)
        timed([&] {
            table.view()->verticalScrollBar()->setValue(table.view()->verticalScrollBar()->maximum() / 20 * i);
            table.view()->viewport()->repaint();
        });
    std::printf("table of 1 M rows: longest call %.1f ms, longest event %.1f ms\n", longest, application->longestEventMs());
    EXPECT_LT(longest, 200) << "a person would see it stop; about 5 ms on a quiet machine";
    EXPECT_LT(application->longestEventMs(), 200);
}

}  // namespace
}  // namespace vitrine::testing

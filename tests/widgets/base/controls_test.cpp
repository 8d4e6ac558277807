// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QtTest>
#include <QtWidgets>

#include "tests/widgets/active_window.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/theme.h"

namespace vitrine::testing {
namespace {

/// One of each standard control, as the style sheet draws it.
class Controls final : public QMainWindow {
public:
    Controls() {
        resize(980, 640);
        QMenu* file = menuBar()->addMenu("File");
        file->addAction(Theme::instance().icon("folder"), "Open...");
        menuBar()->addMenu("View");
        auto* tools = addToolBar("Tools");
        tools->addAction(Theme::instance().icon("play"), "Run")->setToolTip("Run");
        tools->addAction(Theme::instance().icon("stop"), "Stop")->setEnabled(false);
        QAction* pan = tools->addAction(Theme::instance().icon("pan"), "Pan");
        pan->setCheckable(true);
        pan->setChecked(true);
        statusBar()->showMessage("Ready");
        auto* tabs = new QTabWidget;
        tabs->addTab(makePage(), "Controls");
        tabs->addTab(new QWidget, "Curves");
        tabs->addTab(new QWidget, "Log");
        tabs->setTabEnabled(2, false);
        setCentralWidget(tabs);
        auto* dock = new QDockWidget("Recent runs");
        dock->setWidget(makeTable());
        addDockWidget(Qt::RightDockWidgetArea, dock);
    }

private:
    QWidget* makePage() {
        auto* page = new QWidget;
        auto* grid = new QGridLayout(page);
        grid->setSpacing(12);
        grid->setContentsMargins(16, 16, 16, 16);
        auto* primary = new QPushButton("Run");
        primary->setProperty("primary", true);
        primary->setObjectName("primary");
        auto* flat = new QPushButton("Cancel");
        flat->setFlat(true);
        auto* off = new QPushButton("Export");
        off->setEnabled(false);
        int column = 0;
        for (QWidget* button : std::initializer_list<QWidget*>{primary, new QPushButton("Compare"), flat, off}) grid->addWidget(button, 0, column++);
        auto* combo = new QComboBox;
        combo->addItems({"Ratio", "Symmetric"});
        auto* spin = new QSpinBox;
        spin->setValue(42);
        spin->setSuffix(" px");
        auto* line = new QLineEdit;
        line->setPlaceholderText("Filter parameters");
        auto* none = new QLineEdit("read only");
        none->setEnabled(false);
        column = 0;
        for (QWidget* input : std::initializer_list<QWidget*>{combo, spin, line, none}) grid->addWidget(input, 1, column++);
        auto* slider = new QSlider(Qt::Horizontal);
        slider->setValue(60);
        auto* progress = new QProgressBar;
        progress->setValue(70);
        progress->setTextVisible(false);
        auto* check = new QCheckBox("Audit conservation");
        check->setChecked(true);
        check->setObjectName("check");
        auto* radio = new QRadioButton("By rank");
        radio->setChecked(true);
        column = 0;
        for (QWidget* widget : std::initializer_list<QWidget*>{slider, progress, check, radio}) grid->addWidget(widget, 2, column++);
        auto* group = new QGroupBox("Scores");
        auto* inner = new QVBoxLayout(group);
        for (const char* ink : {"muted", "accent", "good", "warning", "bad"}) {
            auto* label = new QLabel(QString("A label in the ink \"%1\"").arg(ink));
            label->setProperty("ink", ink);
            inner->addWidget(label);
        }
        auto* card = new QFrame;
        card->setProperty("card", true);
        (new QVBoxLayout(card))->addWidget(new QLabel("A card"));
        grid->addWidget(group, 3, 0, 1, 2);
        grid->addWidget(card, 3, 2, 1, 2);
        auto* text = new QPlainTextEdit("Many lines\nof text\n\n\n\n\n\n\n\n\n\n\n\n\n\nlast");
        grid->addWidget(text, 4, 0, 1, 4);
        return page;
    }

    QTableWidget* makeTable() {
        auto* table = new QTableWidget(30, 2);
        table->setHorizontalHeaderLabels({"Run", "ID score"});
        table->setAlternatingRowColors(true);
        table->setShowGrid(false);
        table->verticalHeader()->hide();
        table->setSortingEnabled(true);
        for (int row = 0; row < 30; ++row) {
            table->setItem(row, 0, new QTableWidgetItem(QString("run %1").arg(row)));
            table->setItem(row, 1, new QTableWidgetItem(QString::number(row * 0.013)));
        }
        table->selectRow(2);
        return table;
    }
};

class ControlsTest : public ::testing::TestWithParam<Theme::Mode> {
protected:
    void SetUp() override { Theme::instance().setMode(GetParam()); }
    void TearDown() override { Theme::instance().setMode(Theme::Mode::Light); }
};

TEST_P(ControlsTest, primaryButtonStandsOutAndFocusIsSeen) {
    Controls window;
    ASSERT_TRUE(showActive(window));
    auto* primary = window.findChild<QPushButton*>("primary");
    auto* spin = window.findChild<QSpinBox*>();
    const QImage button = pictureOf(*primary, 1);
    EXPECT_EQ(button.pixelColor(8, primary->height() / 2).name(), Theme::instance().colour(Ink::Accent).name());
    primary->setFocus();
    const QImage before = pictureOf(*spin, 1);
    spin->setFocus();
    QTest::qWait(20);
    const QImage after = pictureOf(*spin, 1);
    EXPECT_NE(before, after) << "the focus must be seen";
    EXPECT_EQ(after.pixelColor(spin->width() / 2, 0).name(), Theme::instance().colour(Ink::Accent).name());
    keepForLook(pictureOf(window, 1), GetParam() == Theme::Mode::Dark ? "controls-dark" : "controls-light");
    keepForLook(pictureOf(window, 2), GetParam() == Theme::Mode::Dark ? "controls-dark-2x" : "controls-light-2x");
}

INSTANTIATE_TEST_SUITE_P(LightAndDark, ControlsTest, ::testing::Values(Theme::Mode::Light, Theme::Mode::Dark));

TEST(ThemeInk, changesAfterALabelWasShown) {
    QLabel label("What went wrong");
    label.setProperty("ink", "muted");
    label.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&label));
    const QImage muted = pictureOf(label, 1);
    Theme::setInk(&label, "bad");
    EXPECT_NE(muted, pictureOf(label, 1));
}

}  // namespace
}  // namespace vitrine::testing

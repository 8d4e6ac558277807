// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <QtWidgets>

#include "tests/widgets/active_window.h"
#include "tests/widgets/form/form_fixture.h"
#include "tests/widgets/window_support.h"
#include "widgets/form/number_scale.h"
#include "widgets/form/parameter_form.h"

namespace vitrine::testing {
namespace {

constexpr const char* kEveryType = R"([
    {"id": "on", "title": "Switch", "type": "bool", "default": false, "group": "All"},
    {"id": "maybe", "title": "Optional switch", "type": "bool", "default": null, "optional": true, "group": "All"},
    {"id": "whole", "title": "Whole", "type": "int", "default": 3, "unit": "px", "group": "All"},
    {"id": "real", "title": "Real", "type": "real", "default": 0.5, "group": "All"},
    {"id": "perhaps", "title": "Optional real", "type": "real", "default": null, "optional": true, "group": "All"},
    {"id": "kind", "title": "Choice", "type": "choice", "default": "a", "group": "All", "choices": [{"id": "a", "title": "First", "help": "The first."}, {"id": "b", "title": "Second"}]},
    {"id": "words", "title": "Text", "type": "text", "default": "", "group": "All"},
    {"id": "where", "title": "Path", "type": "path", "default": "", "group": "All"},
    {"id": "set", "title": "Data set", "type": "dataset", "default": "", "group": "All"},
    {"id": "net", "title": "Weights", "type": "weights", "default": "", "group": "All"},
    {"id": "ink", "title": "Colour", "type": "colour", "default": "#d55e0080", "group": "All"},
    {"id": "pair", "title": "Pair", "type": "reals", "default": [0.1, 0.9], "length": 2, "group": "All"},
    {"id": "list", "title": "List", "type": "ints", "default": [], "group": "All"}])";

class EveryType : public ::testing::Test {
protected:
    void SetUp() override {
        form.resize(360, 700);
        ASSERT_TRUE(showActive(form));
    }
    void type(const char* id, const QString& text) {
        QWidget* field = form.editor(id);
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        if (text.isEmpty()) QTest::keyClick(field, Qt::Key_Delete);
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }
    Manifest manifest = *manifestFrom(kEveryType);
    QUndoStack undo;
    RunDraft draft{manifest, &undo};
    ParameterForm form{draft};
};

TEST_F(EveryType, takesWhatIsTyped) {
    type("whole", "123456789012");
    EXPECT_EQ(draft.value("whole"), 123456789012);
    type("real", "2.5e-3");
    EXPECT_EQ(draft.value("real"), 0.0025);
    type("perhaps", "1");
    EXPECT_EQ(draft.value("perhaps"), 1.0);
    type("perhaps", "");
    EXPECT_TRUE(draft.value("perhaps").is_null());
    type("words", "a b");
    EXPECT_EQ(draft.value("words"), "a b");
    type("where", "data/x.csv");
    EXPECT_EQ(draft.value("where"), "data/x.csv");
    type("list", "3, 1,4");
    EXPECT_EQ(draft.value("list"), Json::array({3, 1, 4}));
    EXPECT_EQ(qobject_cast<QLineEdit*>(form.editor("list"))->text(), "3, 1, 4");
    type("pair", "0.25");
    EXPECT_EQ(draft.value("pair"), Json::array({0.25, 0.9}));
    QTest::keyClick(form.editor("on"), Qt::Key_Space);
    EXPECT_EQ(draft.value("on"), true);
    QTest::keyClick(form.editor("maybe"), Qt::Key_Down);
    EXPECT_EQ(draft.value("maybe"), true);
    QTest::keyClick(form.editor("kind"), Qt::Key_Down);
    EXPECT_EQ(draft.value("kind"), "b");
    EXPECT_TRUE(draft.valid());
}

TEST_F(EveryType, refusesWhatMakesNoSenseInPlace) {
    for (const auto& [id, text] : std::vector<std::pair<const char*, QString>>{{"whole", "1.5"}, {"real", "many"}, {"real", "nan"}, {"list", "1,,2"}, {"whole", ""}}) {
        type(id, text);
        EXPECT_TRUE(draft.problem(id)) << id << " " << text.toStdString();
    }
    draft.resetAll();
    EXPECT_TRUE(draft.valid());
    EXPECT_EQ(qobject_cast<QAbstractSpinBox*>(form.editor("real"))->text(), "0.5") << "reset also puts back the text";
}

TEST_F(EveryType, pathTakesDropsAndListOfChoicesHasHelp) {
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile("/tmp/some.csv")});
    QWidget* box = form.editor("where")->parentWidget();
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(box, &enter);
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(box, &drop);
    EXPECT_EQ(draft.value("where"), "/tmp/some.csv");
    auto* kind = qobject_cast<QComboBox*>(form.editor("kind"));
    EXPECT_EQ(kind->itemData(0, Qt::ToolTipRole).toString(), "The first.");
    kind->showPopup();
    QTest::qWait(50);
    keepForLook(pictureOf(*kind->view()->window(), 1), "form-choices");
    kind->hidePopup();
}

TEST_F(EveryType, picture) {
    QTest::qWait(50);
    keepForLook(pictureOf(form, 1), "form-types");
    EXPECT_EQ(unnamedControls(form), QStringList());
}

Parameter numberOf(const char* text) {
    return manifestFrom(text)->schema.parameters().front();
}

TEST(NumberScale, sliderAndArrowsStayInRange) {
    const Parameter wide = numberOf(R"([{"id": "n", "title": "N", "type": "int", "default": 1, "min": 1, "max": 100000}])");
    const NumberScale scale(wide, {});
    for (int i = 0; i <= 1000; ++i) {
        const double value = scale.fromPosition(i / 1000.0);
        EXPECT_TRUE(wide.accept(value).ok()) << value;
    }
    EXPECT_EQ(scale.fromPosition(0), 1);
    EXPECT_EQ(scale.fromPosition(1), 100000);
    EXPECT_LT(scale.fromPosition(0.5), 1000) << "small numbers get their share of a wide slider";
    EXPECT_EQ(scale.stepped(100000, 1), 100000);
    EXPECT_EQ(scale.stepped(1, -5), 1);
    const Parameter half = numberOf(R"([{"id": "x", "title": "X", "type": "real", "default": 0.5, "min": 0, "max": 1, "exclusiveMin": true, "exclusiveMax": true}])");
    const NumberScale open(half, {});
    for (const double position : {0.0, 0.3, 1.0}) EXPECT_TRUE(half.accept(open.fromPosition(position)).ok()) << position;
    EXPECT_NEAR(open.stepped(0.1 + 0.2, 1), 0.31, 1e-12);
    EXPECT_EQ(plainNumber(open.stepped(0.3, 1)), "0.31");
}

TEST(NumberScale, positionsAndValuesAgree) {
    for (const char* text : {R"([{"id": "x", "title": "X", "type": "real", "default": 1, "min": 1e-6, "max": 10, "log": true}])",
                             R"([{"id": "x", "title": "X", "type": "int", "default": 1, "min": 0, "max": 50}])",
                             R"([{"id": "x", "title": "X", "type": "real", "default": 1, "min": -2, "max": 2}])"}) {
        const NumberScale scale(numberOf(text), {});
        for (int i = 0; i <= 20; ++i) {
            const double value = scale.fromPosition(i / 20.0);
            EXPECT_NEAR(scale.toPosition(value), i / 20.0, 0.02) << text << " at " << value;
        }
    }
}

}  // namespace
}  // namespace vitrine::testing

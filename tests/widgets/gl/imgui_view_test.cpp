// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <QClipboard>
#include <QLineEdit>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QVBoxLayout>
#include <QtTest>

#include "tests/widgets/gl/gl_pictures.h"
#include "widgets/base/theme.h"
#include "widgets/gl/frame_hud.h"
#include "widgets/gl/imgui_style.h"
#include "widgets/gl/imgui_view.h"

namespace vitrine {
namespace {

/// A view with one text field and one button that fill its top.
struct Form {
    ImGuiView view;
    std::string text;
    int clicks = 0;
    bool checked = false;

    explicit Form(QWidget* parent = nullptr) : view(parent) {
        view.resize(320, 160);
        view.setDraw([this] {
            beginWholeView("form");
            ImGui::SetNextItemWidth(200);
            ImGui::InputText("##text", &text);
            if (ImGui::Button("Press", {120, 28})) ++clicks;
            ImGui::Checkbox("Check", &checked);
            ImGui::End();
        });
    }
    /// Lets the frames pass that input needs.
    static void settle() { QTest::qWait(80); }
};

const QPoint kField(60, 24), kButton(60, 58), kCheck(20, 92);

TEST(ImGuiView, typingThroughQtKeyEventsFillsAField) {
    Form form;
    form.view.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&form.view));
    QTest::mouseClick(&form.view, Qt::LeftButton, {}, kField);
    Form::settle();
    QTest::keyClicks(&form.view, "learning");
    QTest::keyClick(&form.view, Qt::Key_Backspace);
    EXPECT_SOON(QString::fromStdString(form.text) == QString("learnin"));
    QTest::keyClicks(&form.view, "G");
    EXPECT_SOON(QString::fromStdString(form.text) == QString("learninG"));
    QInputMethodEvent commit;
    commit.setCommitString(QString::fromUtf8("\u00e9\u03b1"));   // As an input method sends it.
    QApplication::sendEvent(&form.view, &commit);
    EXPECT_SOON(QString::fromStdString(form.text) == QString::fromUtf8("learninG\u00e9\u03b1"));
    QTest::keyClick(&form.view, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(&form.view, Qt::Key_C, Qt::ControlModifier);
    EXPECT_SOON(QGuiApplication::clipboard()->text() == QString::fromUtf8("learninG\u00e9\u03b1"));
    test::look(form.view.grabFramebuffer(), "imgui_form");
}

TEST(ImGuiView, aClickWithoutHoverPresses) {
    Form form;
    form.view.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&form.view));
    Form::settle();
    QTest::mouseClick(&form.view, Qt::LeftButton, {}, kButton);   // Press and release before any frame.
    EXPECT_SOON(form.clicks == 1);
    QTest::mouseClick(&form.view, Qt::LeftButton, {}, kCheck);
    EXPECT_SOON(form.checked);
    EXPECT_EQ(form.clicks, 1);
}

TEST(ImGuiView, twoViewsKeepTheirOwnState) {
    QWidget window;
    QVBoxLayout layout(&window);
    Form one(&window), two(&window);
    layout.addWidget(&one.view);
    layout.addWidget(&two.view);
    window.resize(340, 360);
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    Form::settle();
    QTest::mouseClick(&one.view, Qt::LeftButton, {}, kField);
    Form::settle();
    QTest::keyClicks(&one.view, "one");
    QTest::mouseClick(&two.view, Qt::LeftButton, {}, kField);
    Form::settle();
    QTest::keyClicks(&two.view, "two");
    QTest::mouseClick(&two.view, Qt::LeftButton, {}, kButton);
    EXPECT_SOON(two.clicks == 1);
    EXPECT_EQ(one.text, "one");
    EXPECT_EQ(two.text, "two");
    EXPECT_EQ(one.clicks, 0);
}

TEST(ImGuiView, tabLeavesTheViewAndTypingKeepsShortcutsOut) {
    QWidget window;
    QVBoxLayout layout(&window);
    Form form(&window);
    QLineEdit after(&window);
    layout.addWidget(&form.view);
    layout.addWidget(&after);
    QAction shortcut(&window);
    shortcut.setShortcut(QKeySequence("x"));
    int fired = 0;
    QObject::connect(&shortcut, &QAction::triggered, &window, [&] { ++fired; });
    window.addAction(&shortcut);
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    QApplication::setActiveWindow(&window);
    form.view.setFocus();
    QTest::keyClick(&form.view, Qt::Key_Tab);
    EXPECT_TRUE(after.hasFocus());
    QTest::mouseClick(&form.view, Qt::LeftButton, {}, kField);
    Form::settle();
    QTest::keyClick(&form.view, Qt::Key_X);
    EXPECT_SOON(form.text == std::string("x"));
    EXPECT_EQ(fired, 0);
}

TEST(ImGuiView, picturesFollowTheThemeAndScale) {
    Form form;
    const QImage never = form.view.exportImage(1);   // Never shown: a context of its own.
    EXPECT_EQ(never.size(), QSize(320, 160));
    EXPECT_GT(test::coloursOf(never), 8);
    form.view.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&form.view));
    EXPECT_GT(test::pixelsOf(form.view.exportImage(1), Theme::instance().colour(Ink::Surface)), 320 * 160 / 3);
    Theme::instance().setMode(Theme::Mode::Dark);
    Form::settle();
    const QImage dark = form.view.grabFramebuffer();
    EXPECT_GT(test::pixelsOf(dark, Theme::instance().colour(Ink::Surface)), qint64(dark.width()) * dark.height() / 3);
    Theme::instance().setMode(Theme::Mode::Light);
    const QImage big = form.view.exportImage(3);
    EXPECT_EQ(big.size(), QSize(960, 480));
    EXPECT_GT(test::pixelsOf(big, Theme::instance().colour(Ink::Text), 40), 60);
    test::look(big, "imgui_form_3x");
}

TEST(ImGuiView, movesToAnotherWindowAndBack) {
    QWidget window;
    QVBoxLayout layout(&window);
    Form form(&window);
    layout.addWidget(&form.view);
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    for (int i = 0; i < 3; ++i) {
        form.view.setParent(nullptr);   // A floated dock.
        form.view.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&form.view));
        EXPECT_GT(test::coloursOf(form.view.grabFramebuffer()), 8) << "floated";
        layout.addWidget(&form.view);
        form.view.show();
        Form::settle();
        EXPECT_GT(test::coloursOf(form.view.grabFramebuffer()), 8) << "docked";
    }
    QTest::mouseClick(&form.view, Qt::LeftButton, {}, kButton);
    EXPECT_SOON(form.clicks == 1);
}

TEST(ImGuiView, anExceptionInAFrameLeavesTheNextOneWhole) {
    Form form;
    bool fail = true;
    ImGuiView view;
    view.resize(200, 100);
    view.setDraw([&] {
        beginWholeView("x");
        ImGui::BeginChild("inner");
        if (fail) throw std::runtime_error("broken");
        ImGui::TextUnformatted("whole");
        ImGui::EndChild();
        ImGui::End();
    });
    EXPECT_THROW(view.exportImage(1), std::runtime_error);
    fail = false;
    EXPECT_GT(test::coloursOf(view.exportImage(1)), 4);
}

TEST(FrameHud, countsTimes) {
    FrameHud hud;
    for (int i = 1; i <= 1000; ++i) hud.add(i <= 900 ? 4 : i == 1000 ? 90 : 10);
    EXPECT_EQ(hud.times().frames, 1000);
    EXPECT_DOUBLE_EQ(hud.times().lastMs, 90);
    EXPECT_DOUBLE_EQ(hud.times().medianMs, 4) << "140 of the last 240 frames took 4 ms";
    EXPECT_DOUBLE_EQ(hud.times().p99Ms, 10);
}

}  // namespace
}  // namespace vitrine

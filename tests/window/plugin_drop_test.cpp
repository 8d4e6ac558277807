// SPDX-License-Identifier: GPL-3.0-or-later
// A method's folder let go above the window: installed, run, replaced, and taken back.
#include <QMimeData>
#include <QPushButton>

#include "app/gallery/method_card.h"
#include "app/shell/message_bar.h"
#include "app/shell/plugin_installer.h"
#include "core/base/files.h"
#include "core/base/paths.h"
#include "tests/window/whole_window.h"

namespace vitrine {
namespace {

namespace fs = std::filesystem;

/// The counter of the fixtures as somebody else's method.
fs::path writePlugin(const fs::path& root, const std::string& version) {
    const fs::path built = VITRINE_BINARY_DIR "/fixtures/plugins/fixture_counter",
                   folder = root / "given" / "dropped_counter";
    fs::create_directories(folder);
    Json json = readJsonFile(built / "plugin.json").value();
    json["id"] = "dropped_counter", json["title"] = "Counter of a friend", json["version"] = version;
    EXPECT_TRUE(writeAtomically(folder / "plugin.json", dumpJson(json)).ok());
    fs::copy_file(built / "fixture_counter_method.so", folder / "dropped_counter_method.so",
                  fs::copy_options::overwrite_existing);
    return folder;
}

void dropFolder(MainWindow& window, const fs::path& folder) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(qs(folder.string()))});
    QDragEnterEvent enter(window.rect().center(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent dropped(QPointF(window.rect().center()), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &dropped);
}

class PluginDrop : public ::testing::Test {
protected:
    ~PluginDrop() override {
        std::error_code ignored;
        fs::remove_all(userFolder() / "plugins", ignored);
    }
    /// Answers the question with its main button, and waits for the end.
    void accept(const QString& look = {}) {
        QDialog* dialog = nullptr;
        ASSERT_TRUE(testing::waitUntil([&] {
            return (dialog = whole.window().findChild<QDialog*>("plugin.install")) != nullptr;
        })) << message();
        EXPECT_TRUE(testing::unnamedControls(*dialog).isEmpty());
        if (!look.isEmpty()) testing::keepForLook(testing::pictureOf(*dialog, 1), look);
        QSignalSpy finished(whole.window().behaviour<PluginInstaller>(), &PluginInstaller::finished);
        QTest::mouseClick(dialog->findChild<QPushButton*>("plugin.install.go"), Qt::LeftButton);
        ASSERT_TRUE(testing::waitUntil([&] { return finished.count() == 1; }, 20'000));
    }
    void press(const QString& choice) {
        QSignalSpy finished(whole.window().behaviour<PluginInstaller>(), &PluginInstaller::finished);
        for (auto* button : whole.window().messages().findChildren<QPushButton*>())
            if (button->text() == choice && button->isVisible()) {
                QTest::mouseClick(button, Qt::LeftButton);
                ASSERT_TRUE(choice != "Undo" || testing::waitUntil([&] { return finished.count() == 1; }, 20'000));
                return;
            }
        ADD_FAILURE() << "no button " << ss(choice) << ": " << message();
    }
    std::string message() const { return ss(whole.window().messages().texts().join("\n")); }
    std::string versionListed() const {
        const auto method = whole.window().workbench().plugins().require("dropped_counter");
        return method.ok() ? (*method)->version : "none";
    }
    MethodCard* card() const {
        auto* gallery = qobject_cast<GalleryPage*>(whole.window().open("gallery"));
        return gallery ? gallery->card("dropped_counter") : nullptr;
    }

    WholeWindow whole;
};

TEST_F(PluginDrop, IsInstalledRunReplacedAndTakenBack) {
    whole.window().open("method/lrp_resnet");  // It takes folders of pictures, but not this one.
    dropFolder(whole.window(), writePlugin(whole.root(), "1.0"));
    accept("install-question");
    ASSERT_TRUE(testing::waitUntil([&] { return card() != nullptr; }, 2000)) << "the gallery shows it at once";
    EXPECT_TRUE(card()->isVisible());
    whole.look("installed");
    press("Open");
    ASSERT_TRUE(whole.method());
    EXPECT_EQ(whole.method()->address(), "method/dropped_counter");
    ASSERT_TRUE(whole.method()->draft().set("points", 100).ok());
    whole.action("run.start")->trigger();
    ASSERT_TRUE(testing::waitUntil([&] { return whole.method()->shownRun().has_value(); }));
    const std::int64_t run = *whole.method()->shownRun();
    ASSERT_TRUE(testing::waitUntil(
        [&] {
            const auto state = whole.stateOf(run);
            return state && isEnded(*state);
        },
        60'000));
    EXPECT_EQ(whole.stateOf(run), RunState::Finished);

    whole.window().messages().dismissAll();
    dropFolder(whole.window(), writePlugin(whole.root(), "2.0"));
    accept("replace-question");
    EXPECT_EQ(versionListed(), "2.0");
    ASSERT_TRUE(whole.method()) << "its page is there again";
    EXPECT_EQ(whole.method()->draft().value("points"), 100);
    EXPECT_EQ(whole.method()->draft().manifest().version, "2.0");

    press("Undo");
    EXPECT_EQ(versionListed(), "1.0");
    EXPECT_TRUE(testing::waitUntil([&] { return card() != nullptr; }, 2000));
    dropFolder(whole.window(), userFolder() / "plugins/dropped_counter");
    EXPECT_TRUE(testing::waitUntil([&] { return message().find("its place") != std::string::npos; })) << message();
}

TEST_F(PluginDrop, WhatCannotBeInstalledIsRefusedWithTheReason) {
    dropFolder(whole.window(), VITRINE_BINARY_DIR "/fixtures/plugins/fixture_wrong_abi");
    EXPECT_TRUE(testing::waitUntil([&] { return whole.window().messages().count() == 1; }));
    EXPECT_NE(message().find("belongs to the method in"), std::string::npos) << message();
    whole.window().messages().dismissAll();
    const fs::path folder = writePlugin(whole.root(), "1.0");
    fs::copy_file(VITRINE_BINARY_DIR "/fixtures/plugins/fixture_wrong_abi/fixture_wrong_abi_method.so",
                  folder / "dropped_counter_method.so", fs::copy_options::overwrite_existing);
    dropFolder(whole.window(), folder);
    EXPECT_TRUE(testing::waitUntil([&] { return whole.window().messages().count() == 1; }));
    EXPECT_NE(message().find("vitrine-method-9999"), std::string::npos) << message();
    EXPECT_FALSE(whole.window().findChild<QDialog*>("plugin.install"));
    EXPECT_EQ(versionListed(), "none");
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/settings.h"

#include "app/shell/log_file.h"
#include "app/shell/store_door.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "tests/app/window_bench.h"

namespace vitrine {
namespace {

TEST(Settings, roundTripKeepsUnknownKeysAndDropsDefaults) {
    TemporaryFolder folder;
    const auto file = folder.path() / "settings.json";
    ASSERT_TRUE(writeAtomically(file, R"({"theme": "dark", "of_a_newer_version": [1, 2], "autosave": 99})").ok());
    {
        Settings settings(resourceFolder() / "settings.json", file);
        ASSERT_FALSE(settings.schema().parameters().empty());
        EXPECT_EQ(settings.text("theme"), "dark");
        EXPECT_EQ(settings.number("autosave"), 1) << "out of range: the default";
        EXPECT_EQ(settings.problems().size(), 1u);
        QSignalSpy changed(&settings, &Settings::changed);
        EXPECT_TRUE(settings.set("autosave", 0.5).ok());
        EXPECT_FALSE(settings.set("autosave", 50).ok());
        EXPECT_FALSE(settings.set("no_such", 1).ok());
        EXPECT_EQ(changed.count(), 1);
        EXPECT_TRUE(settings.set("theme", "system").ok());
    }
    const Json kept = readJsonFile(file).value();
    EXPECT_EQ(kept, (Json{{"autosave", 0.5}, {"of_a_newer_version", {1, 2}}}));
    Settings again(resourceFolder() / "settings.json", file);
    EXPECT_EQ(again.number("autosave"), 0.5);
    again.reset("Session");
    EXPECT_EQ(again.number("autosave"), 1);
}

TEST(Settings, aDamagedFileMeansDefaultsAndAMessage) {
    TemporaryFolder folder;
    const auto file = folder.path() / "settings.json";
    for (const char* text : {"", "[]", "{", "{\"theme\": 5}"}) {
        ASSERT_TRUE(writeAtomically(file, text).ok());
        Settings settings(resourceFolder() / "settings.json", file);
        EXPECT_EQ(settings.problems().size(), 1u) << text;
        EXPECT_EQ(settings.text("theme"), "system");
    }
}

TEST(StoreDoor, offersSalvageForADamagedStoreAndAnotherFolder) {
    TemporaryFolder folder;
    const auto damaged = folder.path() / "damaged", other = folder.path() / "other";
    ASSERT_TRUE(ExperimentStore::open(damaged).ok());
    ASSERT_TRUE(writeAtomically(damaged / "vitrine.db", "This is not a database. " + std::string(9000, 'x')).ok());
    std::vector<bool> asked;
    StoreQuestions questions;
    questions.ask = [&](const Error& error, bool canSalvage) {
        EXPECT_FALSE(error.why.empty());
        asked.push_back(canSalvage);
        return asked.size() == 1 ? StoreChoice::Other : StoreChoice::Quit;
    };
    questions.pickFolder = [&] { return other; };
    const auto opened = openStoreAsking(damaged, questions);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->folder(), other);
    EXPECT_EQ(asked, std::vector<bool>{true});

    std::string told;
    questions.ask = [](const Error&, bool) { return StoreChoice::Salvage; };
    questions.tell = [&](const std::string& text) { told = text; };
    EXPECT_TRUE(openStoreAsking(damaged, questions));
    EXPECT_NE(told.find("kept as"), std::string::npos) << told;
    questions.ask = [](const Error&, bool) { return StoreChoice::Quit; };
    ASSERT_TRUE(writeAtomically(damaged / "vitrine.db", "damaged again" + std::string(9000, 'x')).ok());
    EXPECT_FALSE(openStoreAsking(damaged, questions));
}

TEST(LogFile, oneAStartAndOnlyTheNewestAreKept) {
    TemporaryFolder folder;
    for (int i = 0; i < 9; ++i)
        ASSERT_TRUE(writeAtomically(folder.path() / ("2020-01-0" + std::to_string(i + 1) + "T00-00-00Z-1.log"), "old").ok());
    const LogSink before = setLogSink(nullptr);
    const QtMessageHandler handler = qInstallMessageHandler(nullptr);
    const auto file = startLogFile(folder.path(), 4);
    logInfo("a line");
    qInfo("a line of Qt");
    setLogSink(before);
    qInstallMessageHandler(handler);
    const std::string text = readText(file).value();
    EXPECT_NE(text.find("a line\n"), std::string::npos);
    EXPECT_NE(text.find("a line of Qt"), std::string::npos);
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) count += entry.path().extension() == ".log";
    EXPECT_EQ(count, 4);
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "2020-01-09T00-00-00Z-1.log"));
}

}  // namespace
}  // namespace vitrine

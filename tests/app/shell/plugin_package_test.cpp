// SPDX-License-Identifier: GPL-3.0-or-later
// What may be installed as a method, and that an installation is whole or not there.
#include "app/shell/plugin_package.h"

#include <fstream>

#include "tests/app/window_bench.h"

namespace vitrine {
namespace {

namespace fs = std::filesystem;

class PluginPackageTest : public ::testing::Test {
protected:
    /// The built counter under another id.
    fs::path write(const std::string& id, const std::string& version = "1.0",
                   const std::string& library = "fixture_counter") {
        const fs::path built = VITRINE_BINARY_DIR "/fixtures/plugins", folder = root / "dropped" / id;
        fs::create_directories(folder);
        Json json = readJsonFile(built / "fixture_counter/plugin.json").value();
        json["id"] = id, json["version"] = version;
        EXPECT_TRUE(writeAtomically(folder / "plugin.json", dumpJson(json)).ok());
        fs::copy_file(built / library / (library + "_method.so"), folder / (id + "_method.so"),
                      fs::copy_options::overwrite_existing);
        return folder;
    }
    void SetUp() override { fs::create_directories(root / "others"); }
    PluginCatalog known() const { return PluginCatalog::scan({home, root / "others"}); }
    std::string refused(const fs::path& folder) const {
        const auto package = examinePlugin(folder, home, known());
        EXPECT_FALSE(package.ok()) << folder;
        return package.ok() ? std::string() : package.error().message();
    }
    InstalledPlugin install(const fs::path& folder) {
        const auto package = examinePlugin(folder, home, known());
        EXPECT_TRUE(package.ok()) << package.error().message();
        const auto installed = installPlugin(*package, home);
        EXPECT_TRUE(installed.ok()) << installed.error().message();
        return *installed;
    }
    std::string versionThere(const std::string& id) const {
        const auto manifest = Manifest::read(home / id / "plugin.json");
        return manifest.ok() ? manifest->version : "none";
    }
    static void expectContains(const std::string& text, const std::string& part) {
        EXPECT_NE(text.find(part), std::string::npos) << text;
    }

    testing::ScratchFolder folder;
    const fs::path root = ss(folder.path()), home = root / "home/plugins";
};

TEST_F(PluginPackageTest, IsCopiedReplacedAndTakenBack) {
    const fs::path dropped = write("mine");
    fs::create_directories(dropped / "extra");
    std::ofstream(dropped / "extra/words.txt") << "words";
    fs::create_symlink("extra/words.txt", dropped / "link.txt");
    const InstalledPlugin first = install(dropped);
    EXPECT_TRUE(first.previous.empty());
    EXPECT_EQ(readText(home / "mine/extra/words.txt").value(), "words");
    EXPECT_EQ(readText(home / "mine/link.txt").value(), "words");
    EXPECT_EQ(known().methods().size(), 1u);

    write("mine", "2.0");
    const auto again = examinePlugin(dropped, home, known());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->replaces, "1.0");
    const InstalledPlugin second = install(dropped);
    EXPECT_EQ(versionThere("mine"), "2.0");
    EXPECT_EQ(second.previous.parent_path(), home / ".trash");
    EXPECT_EQ(known().methods().size(), 1u) << "what lies in the trash is not listed";
    EXPECT_TRUE(known().broken().empty()) << known().broken().front().error.message();

    EXPECT_TRUE(takeBackPlugin(second, home).ok());
    EXPECT_EQ(versionThere("mine"), "1.0");
    EXPECT_TRUE(takeBackPlugin(first, home).ok());
    EXPECT_EQ(versionThere("mine"), "none");
    EXPECT_EQ(std::distance(fs::directory_iterator(home / ".trash"), {}), 2) << "nothing is thrown away for good";
    for (const auto& entry : fs::directory_iterator(home)) EXPECT_EQ(entry.path().filename(), ".trash");
}

TEST_F(PluginPackageTest, RefusesWithTheReason) {
    fs::path dropped = write("other_interface", "1.0", "fixture_wrong_abi");
    expectContains(refused(dropped), "vitrine-method-9999");
    dropped = write("broken");
    ASSERT_TRUE(writeAtomically(dropped / "plugin.json", "{\"id\": 3}").ok());
    expectContains(refused(dropped), "plugin.json");
    dropped = write("sources");
    fs::remove(dropped / "sources_method.so");
    expectContains(refused(dropped), "sources");
    dropped = write("text");
    std::ofstream(dropped / "text_method.so")
        << "This is no library, however long the text is that stands here in its place.";
    expectContains(refused(dropped), "no library");
    dropped = write("panel");
    fs::copy_file(dropped / "panel_method.so", dropped / "panel_panel.so");
    expectContains(refused(dropped), "no interface");
    dropped = write("linked");
    fs::create_symlink("/etc/passwd", dropped / "secrets");
    expectContains(refused(dropped), "leads out");
    EXPECT_FALSE(fs::exists(home)) << "looking writes nothing";
}

TEST_F(PluginPackageTest, AnIdThatIsTakenElsewhereStaysThere) {
    const fs::path there = root / "others/mine";
    fs::create_directories(there.parent_path());
    fs::rename(write("mine"), there);
    expectContains(refused(write("mine")), there.string());
    install(write("yours"));
    expectContains(refused(home / "yours"), "its place");
}

TEST_F(PluginPackageTest, ACopyThatFailsLeavesWhatWasThere) {
    install(write("mine"));
    const fs::path dropped = write("mine", "2.0");
    auto package = examinePlugin(dropped, home, known());
    ASSERT_TRUE(package.ok());
    package->bytes = std::uint64_t(1) << 60;
    const auto full = installPlugin(*package, home);
    ASSERT_FALSE(full.ok());
    EXPECT_EQ(full.error().code, ErrorCode::NoSpace);
    package->bytes = 0;
    fs::remove_all(dropped);  // The disk was taken away.
    EXPECT_FALSE(installPlugin(*package, home).ok());
    EXPECT_EQ(versionThere("mine"), "1.0");
    for (const auto& entry : fs::directory_iterator(home))
        EXPECT_EQ(entry.path().filename(), "mine") << "nothing half done is left";
}

}  // namespace
}  // namespace vitrine

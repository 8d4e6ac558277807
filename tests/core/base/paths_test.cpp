// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "core/base/files.h"

namespace vitrine {
namespace {

/// Sets variables for one test and puts the old ones back.
class Paths : public testing::Test {
protected:
    void set(const char* variable, const std::string& value) {
        remember(variable);
        ::setenv(variable, value.c_str(), 1);
    }
    void unset(const char* variable) {
        remember(variable);
        ::unsetenv(variable);
    }
    void TearDown() override {
        for (const auto& [variable, value] : m_old)
            value ? ::setenv(variable.c_str(), value->c_str(), 1) : ::unsetenv(variable.c_str());
    }
    TemporaryFolder m_folder;

private:
    void remember(const char* variable) {
        const char* value = std::getenv(variable);
        m_old.try_emplace(variable, value ? std::optional<std::string>(value) : std::nullopt);
    }
    std::map<std::string, std::optional<std::string>> m_old;
};

TEST_F(Paths, userFolderFollowsTheVariablesInOrder) {
    set("HOME", "/h");
    set("XDG_DATA_HOME", "/x");
    set("VITRINE_HOME", "/v");
    EXPECT_EQ(userFolder(), "/v");
    unset("VITRINE_HOME");
    EXPECT_EQ(userFolder(), "/x/vitrine");
    set("XDG_DATA_HOME", "");
    EXPECT_EQ(userFolder(), "/h/.local/share/vitrine");
    unset("HOME");
    EXPECT_FALSE(userFolder().empty());
}

TEST_F(Paths, storeFolder) {
    set("VITRINE_HOME", "/v");
    unset("VITRINE_STORE");
    EXPECT_EQ(defaultStoreFolder(), "/v/store");
    set("VITRINE_STORE", "/elsewhere");
    EXPECT_EQ(defaultStoreFolder(), "/elsewhere");
}

TEST_F(Paths, dataFoldersExistAndKeepTheirOrder) {
    const auto a = m_folder.path() / "a", b = m_folder.path() / "b";
    ASSERT_TRUE(makeFolder(a).ok() && makeFolder(b).ok() && makeFolder(m_folder.path() / "home/data").ok());
    set("VITRINE_HOME", (m_folder.path() / "home").string());
    set("VITRINE_DATA", b.string() + "::/no/such/folder:" + a.string() + ":");
    EXPECT_EQ(dataFolders(), (std::vector<std::filesystem::path>{b, a, m_folder.path() / "home/data"}));
    unset("VITRINE_DATA");
    EXPECT_EQ(dataFolders().size(), 1u);
}

TEST_F(Paths, pluginFolders) {
    ASSERT_TRUE(makeFolder(m_folder.path() / "mine").ok());
    set("VITRINE_PLUGINS", (m_folder.path() / "mine").string());
    ASSERT_FALSE(pluginFolders().empty());
    EXPECT_EQ(pluginFolders().front(), m_folder.path() / "mine");
}

TEST_F(Paths, executableFolderHoldsThisTest) {
    EXPECT_TRUE(std::filesystem::is_directory(executableFolder()));
    EXPECT_TRUE(
        std::filesystem::exists(executableFolder() / std::filesystem::read_symlink("/proc/self/exe").filename()));
}

}  // namespace
}  // namespace vitrine

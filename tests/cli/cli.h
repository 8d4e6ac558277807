// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/process.h"

namespace vitrine {

/// What a call of vitrine-cli gave.
struct CliResult {
    int status = -1;
    int signal = 0;
    std::string out, err;
    /// Standard output as the one JSON document that it must be.
    Json json() const;
};

/// Calls the real vitrine-cli as a child process, with a home, a store and data folders of its own and the fixture
/// plugins.
class Cli {
public:
    Cli();
    CliResult operator()(const std::vector<std::string>& arguments,
                         const std::vector<std::string>& environment = {}) const;
    /// The same, and `whileRunning` is called with what it has written to standard error so far (some 20 times a
    /// second) until it ends.
    CliResult watched(const std::vector<std::string>& arguments,
                      const std::function<void(ChildProcess&, const std::string&)>& whileRunning,
                      const std::vector<std::string>& environment = {}) const;

    const std::filesystem::path& home() const { return m_home.path(); }
    std::filesystem::path store() const { return home() / "store"; }
    std::filesystem::path data() const { return home() / "sets"; }

private:
    SpawnOptions options(const std::vector<std::string>& arguments) const;
    TemporaryFolder m_home;
};

/// One Cli per test.
class CliTest : public ::testing::Test {
protected:
    /// A finished run of the fixture counter; returns its number.
    std::int64_t counterRun(const std::vector<std::string>& more = {});
    Cli cli;
};

/// Executes a line of bash with the executable as $CLI and the home of `cli`; standard error is dropped.
CliResult shell(const Cli& cli, const std::string& command);

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Checks that the call failed with `status` and told an error of the four parts, as text and with --json.
void expectError(const Cli& cli, std::vector<std::string> arguments, int status, const std::string& mentions);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli.h"

#include <poll.h>
#include <unistd.h>

#include "core/base/clock.h"

namespace vitrine {
namespace {

constexpr std::int64_t kLongestMicros = 60'000'000;

/// Takes what there is; false at the end of the stream.
bool take(int descriptor, std::string& text) {
    char block[4096];
    const ssize_t got = ::read(descriptor, block, sizeof block);
    if (got > 0) text.append(block, static_cast<std::size_t>(got));
    return got > 0;
}

}  // namespace

Json CliResult::json() const {
    auto json = parseJson(out, "standard output");
    EXPECT_TRUE(json.ok()) << (json.ok() ? "" : json.error().message()) << "\n" << out << err;
    return json.ok() ? *json : Json::object();
}

Cli::Cli() {
    (void)makeFolder(data());
}

SpawnOptions Cli::options(const std::vector<std::string>& arguments) const {
    SpawnOptions options;
    options.arguments = {VITRINE_CLI_PROGRAM};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    options.environment = {"VITRINE_HOME=" + home().string(), "VITRINE_STORE=", "VITRINE_DATA=" + data().string(),
                           std::string("VITRINE_PLUGINS=") + VITRINE_FIXTURE_PLUGINS + ":" + VITRINE_TEMPLATE_PLUGINS};
    options.pipeOut = options.pipeError = options.quiet = true;
    return options;
}

CliResult Cli::operator()(const std::vector<std::string>& arguments,
                          const std::vector<std::string>& environment) const {
    return watched(
        arguments, [](ChildProcess&, const std::string&) {}, environment);
}

CliResult Cli::watched(const std::vector<std::string>& arguments,
                       const std::function<void(ChildProcess&, const std::string&)>& whileRunning,
                       const std::vector<std::string>& environment) const {
    SpawnOptions spawn = options(arguments);
    spawn.environment.insert(spawn.environment.end(), environment.begin(), environment.end());
    auto child = ChildProcess::spawn(spawn);
    EXPECT_TRUE(child.ok());
    if (!child.ok()) return {};
    CliResult result;
    bool outOpen = true, errorOpen = true;
    const std::int64_t deadline = steadyMicros() + kLongestMicros;
    while ((outOpen || errorOpen) && steadyMicros() < deadline) {
        pollfd waiting[2] = {{outOpen ? child->out() : -1, POLLIN, 0}, {errorOpen ? child->error() : -1, POLLIN, 0}};
        ::poll(waiting, 2, 50);
        if (waiting[0].revents) outOpen = take(child->out(), result.out);
        if (waiting[1].revents) errorOpen = take(child->error(), result.err);
        whileRunning(*child, result.err);
    }
    const ExitState exit = steadyMicros() < deadline ? child->wait() : child->terminate(100);
    result.status = exit.exitCode;
    result.signal = exit.signal;
    return result;
}

CliResult shell(const Cli& cli, const std::string& command) {
    SpawnOptions options;
    options.arguments = {"/bin/bash", "-c", command};
    options.environment = {std::string("CLI=") + VITRINE_CLI_PROGRAM, "VITRINE_HOME=" + cli.home().string(),
                           std::string("VITRINE_PLUGINS=") + VITRINE_FIXTURE_PLUGINS};
    options.pipeOut = options.quiet = true;
    auto child = ChildProcess::spawn(options);
    CliResult result;
    if (!child.ok()) return result;
    char block[4096];
    for (ssize_t got; (got = ::read(child->out(), block, sizeof block)) > 0;)
        result.out.append(block, static_cast<std::size_t>(got));
    const ExitState exit = child->wait();
    result.status = exit.exitCode;
    result.signal = exit.signal;
    return result;
}

std::int64_t CliTest::counterRun(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"run", "fixture_counter", "--preset", "smoke", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const CliResult result = cli(arguments);
    EXPECT_EQ(result.status, 0) << result.out << result.err;
    const Json json = result.json();
    return json.contains("run") ? json["run"]["id"].get<std::int64_t>() : -1;
}

void expectError(const Cli& cli, std::vector<std::string> arguments, int status, const std::string& mentions) {
    const CliResult text = cli(arguments);
    EXPECT_EQ(text.status, status) << arguments.front() << "\n" << text.out << text.err;
    for (const char* part : {"error: ", "   on: ", "  why: ", " next: "})
        EXPECT_NE(text.err.find(part), std::string::npos) << part << "in\n" << text.err;
    EXPECT_NE(text.err.find(mentions), std::string::npos) << "\"" << mentions << "\" in\n" << text.err;
    arguments.push_back("--json");
    const CliResult document = cli(arguments);
    EXPECT_EQ(document.status, status);
    const Json json = document.json();
    ASSERT_TRUE(json.contains("error")) << document.out;
    for (const char* part : {"code", "what", "object", "why", "next"})
        EXPECT_FALSE(json["error"].value(part, "").empty()) << part << " in\n" << document.out;
}

}  // namespace vitrine

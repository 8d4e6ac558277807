// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded runs through the real executable: list, edit, repeat, stop, resume, move to another store.
#include <unistd.h>
#include <csignal>
#include <fstream>

#include "tests/cli/cli.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

const std::vector<std::string> kSlowRun{"run",    "fixture_counter", "--points",           "40000",
                                        "--rate", "20000",           "--checkpoint_every", "0.1"};

}  // namespace

TEST_F(CliTest, RunsFilterSortAndColumns) {
    expectError(cli, {"runs"}, 3, "no store");
    counterRun({"--bias", "0.5", "--tag", "good"});
    counterRun({"--bias", "1.5", "--seed", "4"});
    const CliResult list = cli({"runs"});
    EXPECT_EQ(list.status, 0) << list.err;
    EXPECT_TRUE(contains(list.out, "finished"));
    EXPECT_EQ(cli({"runs", "--json"}).json()["runs"].size(), 2u);
    Json where = cli({"runs", "--where", "param.bias > 1", "--json"}).json();
    ASSERT_EQ(where["runs"].size(), 1u) << where;
    EXPECT_EQ(where["runs"][0]["id"], 2);
    EXPECT_EQ(cli({"runs", "--where", "tag == \"good\"", "--json"}).json()["runs"][0]["id"], 1);
    EXPECT_EQ(cli({"runs", "--sort", "id", "--limit", "1", "--json"}).json()["runs"][0]["id"], 1);
    const CliResult columns = cli({"runs", "--columns", "id,param.bias,metric.score.max", "--sort", "-param.bias"});
    EXPECT_TRUE(contains(columns.out, "id  param.bias  metric.score.max\n 2         1.5")) << columns.out;
    expectError(cli, {"runs", "--where", "bias >"}, 2, "column 1");
    expectError(cli, {"runs", "--columns", "stat"}, 2, "state");
}

TEST_F(CliTest, TagNoteTrash) {
    counterRun();
    EXPECT_EQ(cli({"tag", "1", "paper", "good", "--json"}).json()["tags"], (Json{"paper", "good"}));
    EXPECT_EQ(cli({"tag", "1", "good", "--remove", "--json"}).json()["tags"], (Json{"paper"}));
    EXPECT_EQ(cli({"note", "1", "looks fine"}).status, 0);
    EXPECT_TRUE(contains(cli({"note", "1"}).out, "looks fine"));
    EXPECT_EQ(cli({"trash", "1"}).status, 0);
    EXPECT_EQ(cli({"runs", "--json"}).json()["runs"].size(), 0u);
    EXPECT_EQ(cli({"runs", "--trash", "--json"}).json()["runs"].size(), 1u);
    EXPECT_EQ(cli({"untrash", "1"}).status, 0);
    EXPECT_EQ(cli({"runs", "--json"}).json()["runs"].size(), 1u);
    EXPECT_EQ(cli({"trash", "1"}).status, 0);
    EXPECT_EQ(cli({"trash", "--empty"}).status, 0);
    expectError(cli, {"show", "1"}, 3, "1");
    expectError(cli, {"tag", "7", "x"}, 3, "7");
    expectError(cli, {"trash"}, 2, "run");
}

TEST_F(CliTest, RerunTellsEqualOrTheDifferences) {
    counterRun({"--seed", "5"});
    const CliResult equal = cli({"rerun", "1"});
    EXPECT_EQ(equal.status, 0) << equal.out << equal.err;
    EXPECT_TRUE(contains(equal.out, "bit-equal")) << equal.out;
    Json json = cli({"rerun", "1", "--json"}).json();
    EXPECT_EQ(json["equal"], true);
    EXPECT_EQ(json["run"]["parent"], 1);
    expectError(cli, {"rerun", "99"}, 3, "99");
}

TEST_F(CliTest, RerunRefusesOtherData) {
    const fs::path file = cli.data() / "t.csv";
    std::ofstream(file) << "a\n1\n";
    counterRun({"--data", "table=" + file.string()});
    EXPECT_EQ(cli({"rerun", "1"}).status, 0);
    std::ofstream(file) << "a\n2\n";
    expectError(cli, {"rerun", "1"}, 4, "--changed-data");
    EXPECT_EQ(cli({"rerun", "1", "--changed-data"}).status, 1) << "the recorded inputs differ";
}

TEST_F(CliTest, CtrlCKeepsWhatWasDoneAndResumeEndsWithTheSameNumbers) {
    const CliResult whole = cli(kSlowRun);
    ASSERT_EQ(whole.status, 0) << whole.err;
    bool sent = false;
    const CliResult stopped = cli.watched(kSlowRun, [&](ChildProcess& child, const std::string& error) {
        if (!sent && contains(error, "counting")) {
            ::kill(child.pid(), SIGINT);
            sent = true;
        }
    });
    EXPECT_EQ(stopped.status, 130) << stopped.out << stopped.err;
    EXPECT_TRUE(contains(stopped.err, "cancelling, keeps what was done")) << stopped.err;
    EXPECT_TRUE(contains(stopped.out, "vitrine-cli resume 2")) << stopped.out;
    Json shown = cli({"show", "2", "--json"}).json();
    EXPECT_EQ(shown["state"], "cancelled");
    EXPECT_GT(shown["metrics"][0]["count"], 0) << "points are kept";
    const CliResult resumed = cli({"resume", "2"});
    EXPECT_EQ(resumed.status, 0) << resumed.out << resumed.err;
    Json first = cli({"show", "1", "--json"}).json()["metrics"],
         second = cli({"show", "2", "--json"}).json()["metrics"];
    EXPECT_EQ(first, second);
    expectError(cli, {"resume", "2"}, 2, "rerun");
}

TEST_F(CliTest, ATerminalGetsOneLineThatIsRedrawnAndRemoved) {
    const CliResult run = shell(cli,
                                "stty cols 60 2>/dev/null; TERM=xterm script -qec 'stty cols 60; \"$CLI\" run "
                                "fixture_counter --rate 20000' /dev/null");
    if (run.status == 127) GTEST_SKIP() << "the program 'script' is not installed";
    if (contains(run.out + run.err, "failed to create pseudo-terminal"))
        GTEST_SKIP() << "no pseudo-terminals here (a bare chroot)";
    ASSERT_EQ(run.status, 0) << run.out;
    const std::size_t lastDraw = run.out.rfind('\r', run.out.find("Run 1 of"));
    ASSERT_NE(lastDraw, std::string::npos) << run.out;
    EXPECT_TRUE(contains(run.out, "\r[")) << run.out;
    EXPECT_TRUE(contains(run.out, "counting"));
    EXPECT_TRUE(contains(run.out.substr(lastDraw), "\r\033[K")) << "the line is taken away before the result";
    int draws = 0;
    for (std::size_t at = 0; (at = run.out.find("\r[", at)) != std::string::npos; ++at) {
        ++draws;
        EXPECT_LT(run.out.find("\033[K", at) - at, 61u) << "no line is wider than the terminal";
    }
    EXPECT_GE(draws, 3);
    EXPECT_LE(draws, 25) << "at most 10 a second";
}

TEST_F(CliTest, SecondCtrlCStopsAtOnce) {
    int sent = 0;
    const CliResult stopped = cli.watched({"run", "fixture_misbehave", "--mode", "ignore_cancel"},
                                          [&](ChildProcess& child, const std::string& error) {
                                              if (sent == 0 && error.empty()) return;
                                              if (sent == 0 || (sent == 1 && contains(error, "press Ctrl-C again"))) {
                                                  ::kill(child.pid(), SIGINT);
                                                  ++sent;
                                              }
                                          });
    EXPECT_EQ(stopped.status, 130) << stopped.out << stopped.err;
}

TEST_F(CliTest, DetachedRunIsExecutedAndCanBeCancelled) {
    std::vector<std::string> arguments = kSlowRun;
    arguments.insert(arguments.end(), {"--detach", "--json"});
    const CliResult detached = cli(arguments);
    ASSERT_EQ(detached.status, 0) << detached.out << detached.err;
    const auto state = [&] { return cli({"show", "1", "--json"}).json().value("state", ""); };
    for (int i = 0; i < 200 && state() == "queued"; ++i) ::usleep(50'000);
    EXPECT_EQ(state(), "running");
    expectError(cli, {"resume", "1"}, 5, "running");
    expectError(cli, {"export", "1"}, 5, "running");
    EXPECT_EQ(cli({"cancel", "1"}).status, 0);
    for (int i = 0; i < 200 && (state() == "running" || state() == "cancelling"); ++i) ::usleep(50'000);
    EXPECT_EQ(state(), "cancelled");
}

TEST_F(CliTest, ExportAndImportMoveARun) {
    counterRun({"--seed", "9", "--tag", "moved"});
    EXPECT_EQ(cli({"note", "1", "from here"}).status, 0);
    const std::string folder = (cli.home() / "exported run").string();
    const CliResult exported = cli({"export", "1", "--out", folder});
    ASSERT_EQ(exported.status, 0) << exported.err;
    for (const char* file : {"run.json", "metrics.csv", "artifacts"})
        EXPECT_TRUE(fs::exists(fs::path(folder) / file)) << file;
    expectError(cli, {"export", "1", "--out", folder}, 2, "exported run");
    expectError(cli, {"import", folder}, 5, "--copy");

    const Cli other;
    Json imported = other({"import", folder, "--json"}).json();
    ASSERT_TRUE(imported.contains("run")) << imported;
    EXPECT_EQ(imported["run"]["state"], "finished");
    Json here = cli({"show", "1", "--json"}).json(), there = other({"show", "1", "--json"}).json();
    for (const char* part : {"parameters", "metrics", "seed", "tags", "note", "method"})
        EXPECT_EQ(here[part], there[part]) << part;
    EXPECT_EQ(here["artifacts"][0]["sha256"], there["artifacts"][0]["sha256"]);
    EXPECT_EQ(there["environment"]["imported"]["uuid"], here["uuid"]);
    expectError(other, {"import", folder}, 5, "run 1");
    EXPECT_EQ(other({"import", folder, "--copy"}).status, 0);
    const CliResult rerun = other({"rerun", "1"});
    EXPECT_EQ(rerun.status, 0) << "an imported run repeats to the bit: " << rerun.out << rerun.err;
    EXPECT_EQ(other({"check", "--hashes"}).status, 0);
}

TEST_F(CliTest, ImportRefusesWhatIsDamagedOrLeavesItsFolder) {
    counterRun();
    const fs::path folder = cli.home() / "run";
    ASSERT_EQ(cli({"export", "1", "--out", folder.string()}).status, 0);
    Json good = *readJsonFile(folder / "run.json");
    const auto expectRefused = [&](const std::function<void(Json&)>& change, int status, const std::string& mentions) {
        const Cli other;
        Json changed = good;
        change(changed);
        ASSERT_TRUE(writeAtomically(folder / "run.json", dumpJson(changed)).ok());
        expectError(other, {"import", folder.string()}, status, mentions);
        EXPECT_FALSE(fs::exists(other.store() / "vitrine.db")) << "nothing is made for a bad folder";
    };
    std::ofstream(cli.home() / "secret.npy") << "x";
    expectRefused([](Json& json) { json["artifacts"][0]["file"] = "../secret.npy"; }, 4, "leaves the folder");
    expectRefused([&](Json& json) { json["artifacts"][0]["file"] = (cli.home() / "secret.npy").string(); }, 4,
                  "leaves the folder");
    fs::create_symlink(cli.home() / "secret.npy", folder / "artifacts/link.npy");
    expectRefused([](Json& json) { json["artifacts"][0]["file"] = "artifacts/link.npy"; }, 4, "leaves the folder");
    expectRefused([](Json& json) { json["artifacts"][0]["file"] = "artifacts/gone.npy"; }, 3, "gone.npy");
    expectRefused([](Json& json) { json["artifacts"][0]["sha256"] = std::string(64, '0'); }, 4, "other hash");
    expectRefused([](Json& json) { json["run"]["uuid"] = "../../x"; }, 4, "uuid");
    expectRefused([](Json& json) { json["run"]["method"] = "a/b"; }, 4, "a/b");
    expectRefused([](Json& json) { json["run"]["state"] = "running"; }, 4, "running");
    expectRefused([](Json& json) { json["version"] = 2; }, 4, "newer");
    expectRefused([](Json& json) { json = Json::array(); }, 4, "run.json");
    expectRefused([](Json& json) { json["run"]["parameters"] = 7; }, 4, "parameters");
    std::ofstream(folder / "metrics.csv", std::ios::app) << "x,1\n";
    expectRefused([](Json&) {}, 4, "metrics.csv");
    expectError(Cli(), {"import", "/no/such/folder"}, 3, "/no/such/folder");
}

}  // namespace vitrine

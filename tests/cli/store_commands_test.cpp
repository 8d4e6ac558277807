// SPDX-License-Identifier: GPL-3.0-or-later
// Store, data and machine through the real executable, and the circumstances that break programs: odd paths, pipes,
// locales.
#include <unistd.h>
#include <fstream>
#include <map>

#include "tests/cli/cli.h"

namespace vitrine {
namespace fs = std::filesystem;
TEST_F(CliTest, CheckBackupAndSalvage) {
    counterRun();
    counterRun({"--seed", "1"});
    Json good = cli({"check", "--hashes", "--json"}).json();
    EXPECT_EQ(good["ok"], true) << good;
    EXPECT_EQ(good["runs"], 2);
    const std::string backup = (cli.home() / "backup.db").string();
    EXPECT_EQ(cli({"backup", backup}).status, 0);
    EXPECT_GT(fs::file_size(backup), 0u);
    expectError(cli, {"backup", backup}, 2, "backup.db");

    const fs::path artifact = cli({"show", "1", "--json"}).json()["artifacts"][0]["path"].get<std::string>();
    std::ofstream(artifact, std::ios::app) << "x";
    const CliResult changed = cli({"check", "--hashes"});
    EXPECT_EQ(changed.status, 5) << changed.out;
    EXPECT_TRUE(contains(changed.out, artifact.filename().string())) << changed.out;
    expectError(cli, {"export", "1", "--out", (cli.home() / "x").string()}, 5, artifact.filename().string());
    EXPECT_FALSE(fs::exists(cli.home() / "x")) << "complete or not at all";

    fs::remove(cli.store() / "vitrine.db-wal");
    fs::remove(cli.store() / "vitrine.db-shm");
    {
        std::fstream database(cli.store() / "vitrine.db", std::ios::in | std::ios::out | std::ios::binary);
        database.write("this is no database", 19);
    }
    expectError(cli, {"check"}, 5, "--salvage");
    expectError(cli, {"runs"}, 5, "vitrine.db");
    EXPECT_EQ(cli({"check", "--salvage"}).status, 0);
    EXPECT_EQ(cli({"runs"}).status, 0) << "the store can be used again";
}

TEST_F(CliTest, DataTellsWhatIsThere) {
    const CliResult data = cli({"data"});
    EXPECT_EQ(data.status, 0) << data.out << data.err;
    Json json = cli({"data", "--json"}).json();
    ASSERT_FALSE(json["sets"].empty());
    const std::string known = json["sets"][0]["id"];
    EXPECT_EQ(json["sets"][0]["state"], "missing");
    EXPECT_TRUE(contains(cli({"data", known}).out, known));
    expectError(cli, {"data", known + "x"}, 3, known);
    fs::create_directories(cli.data() / known);
    const CliResult broken = cli({"data", known});
    EXPECT_EQ(broken.status, 4) << "a set without its files is broken: " << broken.out;
}

TEST_F(CliTest, DoctorTellsAboutThisMachine) {
    const CliResult doctor = cli({"doctor", "--json"});
    EXPECT_LE(doctor.status, 1) << doctor.err;
    Json json = doctor.json();
    std::map<std::string, std::string> states;
    for (const Json& check : json["checks"]) states[check["name"]] = check["state"];
    for (const char* part :
         {"processor", "memory", "store", "disk", "LibTorch", "FFmpeg", "SQLite", "data sets", "methods"})
        EXPECT_TRUE(states.contains(part)) << part;
    EXPECT_EQ(states["store"], "ok");
    EXPECT_EQ(json["ok"].get<bool>(), doctor.status == 0);
    EXPECT_TRUE(contains(cli({"doctor"}).out, "processor"));
    EXPECT_FALSE(fs::exists(cli.store())) << "looking makes nothing";
}

TEST_F(CliTest, StoreWithSpacesAndUnicode) {
    const std::string store = (cli.home() / "mein Spei'cher 漢字").string();
    const CliResult run = cli({"run", "fixture_counter", "--preset", "smoke", "--store", store});
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_TRUE(contains(run.out, "--store '")) << "the command to repeat it can be pasted: " << run.out;
    EXPECT_EQ(cli({"runs", "--store", store, "--json"}).json()["runs"].size(), 1u);
    EXPECT_EQ(cli({"rerun", "1", "--store=" + store}).status, 0);
    EXPECT_FALSE(fs::exists(cli.store()));
    const CliResult pasted = shell(cli, run.out.substr(run.out.find("vitrine-cli rerun")).replace(0, 11, "\"$CLI\""));
    EXPECT_EQ(pasted.status, 0) << pasted.out;
}

TEST_F(CliTest, NumbersDoNotDependOnTheLocale) {
    for (const char* locale : {"C", "de_DE.UTF-8", "tr_TR.UTF-8"}) {
        const CliResult run = cli({"run", "fixture_counter", "--preset", "smoke", "--bias", "0.5", "--json"},
                                  {std::string("LC_ALL=") + locale});
        ASSERT_EQ(run.status, 0) << locale << run.err;
        Json json = run.json();
        EXPECT_EQ(
            cli({"show", std::to_string(json["run"]["id"].get<int>()), "--json"}, {std::string("LC_ALL=") + locale})
                .json()["parameters"]["bias"],
            0.5);
    }
    expectError(cli, {"run", "fixture_counter", "--bias", "0,5"}, 2, "0,5");
}

TEST_F(CliTest, AReaderThatGoesAwayIsNoFailure) {
    counterRun();
    EXPECT_EQ(shell(cli, "set -o pipefail; \"$CLI\" list | head -1").status, 0);
    EXPECT_EQ(shell(cli, "set -o pipefail; \"$CLI\" describe fixture_counter | true").status, 0);
    EXPECT_EQ(shell(cli, "set -o pipefail; \"$CLI\" run fixture_counter --preset smoke 2>&1 | true").status, 0);
    EXPECT_EQ(cli({"runs", "--where", "state == \"finished\"", "--json"}).json()["runs"].size(), 2u)
        << "the run went on to its end";
}

TEST_F(CliTest, AFullOutputIsAFailure) {
    counterRun();
    EXPECT_EQ(shell(cli, "\"$CLI\" list > /dev/full").status, 7);
}

TEST_F(CliTest, AStoreThatCannotBeMadeIsTold) {
    expectError(cli, {"run", "fixture_counter", "--preset", "smoke", "--store", "/proc/nowhere"}, 3, "/proc/nowhere");
    std::ofstream(cli.home() / "file") << "x";
    const CliResult run =
        cli({"run", "fixture_counter", "--preset", "smoke", "--store", (cli.home() / "file").string()});
    EXPECT_NE(run.status, 0);
    EXPECT_TRUE(contains(run.err, "error: ")) << run.err;
    expectError(cli, {"runs", "--store", (cli.home() / "empty").string()}, 3, "empty");
}

TEST_F(CliTest, WorkerAndServeSpeakToPrograms) {
    EXPECT_EQ(cli({"run", "fixture_counter", "--preset", "smoke"}).status, 0);
    EXPECT_EQ(cli({"worker"}).status, 0) << "an empty queue is no failure";
    const CliResult serve = cli({"serve", "fixture_counter"});
    EXPECT_EQ(serve.status, 1) << "the counter has no live session";
    EXPECT_TRUE(contains(serve.out, "VTR1")) << "and says so on the stream";
    EXPECT_EQ(cli({"serve", "--order", "{"}).status, 4);
}

}  // namespace vitrine

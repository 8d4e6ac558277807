// SPDX-License-Identifier: GPL-3.0-or-later
// Finding, describing and running methods through the real executable.
#include <fstream>

#include "tests/cli/cli.h"

namespace vitrine {

TEST_F(CliTest, HelpNamesEveryCommandAndTheExitStatus) {
    const CliResult help = cli({"--help"});
    EXPECT_EQ(help.status, 0);
    for (const char* word : {"run", "claim", "resume", "rerun", "export", "import", "doctor", "new", "worker", "serve",
                             "Exit status", "130"})
        EXPECT_TRUE(contains(help.out, word)) << word << " in\n" << help.out;
    EXPECT_FALSE(contains(help.out, "probe")) << "hidden";
    EXPECT_TRUE(cli({"--help", "--json"}).json().contains("help"));
    EXPECT_EQ(cli({}).status, 0) << "without arguments it prints the help";
    EXPECT_TRUE(contains(cli({"--version"}).out, "vitrine-cli 0."));
    EXPECT_TRUE(contains(cli({"runs", "--help"}).out, "--where"));
}

TEST_F(CliTest, ListAndDescribe) {
    const CliResult list = cli({"list"});
    EXPECT_EQ(list.status, 0) << list.err;
    EXPECT_TRUE(contains(list.out, "fixture_counter"));
    Json methods = cli({"list", "--json"}).json();
    EXPECT_FALSE(methods["methods"].empty());
    EXPECT_TRUE(methods.contains("broken"));
    const CliResult text = cli({"describe", "fixture_counter"});
    EXPECT_EQ(text.status, 0);
    for (const char* part : {"--points", "Points a second", "1/s", "smoke", "csv", "last_values", "bias_wins"})
        EXPECT_TRUE(contains(text.out, part)) << part;
    Json json = cli({"describe", "fixture_counter", "--json"}).json();
    EXPECT_EQ(json["id"], "fixture_counter");
    EXPECT_EQ(json["parameters"].size(), 4u);
    EXPECT_EQ(json["claims"][0]["baselines"].size(), 2u);
}

TEST_F(CliTest, HelpOfAMethodComesFromItsSchema) {
    const CliResult help = cli({"run", "fixture_counter", "--help"});
    EXPECT_EQ(help.status, 0) << help.err;
    for (const char* part : {"--points", "default 20000", "Presets", "smoke", "table", "--preset", "--seed"})
        EXPECT_TRUE(contains(help.out, part)) << part << help.out;
    const CliResult plain = cli({"run", "--help"});
    EXPECT_EQ(plain.status, 0);
    EXPECT_TRUE(contains(plain.out, "--detach"));
    EXPECT_TRUE(cli({"run", "fixture_counter", "--help", "--json"}).json().contains("method"));
}

TEST_F(CliTest, RunTellsResultFilesAndHowToRepeat) {
    const CliResult run = cli({"run", "fixture_counter", "--preset", "smoke", "--seed", "3", "--bias", "-0.25",
                               "--title", "Größe", "--tag", "a", "--tag", "b"});
    EXPECT_EQ(run.status, 0) << run.err;
    for (const char* part : {"Run 1 of fixture_counter: finished", "score", "series: ", "vitrine-cli rerun 1"})
        EXPECT_TRUE(contains(run.out, part)) << part << " in\n" << run.out;
    Json shown = cli({"show", "1", "--json"}).json();
    EXPECT_EQ(shown["state"], "finished");
    EXPECT_EQ(shown["seed"], 3);
    EXPECT_EQ(shown["parameters"]["bias"], -0.25);
    EXPECT_EQ(shown["parameters"]["points"], 2000);
    EXPECT_EQ(shown["title"], "Größe");
    EXPECT_EQ(shown["tags"], (Json{"a", "b"}));
    EXPECT_TRUE(std::filesystem::exists(shown["artifacts"][0]["path"].get<std::string>()));
    EXPECT_FALSE(shown["environment"].empty());
    const CliResult text = cli({"show", "1"});
    for (const char* part : {"Parameters", "bias", "-0.25", "Environment", "Metrics", "Artifacts", "Größe"})
        EXPECT_TRUE(contains(text.out, part)) << part;
}

TEST_F(CliTest, RunCopiesItsArtifactsOut) {
    const std::string out = (cli.home() / "out here").string();
    const CliResult run = cli({"run", "fixture_counter", "--preset", "smoke", "--out", out});
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_FALSE(std::filesystem::is_empty(out));
}

TEST_F(CliTest, RunTakesDataByRole) {
    std::ofstream(cli.data() / "table.csv") << "a,b\n1,2\n";
    const std::string file = (cli.data() / "table.csv").string();
    const CliResult run = cli({"run", "fixture_counter", "--preset", "smoke", "--data", "table=" + file, "--json"});
    EXPECT_EQ(run.status, 0) << run.out << run.err;
    Json data = cli({"show", "1", "--json"}).json()["data"]["table"];
    ASSERT_FALSE(data.empty());
    EXPECT_EQ(data[0]["path"], file);
    EXPECT_EQ(data[0]["sha256"].get<std::string>().size(), 64u);
    expectError(cli, {"run", "fixture_counter", "--data", "table=/no/such/file.csv"}, 3, "/no/such/file.csv");
    expectError(cli, {"run", "fixture_counter", "--data", "tabel=" + file}, 2, "tabel");
    expectError(cli, {"run", "fixture_counter", "--data", "table"}, 2, "=");
}

TEST_F(CliTest, MistakesInTheCommandLineAreTold) {
    expectError(cli, {"lst"}, 2, "'list'");
    expectError(cli, {"run", "fixture_countr"}, 3, "fixture_counter");
    expectError(cli, {"run"}, 2, "vitrine-cli list");
    expectError(cli, {"run", "fixture_counter", "--ponits", "5"}, 2, "--points");
    expectError(cli, {"run", "fixture_counter", "--points", "many"}, 2, "points");
    expectError(cli, {"run", "fixture_counter", "--points", "0"}, 2, "points");
    expectError(cli, {"run", "fixture_counter", "--preset", "smok"}, 3, "smoke");
    expectError(cli, {"runs", "--wher", "x"}, 2, "--where");
    expectError(cli, {"show", "abc"}, 2, "abc");
    expectError(cli, {"describe"}, 2, "method");
    expectError(cli, {"describe", "../../etc"}, 3, "etc");
}

TEST_F(CliTest, AFailingMethodIsAFailedRun) {
    const CliResult run = cli({"run", "fixture_throwing"});
    EXPECT_EQ(run.status, 1) << run.out << run.err;
    for (const char* part : {"error: ", "   on: ", "  why: ", " next: "})
        EXPECT_TRUE(contains(run.err, part)) << run.err;
    const CliResult json = cli({"run", "fixture_throwing", "--json"});
    EXPECT_EQ(json.status, 1);
    EXPECT_EQ(json.json()["run"]["state"], "failed");
    EXPECT_FALSE(json.json()["error"]["why"].get<std::string>().empty());
}

TEST_F(CliTest, ClaimPrintsEffectIntervalAndVerdict) {
    const CliResult claim = cli({"claim", "fixture_counter", "--preset", "smoke", "--seeds", "1,2,3"});
    EXPECT_EQ(claim.status, 0) << claim.out << claim.err;
    EXPECT_TRUE(contains(claim.out, "holds")) << claim.out;
    Json json =
        cli({"claim", "fixture_counter", "--claim", "bias_wins", "--preset", "smoke", "--seeds", "1,2,3", "--json"})
            .json();
    ASSERT_EQ(json["claims"].size(), 1u) << json;
    EXPECT_EQ(json["claims"][0]["verdict"], "holds");
    expectError(cli, {"claim", "fixture_counter", "--preset", "huge"}, 3, "smoke");
    expectError(cli, {"claim", "fixture_counter", "--claim", "none_such", "--preset", "smoke"}, 3, "bias_wins");
}

TEST_F(CliTest, NewWritesAFolderThatRuns) {
    const CliResult made = cli({"new", "template_walk", "--dir", cli.home().string(), "--json"});
    EXPECT_EQ(made.status, 2) << "the fixture of that name is there already: " << made.out;
    const CliResult fresh = cli({"new", "brownian_2", "--dir", cli.home().string(), "--json"});
    ASSERT_EQ(fresh.status, 0) << fresh.out << fresh.err;
    for (const char* file :
         {"CMakeLists.txt", "plugin.json", "method.cpp", "model.h", "model.cpp", "test.cpp", "README.md"}) {
        const auto text = readText(cli.home() / "brownian_2" / file);
        ASSERT_TRUE(text.ok()) << file;
        EXPECT_FALSE(contains(*text, "@ID@") || contains(*text, "@CLASS@") || contains(*text, "@TITLE@")) << file;
    }
    EXPECT_TRUE(
        contains(*readText(cli.home() / "brownian_2/method.cpp"), "VITRINE_METHOD(vitrine::brownian_2::Brownian2)"));
    expectError(cli, {"new", "brownian_2", "--dir", cli.home().string()}, 2, "brownian_2");
    expectError(cli, {"new", "Bad-Name"}, 2, "Bad-Name");
    // The same template, built by this build: it runs, its claim can be checked, and it repeats to the bit.
    EXPECT_EQ(cli({"run", "template_walk", "--preset", "smoke"}).status, 0);
    const CliResult rerun = cli({"rerun", "1"});
    EXPECT_EQ(rerun.status, 0) << rerun.out << rerun.err;
    Json claim = cli({"claim", "template_walk", "--preset", "smoke", "--json"}).json();
    EXPECT_EQ(claim["claims"][0]["verdict"], "holds") << claim;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>

#include <fmt/ranges.h>

#include "tests/structure/source_rules.h"
#include "tests/structure/source_text.h"

namespace vitrine::structure {
namespace {

const std::string kLicence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

/// The rules that `code` breaks as the file `path`, sorted: "layer", "layer torch", or "" when it keeps them all.
std::string broken(const std::string& path, const std::string& code) {
    std::vector<std::string> rules;
    for (const Violation& violation : checkFile({path, kLicence + code})) rules.push_back(violation.rule);
    std::sort(rules.begin(), rules.end());
    return fmt::format("{}", fmt::join(rules, " "));
}

std::string including(const std::string& path, const std::string& target) {
    return broken(path, "#include " + (target[0] == '<' ? target : '"' + target + '"') + "\n");
}

TEST(Structure, treeKeepsTheRules) {
    const std::vector<SourceFile> files = readTree(VITRINE_SOURCE_DIR);
    const auto has = [&](const std::string& path) {
        return std::any_of(files.begin(), files.end(), [&](const SourceFile& file) { return file.path == path; });
    };
    ASSERT_TRUE(has("core/base/result.h") && has("CMakeLists.txt") && has("tests/structure/structure_test.cpp"));
    for (const SourceFile& file : files)
        for (const Violation& v : checkFile(file))
            ADD_FAILURE() << v.path << ":" << v.line << ": [" << v.rule << "] " << v.text;
}

TEST(Structure, layersOfCore) {
    EXPECT_EQ(including("core/base/json.cpp", "core/base/json.h"), "");
    EXPECT_EQ(including("core/base/json.cpp", "core/data/array.h"), "layer");
    EXPECT_EQ(including("core/schema/a.cpp", "core/base/json.h"), "");
    EXPECT_EQ(including("core/schema/a.cpp", "core/data/array.h"), "layer");
    EXPECT_EQ(including("core/data/a.cpp", "core/media/image.h"), "layer");
    EXPECT_EQ(including("core/store/a.cpp", "core/schema/parameter_schema.h"), "");
    EXPECT_EQ(including("core/store/a.cpp", "core/plugin/manifest.h"), "layer");
    EXPECT_EQ(including("core/store/a.cpp", "core/run/worker.h"), "layer");
    EXPECT_EQ(including("core/run/a.cpp", "core/store/filter.h"), "");
    EXPECT_EQ(including("core/run/a.cpp", "core/compute/seed.h"), "layer");
    EXPECT_EQ(including("core/nn/a.cpp", "core/compute/seed.h"), "");
    EXPECT_EQ(including("core/compute/a.cpp", "core/nn/blocks.h"), "layer");
    EXPECT_EQ(including("core/metrics/a.cpp", "core/nn/blocks.h"), "layer");
    EXPECT_EQ(including("core/run/a.cpp", "core/cli/commands.h"), "layer");
    EXPECT_EQ(including("core/cli/a.cpp", "core/run/worker.h"), "");
    EXPECT_EQ(including("core/newfolder/a.cpp", "core/base/json.h"), "layer")
        << "a new folder takes its place in the order";
}

TEST(Structure, nothingIncludesTheWindow) {
    for (const char* path : {"core/run/a.cpp", "widgets/a.cpp", "plugins/x/panel.cpp", "plugins/x/method.cpp"})
        EXPECT_EQ(including(path, "app/shell.h"), "app") << path;
    EXPECT_EQ(including("app/main.cpp", "app/shell.h"), "");
    EXPECT_EQ(including("tests/app/a.cpp", "app/shell.h"), "");
}

TEST(Structure, theWindowKnowsNoTorch) {
    for (const char* path : {"widgets/a.cpp", "app/a.cpp", "plugins/x/panel.cpp", "plugins/x/panel_plot.cpp"}) {
        EXPECT_EQ(including(path, "core/compute/tensor.h"), "widgets") << path;
        EXPECT_EQ(including(path, "core/nn/blocks.h"), "widgets") << path;
        EXPECT_EQ(including(path, "core/metrics/auc.h"), "widgets") << path;
        EXPECT_EQ(including(path, "<torch/torch.h>"), "torch") << path;
        EXPECT_EQ(including(path, "core/run/session_client.h"), "") << path;
    }
    EXPECT_EQ(including("widgets/a.cpp", "plugins/x/model.h"), "plugin");
    EXPECT_EQ(including("app/a.cpp", "plugins/x/model.h"), "plugin");
}

TEST(Structure, torchOnlyInTheComputeHalf) {
    for (const char* header : {"<torch/torch.h>", "<ATen/ATen.h>", "<c10/util/Exception.h>", "torch/torch.h"}) {
        EXPECT_EQ(including("core/run/a.cpp", header), "torch") << header;
        EXPECT_EQ(including("core/cli/main.cpp", header), "torch") << header;
        for (const char* path : {"core/compute/a.cpp", "core/nn/a.h", "core/metrics/a.cpp", "plugins/x/model.cpp",
                                 "plugins/x/test.cpp", "tests/core/nn/a.cpp"})
            EXPECT_EQ(including(path, header), "") << path;
    }
}

TEST(Structure, pluginsKeepApart) {
    EXPECT_EQ(including("plugins/x/method.cpp", "plugins/x/model.h"), "");
    EXPECT_EQ(including("plugins/x/method.cpp", "plugins/y/model.h"), "plugin");
    EXPECT_EQ(including("plugins/x/panel.cpp", "plugins/y/view.h"), "plugin");
    EXPECT_EQ(including("core/run/a.cpp", "plugins/x/model.h"), "plugin");
    EXPECT_EQ(including("plugins/x/method.cpp", "../y/model.h"), "root");
    EXPECT_EQ(including("plugins/x/method.cpp", "model.h"), "") << "a plugin may lie outside of the tree";
    EXPECT_EQ(including("core/run/a.cpp", "worker.h"), "root");
    EXPECT_EQ(including("plugins/x/method.cpp", "widgets/plot.h"), "widgets");
    EXPECT_EQ(including("plugins/x/panel.cpp", "widgets/plot.h"), "");
    EXPECT_EQ(including("core/run/a.cpp", "tests/core/run/fake.h"), "root");
}

TEST(Structure, coreHasNoWindow) {
    for (const char* header : {"<QString>", "<QtCore/QString>", "<QtWidgets>", "<vtkActor.h>", "<imgui.h>",
                               "imgui_internal.h", "<qcustomplot.h>", "<qglobal.h>"}) {
        EXPECT_EQ(including("core/data/a.cpp", header), "gui") << header;
        EXPECT_EQ(including("plugins/x/method.cpp", header), "gui") << header;
        EXPECT_EQ(including("plugins/x/panel.cpp", header), "") << header;
        EXPECT_EQ(including("widgets/a.cpp", header), "") << header;
    }
    EXPECT_EQ(including("core/data/a.cpp", "<queue>"), "");
    EXPECT_EQ(including("core/data/a.cpp", "widgets/plot.h"), "widgets");
}

TEST(Structure, sqlOnlyInTheStore) {
    for (const char* sql : {"SELECT 1", "  INSERT INTO t VALUES(1)", "UPDATE runs SET x=1", "DELETE FROM t",
                            "CREATE TABLE t(x)", "CREATE INDEX i ON t(x)", "PRAGMA user_version",
                            "select id from runs where x", "insert or replace into t values(1)"}) {
        const std::string code = std::string("auto s = \"") + sql + "\";\n";
        EXPECT_EQ(broken("core/run/a.cpp", code), "sql") << sql;
        EXPECT_EQ(broken("app/a.cpp", code), "sql") << sql;
        EXPECT_EQ(broken("core/store/a.cpp", code), "") << sql;
        EXPECT_EQ(broken("tests/core/store/a.cpp", code), "") << sql;
        EXPECT_EQ(broken("core/run/a.cpp", std::string("// \"") + sql + "\"\n"), "") << "a comment may speak of it";
        EXPECT_EQ(broken("core/run/a.cpp", "auto s = R\"q(\n" + std::string(sql) + ")q\";\n"), "sql") << sql;
    }
    EXPECT_EQ(broken("core/run/a.cpp", "auto s = \"SEL\" /* joined */\n   \"ECT x FROM y\";\n"), "sql");
    EXPECT_EQ(broken("app/a.cpp",
                     "auto s = \"Select a file from the list\"; auto t = \"Update the plot\"; auto u = \"Delete\";\n"),
              "sql")
        << "reads like a query: worth another wording";
    EXPECT_EQ(broken("app/a.cpp", "auto s = \"Select a file\"; auto t = \"Update the plot\"; auto u = \"Delete\";\n"),
              "");
    EXPECT_EQ(including("core/run/a.cpp", "<sqlite3.h>"), "sql");
    EXPECT_EQ(including("core/run/a.cpp", "<SQLiteCpp/SQLiteCpp.h>"), "sql");
    EXPECT_EQ(including("core/store/a.cpp", "<SQLiteCpp/SQLiteCpp.h>"), "");
}

TEST(Structure, everyFileHasItsLicenceAndItsEnd) {
    const auto rules = [](const std::string& path, const std::string& text) {
        std::string found;
        for (const Violation& violation : checkFile({path, text})) found += violation.rule + " ";
        return found;
    };
    EXPECT_EQ(rules("core/base/a.h", "#pragma once\n"), "licence ");
    EXPECT_EQ(rules("core/base/a.h", "#pragma once\n" + kLicence), "licence ") << "the first line, not the second";
    EXPECT_EQ(rules("core/base/a.h", ""), "licence ");
    EXPECT_EQ(rules("core/CMakeLists.txt", "project(x)\n"), "licence ");
    EXPECT_EQ(rules("installer/run", "#!/bin/sh\necho\n"), "licence ");
    EXPECT_EQ(rules("installer/run", "#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-or-later\n"), "");
    EXPECT_EQ(rules("README.md", "# Vitrine\n"), "");
    std::string lines = kLicence;
    for (int i = 0; i < 399; ++i) lines += "//\n";
    EXPECT_EQ(rules("tests/a.cpp", lines), "");
    EXPECT_EQ(rules("tests/a.cpp", lines + "//\n"), "length ");
}

TEST(Structure, noMachineAndNoOpenEnds) {
    const std::string work = std::string("/wo") + "rk/", home = std::string("/ho") + "me/",
                      todo = std::string("TO") + "DO", fix = std::string("FIX") + "ME";
    EXPECT_EQ(broken("core/base/a.cpp", "auto p = \"" + work + "main\";\n"), "machine-path");
    EXPECT_EQ(broken("core/base/a.cpp", "// see " + home + "ann/data\n"), "machine-path");
    EXPECT_EQ(broken("README.md", "Unpack to " + home + "ann.\n"), "machine-path");
    EXPECT_EQ(broken("core/base/a.cpp", "// net" + work.substr(1) + "x, https://example.org" + home + "\n"), "");
    EXPECT_EQ(broken("core/base/a.cpp", "// " + todo + ": later\n"), "open-end");
    EXPECT_EQ(broken("plugins/x/README.md", fix + "\n"), "open-end");
    EXPECT_EQ(broken("core/base/a.cpp", "int AUTO" + todo.substr(0, 2) + "DOCK;\n"), "");
}

TEST(SourceText, comprehendsLiterals) {
    const SourceText found = scanSource(
        "#include <a/b.h>\n  #  include \"c.h\"  // not \"d.h\"\n/* #include \"e.h\" */\n"
        "int n = 1'000'000; char c = '\"', d = '\\''; auto s = \"x\\\"y\"; auto r = u8R\"z(a\n\"b)z\";\nauto t = "
        "L\"last\";\n");
    ASSERT_EQ(found.includes.size(), 2u);
    EXPECT_EQ(found.includes[0].target, "a/b.h");
    EXPECT_TRUE(found.includes[0].angled);
    EXPECT_EQ(found.includes[1].target, "c.h");
    EXPECT_EQ(found.includes[1].line, 2);
    ASSERT_EQ(found.literals.size(), 3u);
    EXPECT_EQ(found.literals[0].text, "x\"y");
    EXPECT_EQ(found.literals[1].text, "a\n\"b");
    EXPECT_EQ(found.literals[2].text, "last");
    EXPECT_EQ(found.literals[2].line, 6);
}

TEST(SourceText, survivesUnfinishedInput) {
    for (const char* text :
         {"\"", "'", "/*", "R\"x(", "R\"", "#include <", "#include", "\"\\", "'\\", "#", "/", "*/", ""})
        scanSource(text);
    EXPECT_EQ(scanSource("/* open \"a\"").literals.size(), 0u);
}

}  // namespace
}  // namespace vitrine::structure

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/data_binding.h"
#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;
using testing::fixturePlugins;
using testing::take;

class RunOrderTest : public testing::RunTest {
protected:
    RunOrderTest() {
        Json json = take(readJsonFile(fixturePlugins() / "fixture_counter/plugin.json"));
        json["data"] = Json::parse(R"([{"role": "table", "title": "Table", "accepts": ["csv"]}, {"role": "needed", "title": "Needed", "accepts": ["any"], "required": true, "default": "no_such_set/a.csv"},
                                      {"role": "many", "accepts": ["csv", "folder"], "many": true}])");
        json["presets"]["with_data"] = Json::parse(R"({"minutes": 1, "data": {"many": null, "needed": "x"}})");
        json["presets"]["with_data"]["data"]["needed"] = file("preset.csv").string();
        m_manifest = take(Manifest::fromJson(json, m_folder.path() / "plugin.json"));
        m_order.method = "fixture_counter";
        m_order.data["needed"] = {file("needed.csv").string()};
    }

    std::filesystem::path file(const std::string& name, const std::string& text = "a,b\n1,2\n") const {
        const auto path = m_folder.path() / name;
        take(writeAtomically(path, text));
        return path;
    }
    Result<RunRequest> prepare() const { return prepareRun(m_order, m_manifest, noData()); }
    std::vector<DataRef> bound(const RunRequest& request, const std::string& role) const { return take(bindingFromJson(request.data)).at(role); }

    Manifest m_manifest;
    RunOrder m_order;
};

}  // namespace

TEST_F(RunOrderTest, DefaultsThenPresetThenOwnValues) {
    m_order.preset = "smoke";
    m_order.parameters = {{"rate", "5"}, {"bias", 0.25}};
    m_order.seed = 3;
    const RunRequest request = take(prepare());
    EXPECT_EQ(request.parameters["points"], 2000) << "of the preset";
    EXPECT_EQ(request.parameters["rate"].get<double>(), 5) << "typed text";
    EXPECT_EQ(request.parameters["bias"].get<double>(), 0.25);
    EXPECT_EQ(request.parameters["checkpoint_every"].get<double>(), 0.5) << "the default";
    EXPECT_EQ(request.schemaHash, m_manifest.schema.hash());
    EXPECT_EQ(request.seed, 3u);
    EXPECT_EQ(request.device, "auto");
}

TEST_F(RunOrderTest, WrongNamesAndValuesAreNamed) {
    m_order.parameters = {{"ratte", 5}};
    const auto unknown = prepare();
    ASSERT_FALSE(unknown.ok());
    EXPECT_NE(unknown.error().message().find("rate"), std::string::npos) << unknown.error().message();
    m_order.parameters = {{"points", "many"}};
    EXPECT_FALSE(prepare().ok());
    m_order.parameters = {{"points", 0}};
    EXPECT_FALSE(prepare().ok());
    m_order.parameters = Json::object();
    m_order.preset = "huge";
    expectError(prepare().error(), ErrorCode::NotFound);
    EXPECT_NE(prepare().error().next.find("smoke"), std::string::npos);
    m_order.preset = "";
    m_order.data["tabel"] = {"x"};
    expectError(prepare().error(), ErrorCode::InvalidArgument);
}

TEST_F(RunOrderTest, DataIsFoundHashedAndChecked) {
    m_order.data["table"] = {file("a.csv").string()};
    const RunRequest request = take(prepare());
    const auto table = bound(request, "table");
    ASSERT_EQ(table.size(), 1u);
    EXPECT_TRUE(table[0].path.is_absolute());
    EXPECT_EQ(table[0].sha256.size(), 64u);
    EXPECT_TRUE(bound(request, "many").empty()) << "the generator";
    m_order.data["table"] = {(m_folder.path() / "gone.csv").string()};
    EXPECT_EQ(prepare().error().code, ErrorCode::NotFound) << prepare().error().message();
    m_order.data["table"] = {file("a.json", "{\"a\": 1}").string()};
    EXPECT_FALSE(prepare().ok()) << "the format is not accepted";
    m_order.data["table"] = {m_folder.path().string()};
    EXPECT_FALSE(prepare().ok()) << "a folder is not accepted";
    m_order.data["table"] = {file("a.csv").string(), file("b.csv").string()};
    expectError(prepare().error(), ErrorCode::InvalidArgument);
}

TEST_F(RunOrderTest, RequiredDataPresetDataAndTheGenerator) {
    m_order.data.clear();
    const auto missing = prepare();
    ASSERT_FALSE(missing.ok());
    expectError(missing.error(), ErrorCode::NotFound);
    EXPECT_NE(missing.error().next.find("--data needed=FILE"), std::string::npos);
    m_order.data["needed"] = {"none"};
    EXPECT_FALSE(prepare().ok()) << "no generator stands in";
    m_order.data.clear();
    m_order.preset = "with_data";
    EXPECT_EQ(bound(take(prepare()), "needed")[0].path.filename(), "preset.csv");
    m_order.data["needed"] = {file("own.csv").string()};
    EXPECT_EQ(bound(take(prepare()), "needed")[0].path.filename(), "own.csv") << "one's own wins";
    m_order.data["many"] = {file("a.csv").string(), file("b.csv").string()};
    EXPECT_EQ(bound(take(prepare()), "many").size(), 2u);
}

TEST_F(RunOrderTest, TheOrderOfARunRepeatsIt) {
    m_order.data["table"] = {file("a.csv").string()};
    m_order.parameters = {{"points", 17}};
    m_order.seed = 9;
    const RunRequest request = take(prepare());
    ExperimentStore store = open();
    const RunRecord record = take(store.run(take(store.createRun(request))));
    const RunOrder again = orderOf(record);
    EXPECT_EQ(again.parent, record.row.id);
    EXPECT_EQ(again.data.at("many"), std::vector<std::string>{"none"});
    const RunRequest repeated = take(prepareRun(again, m_manifest, noData()));
    EXPECT_EQ(repeated.parameters, request.parameters);
    EXPECT_EQ(bound(repeated, "table")[0].sha256, bound(request, "table")[0].sha256);
    EXPECT_EQ(repeated.seed, 9u);
}

TEST_F(RunOrderTest, OrdersTravelAsJson) {
    m_order.parameters = {{"points", 17}, {"name", "µ"}};
    m_order.tags = {"a", "b"};
    m_order.parent = 12;
    const RunOrder back = take(orderFromJson(toJson(m_order)));
    EXPECT_EQ(toJson(back), toJson(m_order));
    EXPECT_EQ(back.data, m_order.data);
    for (const char* bad : {"{}", "[]", "3", R"({"method": 3})", R"({"method": "a", "parameters": []})", R"({"method": "a", "data": {"x": 3}})", R"({"method": "a", "seed": "x"})"})
        expectError(orderFromJson(Json::parse(bad)).error(), ErrorCode::BadFormat);
}

TEST_F(RunOrderTest, BindingsTravelAsJson) {
    EXPECT_TRUE(take(bindingFromJson(nullptr)).empty());
    EXPECT_EQ(take(bindingFromJson(Json::parse(R"({"a": {"path": "x"}})"))).at("a")[0].path, "x") << "one object stands for a list of one";
    for (const char* bad : {"[]", "3", R"({"a": 3})", R"({"a": ["x"]})"}) expectError(bindingFromJson(Json::parse(bad)).error(), ErrorCode::BadFormat);
}

}  // namespace vitrine

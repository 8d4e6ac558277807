// SPDX-License-Identifier: GPL-3.0-or-later
// Runs and sessions on the built-in random city: no data is needed.
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "core/compute/tensor.h"
#include "core/data/safetensors.h"
#include "core/plugin/manifest.h"
#include "core/run/memory_context.h"
#include "plugins/kstdiff/city_files.h"
#include "plugins/kstdiff/generator.h"
#include "plugins/kstdiff/runner.h"
#include "plugins/kstdiff/session.h"

namespace vitrine::kstdiff {
namespace {

class KstRun : public ::testing::Test {
protected:
    void SetUp() override {
        auto manifest = Manifest::read(std::filesystem::path(VITRINE_SOURCE_DIR) / "plugins/kstdiff/plugin.json");
        ASSERT_TRUE(manifest.ok()) << manifest.error().message();
        m_manifest = *std::move(manifest);
    }

    ParameterSet parameters(const Json& changes) const {
        Json values = {{"regions", 30},      {"days", 4},          {"steps", 8},     {"layers", 1},
                       {"feed_forward", 8},  {"epochs", 3},        {"batch", 4},     {"learning_rate", 2e-3},
                       {"volume_epochs", 5}, {"tucker_epochs", 1}, {"channels", "8"}};
        values.update(changes);
        auto set = m_manifest.schema.resolve(values);
        EXPECT_TRUE(set.ok()) << set.error().message();
        return *std::move(set);
    }
    std::unique_ptr<MemoryRunContext> context(const Json& changes = Json::object(), DataBinding data = {}) const {
        return std::make_unique<MemoryRunContext>(parameters(changes), std::move(data), 3);
    }
    static DataBinding bound(const char* role, const std::filesystem::path& file) {
        return {{role, {{file.filename().string(), file, "", ""}}}};
    }

    /// The weights of a finished run, as a file.
    std::filesystem::path savedModel(const MemoryRunContext& run) const {
        const auto file = m_folder.path() / "weights.safetensors";
        EXPECT_TRUE(writeSafetensors(file, std::get<NamedArrays>(run.artifacts.at("weights").second)).ok());
        return file;
    }
    Error failure(const Json& changes, DataBinding data = {}) const {
        auto run = context(changes, std::move(data));
        const Status status = generateUrbanFlow(*run);
        EXPECT_FALSE(status.ok());
        return status.ok() ? Error{} : status.error();
    }

    TemporaryFolder m_folder;
    Manifest m_manifest;
};

}  // namespace

TEST_F(KstRun, EveryVariantIsScoredAndFilesFitTheRegions) {
    for (const char* variant : {"kstdiff", "ddpm", "no_kg", "feat_profile"}) {
        auto run = context({{"variant", variant}});
        const Status status = generateUrbanFlow(*run);
        ASSERT_TRUE(status.ok()) << variant << ": " << status.error().message();
        for (const char* metric : {"mae", "rmse", "smape", "mmd", "shape_distance"}) {
            ASSERT_TRUE(run->metrics.contains(metric)) << variant << " " << metric;
            EXPECT_TRUE(std::isfinite(run->metrics[metric].values.back())) << variant << " " << metric;
        }
        EXPECT_EQ(run->artifacts.contains("weights"), std::string(variant) != "feat_profile");
        const Table& regions = std::get<Table>(run->artifacts.at("regions").second);
        EXPECT_EQ(std::get<Array>(run->artifacts.at("region_hour/generated").second).shape(),
                  (std::vector<std::int64_t>{regions.rows(), kHours}));
    }
}

TEST_F(KstRun, ModelOfARunDrawsAgainWithoutTraining) {
    auto trained = context();
    ASSERT_TRUE(generateUrbanFlow(*trained).ok());
    auto drawn = context({{"mode", "sample"}}, bound("model", savedModel(*trained)));
    const Status status = generateUrbanFlow(*drawn);
    ASSERT_TRUE(status.ok()) << status.error().message();
    EXPECT_EQ(drawn->metrics["rmse"].values, trained->metrics["rmse"].values) << "the same seed draws the same flow";
    EXPECT_FALSE(drawn->metrics.contains("loss"));
    EXPECT_EQ(drawn->weights.size(), 1u);
}

TEST_F(KstRun, WholeGraphAndAllRegionsAndStridesAreDrawn) {
    auto run = context({{"full_graph", true},
                        {"sample_regions", "all"},
                        {"sample_steps", 3},
                        {"sample_days", 9},
                        {"scaling_curve", "log1p"},
                        {"scaling_range", "released"}});
    ASSERT_TRUE(generateUrbanFlow(*run).ok());
    EXPECT_EQ(std::get<Table>(run->artifacts.at("regions").second).rows(), 30);
}

TEST_F(KstRun, BadInputIsNamedWithReasonAndAdvice) {
    const auto has = [](const Error& error, const std::string& text) {
        EXPECT_NE(error.message().find(text), std::string::npos) << error.message();
        EXPECT_FALSE(error.next.empty());
    };
    has(failure({{"mode", "sample"}}), "no trained model");
    has(failure({{"flow", "file"}}), "no flow file");
    has(failure({{"learning_rate", 1}, {"epochs", 200}, {"steps", 2}}, bound("city", m_folder.path() / "nowhere")),
        "nowhere");
    auto run = context();
    ASSERT_TRUE(generateUrbanFlow(*run).ok());
    City other = withGeneratedFlow(randomCity(1, 30), {.days = 3});
    other.features = torch::cat({other.features, other.features}, 1);
    for (const std::string& name : std::vector<std::string>(other.featureNames))
        other.featureNames.push_back(name + " again");
    ASSERT_TRUE(writeOfficialCity(m_folder.path() / "other", other).ok());
    DataBinding data = bound("city", m_folder.path() / "other");
    data.merge(bound("model", savedModel(*run)));
    has(failure({{"mode", "sample"}}, data), "6 features");
}

TEST_F(KstRun, SessionAnswersEveryRequest) {
    auto session = openSession({parameters(Json::object()), {}, "cpu", 3, m_folder.path() / "cache"});
    ASSERT_TRUE(session.ok()) << session.error().message();
    const auto ask = [&](const std::string& name, const Json& parameters) {
        Request request;
        request.name = name;
        request.parameters = parameters;
        return (*session)->answer(request);
    };
    const auto city = ask("city", Json::object());
    ASSERT_TRUE(city.ok()) << city.error().message();
    const std::vector<std::int64_t> test = city->values["test"];
    ASSERT_FALSE(test.empty());
    EXPECT_EQ(city->values["cells"]["features"].size(), 30u);
    EXPECT_EQ(city->arrays.at("flow_mean").shape(), (std::vector<std::int64_t>{30, 24, 2}));

    const auto load = ask("load", Json::object());
    ASSERT_TRUE(load.ok()) << load.error().message();
    EXPECT_EQ(load->values["source"], "trained");
    const auto sample = ask("sample:left", {{"days", 2}, {"steps", 4}, {"frames", 5}});
    ASSERT_TRUE(sample.ok()) << sample.error().message();
    const auto count = static_cast<std::int64_t>(test.size());
    EXPECT_EQ(sample->arrays.at("flow").shape(), (std::vector<std::int64_t>{2, count, 24, 2}));
    EXPECT_EQ(sample->arrays.at("frames").shape(), (std::vector<std::int64_t>{5, count, 24, 2}));
    EXPECT_EQ(sample->values["frame_steps"].front(), 8);
    EXPECT_EQ(sample->values["frame_steps"].back(), 0);

    const auto nothing = ask("whatif", {{"region", test[0]}, {"days", 2}});
    ASSERT_TRUE(nothing.ok()) << nothing.error().message();
    EXPECT_TRUE(torch::equal(toTensor(nothing->arrays.at("before")), toTensor(nothing->arrays.at("after"))))
        << "the same noise: no change, no difference";
    const std::string feature = city->values["feature_names"][0];
    const auto richer = ask("whatif", {{"region", test[0]}, {"days", 2}, {"features", {{feature, 3.0}}}});
    ASSERT_TRUE(richer.ok()) << richer.error().message();
    EXPECT_FALSE(torch::equal(toTensor(richer->arrays.at("before")), toTensor(richer->arrays.at("after"))));
    const auto painted = ask("whatif", {{"new_region", {{"neighbours", {{"NearBy", {test[0]}}}}}}, {"days", 2}});
    ASSERT_TRUE(painted.ok()) << painted.error().message();
    EXPECT_EQ(painted->arrays.at("others_change").count(), count + 1);
    EXPECT_FALSE(painted->arrays.contains("before"));

    const auto attention = ask("attention", {{"region", test[0]}, {"t", 3}});
    ASSERT_TRUE(attention.ok()) << attention.error().message();
    EXPECT_EQ(attention->arrays.at("spatial").shape(), (std::vector<std::int64_t>{1, 24, 4}));
    const auto around = ask("neighbourhood", {{"region", test[0]}});
    ASSERT_TRUE(around.ok()) << around.error().message();
    EXPECT_TRUE(around->values["neighbours"].contains("NearBy"));
    EXPECT_EQ(ask("flow", {{"day", 1}})->arrays.at("flow").dim(0), 30);

    for (const auto& [name, parameters] : {std::pair<std::string, Json>{"sample", {{"regions", {99}}}},
                                           {"sample", {{"days", 0}}},
                                           {"sample", {{"dayz", 1}}},
                                           {"whatif", {{"features", {{"wealth", 1}}}}},
                                           {"whatif", {{"edges", {{{"relation", "FarFrom"}, {"other", 1}}}}}},
                                           {"attention", {{"region", -1}}},
                                           {"flow", {{"day", 9}}},
                                           {"dance", Json::object()}}) {
        const auto refused = ask(name, parameters);
        ASSERT_FALSE(refused.ok()) << name << parameters.dump();
        EXPECT_FALSE(refused.error().next.empty());
    }
}

}  // namespace vitrine::kstdiff

// SPDX-License-Identifier: GPL-3.0-or-later
// What plugin.json and the plugin's folder promise to a person, without running anything.
#include "tests/contract/contract.h"

namespace vitrine {

TEST_F(Contract, ManifestTellsAPersonWhatTheMethodIs) {
    EXPECT_FALSE(m_manifest.title.empty());
    EXPECT_FALSE(m_manifest.family.empty());
    EXPECT_GE(m_manifest.summary.size(), 40u) << "the summary is what the gallery shows";
    EXPECT_FALSE(m_manifest.version.empty());
    EXPECT_FALSE(m_manifest.paper.title.empty());
    EXPECT_GT(m_manifest.paper.year, 1900);
}

TEST_F(Contract, EveryParameterIsExplained) {
    for (const Parameter& parameter : m_manifest.schema.parameters()) {
        EXPECT_FALSE(parameter.title.empty()) << parameter.id;
        EXPECT_GE(parameter.help.size(), 10u) << parameter.id << " needs a help text";
        for (const Choice& choice : parameter.choices) EXPECT_FALSE(choice.title.empty()) << parameter.id << " = " << choice.id;
        const bool isNumber = parameter.type == ParameterType::Int || parameter.type == ParameterType::Real;
        EXPECT_TRUE(!isNumber || parameter.minimum || parameter.maximum) << parameter.id << " needs a range";
    }
}

TEST_F(Contract, SmokeAndDeskPresetsStateTheirMinutes) {
    for (const char* id : {"smoke", "desk"}) {
        const Preset* preset = m_manifest.preset(id);
        ASSERT_NE(preset, nullptr) << id;
        EXPECT_GT(preset->minutes, 0) << id;
        EXPECT_LE(preset->minutes, 10) << id;
        EXPECT_TRUE(request(id).ok()) << request(id).error().message();
    }
    EXPECT_LE(m_manifest.preset("smoke")->minutes, 20.0 / 60 + 1e-9);
}

TEST_F(Contract, ClaimsCanBeCheckedAtSmokeAndDesk) {
    ASSERT_FALSE(m_manifest.claims.empty()) << "every method states its paper's claim";
    for (const ClaimSpec& claim : m_manifest.claims) {
        EXPECT_GE(claim.statement.size(), 20u) << claim.id;
        EXPECT_FALSE(claim.baselines.empty()) << claim.id;
        ASSERT_NE(claim.preset("smoke"), nullptr) << claim.id;
        ASSERT_NE(claim.preset("desk"), nullptr) << claim.id;
        EXPECT_GE(claim.preset("desk")->seeds.size(), 3u) << claim.id;
        EXPECT_LE(claim.preset("desk")->minutes, 10) << claim.id;
    }
}

TEST_F(Contract, FolderHoldsWhatANewcomerReads) {
    for (const char* file : {"plugin.json", "method.cpp", "test.cpp", "README.md", "CMakeLists.txt"})
        EXPECT_TRUE(std::filesystem::exists(contractSubject().source / file)) << file;
    EXPECT_EQ(m_manifest.id, contractSubject().source.filename());
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/plugin_catalog.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <random>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "tests/core/plugin/sample_manifest.h"

namespace vitrine {
namespace {
namespace fs = std::filesystem;

TEST(PluginCatalog, listsByFamilyThenTitle) {
    const TemporaryFolder root;
    for (const auto& [id, family, title] :
         {std::tuple{"a", "Video", "Frames"}, {"b", "Graphs", "Walks"}, {"c", "Graphs", "Paths"}}) {
        Json json = sampleManifest(id);
        json["family"] = family;
        json["title"] = title;
        writePlugin(root.path(), id, json.dump());
    }
    fs::create_directories(root.path() / "no_plugin");
    std::ofstream(root.path() / "stray.txt") << "x";
    const PluginCatalog catalog = PluginCatalog::scan({root.path()});
    ASSERT_EQ(catalog.methods().size(), 3u);
    EXPECT_EQ(catalog.methods()[0].id, "c");
    EXPECT_EQ(catalog.methods()[1].id, "b");
    EXPECT_EQ(catalog.methods()[2].id, "a");
    EXPECT_TRUE(catalog.broken().empty());
}

TEST(PluginCatalog, requireSuggests) {
    const TemporaryFolder root;
    writePlugin(root.path(), "lrp_resnet", sampleManifest("lrp_resnet").dump());
    writePlugin(root.path(), "damaged", "{");
    const PluginCatalog catalog = PluginCatalog::scan({root.path()});
    ASSERT_TRUE(catalog.require("lrp_resnet").ok());
    EXPECT_EQ((*catalog.require("lrp_resnet"))->id, "lrp_resnet");
    EXPECT_EQ(catalog.require("lrp_resent").error().next, "Did you mean \"lrp_resnet\"?");
    EXPECT_EQ(catalog.require("lrp_resent").error().code, ErrorCode::NotFound);
    EXPECT_EQ(catalog.require("damaged").error().code, ErrorCode::BadFormat) << "a broken one gives its own reason";
}

TEST(PluginCatalog, firstOfTwoWithOneIdWins) {
    const TemporaryFolder first, second;
    writePlugin(first.path(), "m", sampleManifest("m").dump());
    writePlugin(second.path(), "m", sampleManifest("m").dump());
    fs::create_directory_symlink(first.path(), second.path() / "link");
    const PluginCatalog catalog =
        PluginCatalog::scan({first.path(), second.path(), first.path(), second.path() / "link"});
    ASSERT_EQ(catalog.methods().size(), 1u);
    EXPECT_EQ(catalog.methods()[0].folder, first.path() / "m");
    ASSERT_EQ(catalog.broken().size(), 1u) << "the same folder by another road is no duplicate";
    EXPECT_EQ(catalog.broken()[0].error.code, ErrorCode::Conflict);
    EXPECT_NE(catalog.broken()[0].error.why.find(first.path().string()), std::string::npos);
}

TEST(PluginCatalog, oddFilesAreBrokenNotFatal) {
    const TemporaryFolder root;
    fs::create_directories(root.path() / "folder" / "plugin.json");
    fs::create_directories(root.path() / "dangling");
    fs::create_symlink("nowhere", root.path() / "dangling" / "plugin.json");
    fs::create_directories(root.path() / "device");
    fs::create_symlink("/dev/zero", root.path() / "device" / "plugin.json");
    writePlugin(root.path(), "empty", "");
    writePlugin(root.path(), "good", sampleManifest("good").dump());
    const PluginCatalog catalog = PluginCatalog::scan({root.path(), root.path() / "missing"});
    EXPECT_EQ(catalog.methods().size(), 1u);
    EXPECT_EQ(catalog.broken().size(), 5u);
    for (const BrokenPlugin& plugin : catalog.broken()) EXPECT_FALSE(plugin.error.why.empty()) << plugin.folder;
}

/// A random member or element somewhere in the tree.
Json& randomPlace(Json& json, std::mt19937& random) {
    Json* place = &json;
    while (place->is_structured() && !place->empty() && (place == &json || random() % 4)) {
        auto child = place->begin();
        std::advance(child, random() % place->size());
        place = &*child;
    }
    return *place;
}

/// Manifest number `i` of the hundred bad ones: nine kinds of damage in turn.
std::string damaged(int i, const std::string& id) {
    std::mt19937 random(static_cast<unsigned>(i));
    Json json = sampleManifest(id);
    const std::string text = json.dump();
    switch (i % 9) {
        case 0: {  // Wrong types: a place that had a text, list or object now has something that fits nowhere.
            Json& place = randomPlace(json, random);
            place = place.is_number() || place.is_boolean() ? Json("wrong")
                    : place.is_object()                     ? Json(1.5)
                                                            : Json({{"wrong", {}}});
            return json.dump();
        }
        case 1:  // Circles.
            json["parameters"][0]["visibleWhen"] = {{json["parameters"][i % 3]["id"], 1}};
            return json.dump();
        case 2:  // Duplicate ids, in every list in turn.
            for (const char* list : {"parameters", "data", "outputs", "metrics", "claims"})
                if (random() % 2 || std::string(list) == "claims") json[list].push_back(json[list][0]);
            return json.dump();
        case 3:
            json["summary"] = std::string(10'000'000 + i, 'x');
            return json.dump();  // 10 MB strings: over the file's cap.
        case 4: json["summary"] = std::string(30'000 + i, 'x'); return json.dump();  // Under it, but over the text's.
        case 5: {                                                                    // Bad UTF-8 inside of a text.
            std::string bytes = text;
            bytes.insert(bytes.find("Heat maps") + i % 8, 1, static_cast<char>(0xC0 + i % 64));
            return bytes;
        }
        case 6:  // Nested deeply: closed, open, and inside of a known key.
            if (i % 2) return std::string(400'000, '[') + (i % 4 == 1 ? std::string(400'000, ']') : "");
            return text.substr(0, text.size() - 1) + R"(,"needs":)" + std::string(100'000, '[') +
                   std::string(100'000, ']') + "}";
        case 7: return text.substr(0, 1 + random() % (text.size() - 2));  // Cut off.
        default:
            json["parmeters"] = std::vector<int>(10'000, i);
            return json.dump();  // Unknown keys with much in them.
    }
}

/// R13: a hundred malformed manifests are listed as broken with a reason, the others load, and start-up stays quick.
TEST(PluginCatalog, aHundredMalformedManifests) {
    const TemporaryFolder good, all;
    for (int i = 0; i < 60; ++i) {
        const std::string id = fmt::format("good_{}", i);
        for (const TemporaryFolder* root : {&good, &all}) writePlugin(root->path(), id, sampleManifest(id).dump(2));
    }
    for (int i = 0; i < 100; ++i)
        writePlugin(all.path(), fmt::format("bad_{}", i), damaged(i, fmt::format("bad_{}", i)));

    std::int64_t goodMicros = INT64_MAX, allMicros = INT64_MAX;
    for (int repeat = 0; repeat < 3; ++repeat) {
        const std::int64_t start = steadyMicros();
        ASSERT_EQ(PluginCatalog::scan({good.path()}).methods().size(), 60u);
        const std::int64_t middle = steadyMicros();
        const PluginCatalog catalog = PluginCatalog::scan({all.path()});
        allMicros = std::min(allMicros, steadyMicros() - middle);
        goodMicros = std::min(goodMicros, middle - start);
        EXPECT_EQ(catalog.methods().size(), 60u);
        EXPECT_EQ(catalog.broken().size(), 100u);
        for (const Manifest& m : catalog.methods())
            EXPECT_EQ(m.id.substr(0, 5), "good_") << "a damaged manifest was listed: " << m.id;
        for (const BrokenPlugin& plugin : catalog.broken()) {
            const Error& e = plugin.error;
            EXPECT_FALSE(e.what.empty() || e.object.empty() || e.why.empty() || e.next.empty()) << e.message();
            EXPECT_NE(e.object.find(plugin.folder.filename().string()), std::string::npos) << e.message();
            EXPECT_LT(e.message().size(), 2000u);
        }
    }
    fmt::print("60 good manifests: {:.1f} ms; with 100 broken beside them: {:.1f} ms\n", goodMicros / 1e3,
               allMicros / 1e3);
    RecordProperty("good_ms", fmt::format("{:.2f}", goodMicros / 1e3));
    RecordProperty("with_broken_ms", fmt::format("{:.2f}", allMicros / 1e3));
    // R13 asks for at most 50 ms more; ten times that is the alarm, as a loaded or sanitized machine must not fail by
    // its clock.
    EXPECT_LT(allMicros - goodMicros, 500'000);
}

}  // namespace
}  // namespace vitrine

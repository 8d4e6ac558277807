// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/claim_read.h"

#include <algorithm>

#include "core/schema/object_reader.h"

namespace vitrine {
namespace {

constexpr const char* kBadClaim = "Cannot read a claim";

bool isDeclared(const Manifest& manifest, const std::string& metric) {
    return std::any_of(manifest.metrics.begin(), manifest.metrics.end(), [&](const MetricSpec& known) {
        if (!known.name.ends_with('*')) return known.name == metric;
        return metric.size() >= known.name.size() && metric.starts_with(known.name.substr(0, known.name.size() - 1));
    });
}

void checkMetric(ObjectReader& reader, const char* key, const Manifest& manifest, const std::string& metric) {
    if (metric.empty() || isDeclared(manifest, metric)) return;
    std::vector<std::string> names;
    for (const MetricSpec& known : manifest.metrics) names.push_back(known.name);
    const std::string near = nearestName(metric, names);
    reader.fail(key, fmt::format("{} is not among the method's metrics", inQuotes(metric)),
                near.empty() ? "Declare it under \"metrics\"." : fmt::format("Did you mean \"{}\"?", near));
}

Result<ClaimArm> readArm(const Json& json, const Manifest& manifest, const std::string& where, bool isBaseline) {
    ObjectReader reader(json, kBadClaim, where);
    ClaimArm arm;
    arm.id = isBaseline || reader.has("id") ? reader.requiredId("id") : "method";
    arm.title = reader.text("title");
    if (arm.title.empty()) arm.title = arm.id;
    arm.parameters = reader.object("parameters");
    arm.metric = reader.text("metric");
    checkMetric(reader, "metric", manifest, arm.metric);
    if (isBaseline) arm.constant = reader.number("constant");
    if (arm.constant && (!arm.parameters.empty() || !arm.metric.empty()))
        reader.fail("constant", "a constant has neither parameters nor a metric", "Keep the constant or the run.");
    VITRINE_CHECK(reader.finish());
    return arm;
}

std::vector<std::uint64_t> readSeeds(ObjectReader& reader) {
    std::vector<std::uint64_t> seeds;
    for (const Json& seed : reader.array("seeds")) {
        if (!seed.is_number_unsigned() ||
            std::find(seeds.begin(), seeds.end(), seed.get<std::uint64_t>()) != seeds.end())
            reader.fail("seeds", fmt::format("{} is not a new whole number from 0 up", shown(seed)),
                        "List different seeds, such as [0, 1, 2].");
        else
            seeds.push_back(seed.get<std::uint64_t>());
    }
    if (seeds.empty()) reader.fail("seeds", "there are none", "List the seeds, such as [0, 1, 2].");
    return seeds;
}

Result<ClaimPreset> readClaimPreset(const std::string& id, const Json& json, const Manifest& manifest,
                                    const std::string& where) {
    ObjectReader reader(json, kBadClaim, where);
    ClaimPreset preset;
    preset.id = id;
    preset.seeds = readSeeds(reader);
    preset.minutes = reader.number("minutes").value_or(0);
    if (preset.minutes < 0) reader.fail("minutes", "it is negative", "Give the expected minutes on 2 cores.");
    preset.parameters = reader.object("parameters");
    preset.data = reader.object("data");
    VITRINE_CHECK(reader.finish());
    VITRINE_CHECK(checkPresetData(preset.data, manifest.data, reader.where()));
    return preset;
}

Status checkArm(const ClaimArm& arm, const ClaimPreset& preset, const Manifest& manifest, const std::string& where) {
    if (arm.constant) return {};
    Json merged = preset.parameters;
    merged.update(arm.parameters);
    const auto resolved = manifest.schema.resolve(merged);
    if (resolved.ok()) return {};
    const Error& e = resolved.error();
    return Error{ErrorCode::BadFormat, kBadClaim,
                 fmt::format("{}, \"{}\" with preset \"{}\", {}", where, arm.id, preset.id, e.object), e.why, e.next};
}

void readDirection(ObjectReader& reader, const Manifest& manifest, ClaimSpec& claim) {
    const std::string direction = reader.text("direction");
    if (direction == "higher" || direction == "lower") {
        claim.higherIsBetter = direction == "higher";
    } else if (direction.empty()) {
        for (const MetricSpec& metric : manifest.metrics)
            if (metric.name == claim.metric) claim.higherIsBetter = metric.higherIsBetter;
    } else {
        reader.fail("direction", fmt::format("it is {}", inQuotes(direction)), "Write \"higher\" or \"lower\".");
    }
}

Status checkArms(const ClaimSpec& claim, const Manifest& manifest, const std::string& where) {
    for (const ClaimArm& baseline : claim.baselines)
        if (baseline.id == claim.method.id)
            return Error{ErrorCode::BadFormat, kBadClaim, where,
                         fmt::format("\"{}\" names the method and a baseline", baseline.id),
                         "Give every arm its own id."};
    for (const ClaimPreset& preset : claim.presets) {
        VITRINE_CHECK(checkArm(claim.method, preset, manifest, where));
        for (const ClaimArm& baseline : claim.baselines) VITRINE_CHECK(checkArm(baseline, preset, manifest, where));
    }
    return {};
}

}  // namespace

Status checkPresetData(const Json& data, const std::vector<DataRole>& roles, const std::string& where) {
    const auto wrong = [&](const std::string& role, const std::string& why, const std::string& next) {
        return Error{ErrorCode::BadFormat, "Cannot read a preset", fmt::format("{}, data {}", where, inQuotes(role)),
                     why, next};
    };
    for (const auto& [id, value] : data.items()) {
        const auto role =
            std::find_if(roles.begin(), roles.end(), [&, &id = id](const DataRole& known) { return known.id == id; });
        if (role == roles.end()) {
            std::vector<std::string> ids;
            for (const DataRole& known : roles) ids.push_back(known.id);
            const std::string near = nearestName(id, ids);
            return wrong(id, "the method has no such data role",
                         near.empty() ? "Declare it under \"data\"." : fmt::format("Did you mean \"{}\"?", near));
        }
        const auto isReference = [](const Json& json) {
            return json.is_string() && !json.get_ref<const std::string&>().empty();
        };
        if (value.is_null() && role->required)
            return wrong(id, "the role is required, no generator stands in", "Name a data set.");
        const bool isList =
            role->many && value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), isReference);
        if (!value.is_null() && !isReference(value) && !isList)
            return wrong(id, fmt::format("{} is not a reference", shown(value)),
                         role->many ? "Give \"set/file\", a list of such, or null for the generator."
                                    : "Give \"set/file\" or null for the generator.");
    }
    return {};
}

Result<ClaimSpec> readClaim(const Json& json, const Manifest& manifest, const std::string& where) {
    ObjectReader reader(json, kBadClaim, where);
    ClaimSpec claim;
    claim.id = reader.requiredId("id");
    claim.statement = reader.requiredText("statement");
    claim.source = reader.text("source");
    claim.metric = reader.requiredText("metric");
    checkMetric(reader, "metric", manifest, claim.metric);
    readDirection(reader, manifest, claim);
    claim.margin = reader.number("margin").value_or(0);
    if (claim.margin < 0)
        reader.fail("margin", "it is negative", "Give the least difference that counts, or leave it out.");
    Result<ClaimArm> method = readArm(reader.object("method"), manifest, where + ", method", false);
    if (method)
        claim.method = *std::move(method);
    else
        reader.fail(std::move(method).error());
    claim.baselines = reader.items("baselines", &ClaimArm::id, [&](const Json& arm, const std::string& place) {
        return readArm(arm, manifest, place, true);
    });
    if (claim.baselines.empty())
        reader.fail("baselines", "there are none", "Add the baselines that the paper compares with.");
    claim.presets = reader.members("presets", &ClaimPreset::id,
                                   [&](const std::string& id, const Json& preset, const std::string& place) {
                                       return readClaimPreset(id, preset, manifest, place);
                                   });
    if (claim.presets.empty()) reader.fail("presets", "there are none", "Add \"smoke\": {\"seeds\": [0, 1, 2]}.");
    VITRINE_CHECK(reader.finish());
    VITRINE_CHECK(checkArms(claim, manifest, where));
    return claim;
}

}  // namespace vitrine

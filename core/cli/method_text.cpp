// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/method_text.h"

#include <algorithm>

#include "core/cli/terminal.h"

namespace vitrine {
namespace {

constexpr std::size_t kTextWidth = 100;

std::size_t textWidth(std::size_t width) {
    return width ? std::min(width, kTextWidth) : kTextWidth;
}

/// "  head  body", the body wrapped in a column of its own.
std::string entry(const std::string& head, const std::string& body, std::size_t width, std::size_t column = 28) {
    std::string text = "  " + printable(head);
    const std::size_t used = displayWidth(text);
    text += used + 2 > column ? "\n" + std::string(column, ' ') : std::string(column - used, ' ');
    return text + wrapped(printable(body), textWidth(width) - column, column) + "\n";
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
    return fmt::format("{}", fmt::join(parts, between));
}

std::string parameterBody(const Parameter& parameter) {
    std::vector<std::string> facts;
    if (const std::string range = parameter.rangeText(); !range.empty()) facts.push_back(range);
    facts.push_back("default " + valueText(parameter.defaultValue));
    for (const VisibleWhen& condition : parameter.visibleWhen) {
        std::vector<std::string> values;
        for (const Json& value : condition.values) values.push_back(valueText(value));
        facts.push_back(fmt::format("used when --{} is {}", condition.parameter, joined(values, " or ")));
    }
    std::string body = parameter.title.empty() || parameter.title == parameter.id ? "" : parameter.title + ". ";
    if (!parameter.help.empty()) body += parameter.help + (parameter.help.ends_with('.') ? " " : ". ");
    return body + "[" + joined(facts, "; ") + "]";
}

std::string choicesText(const Parameter& parameter, std::size_t width) {
    std::string text;
    for (const Choice& choice : parameter.choices) {
        const std::string about =
            choice.title + (choice.title.empty() || choice.help.empty() ? "" : ": ") + choice.help;
        if (!about.empty()) text += entry(std::string(28, ' ') + choice.id, about, width, 48);
    }
    return text;
}

Json claimArmJson(const ClaimArm& arm) {
    return {{"id", arm.id},
            {"title", arm.title},
            {"parameters", arm.parameters},
            {"metric", arm.metric},
            {"constant", arm.constant ? Json(*arm.constant) : Json(nullptr)}};
}

Json claimsJson(const Manifest& manifest) {
    Json claims = Json::array();
    for (const ClaimSpec& claim : manifest.claims) {
        Json baselines = Json::array(), presets = Json::array();
        for (const ClaimArm& arm : claim.baselines) baselines.push_back(claimArmJson(arm));
        for (const ClaimPreset& preset : claim.presets)
            presets.push_back({{"id", preset.id},
                               {"seeds", preset.seeds},
                               {"minutes", preset.minutes},
                               {"parameters", preset.parameters},
                               {"data", preset.data}});
        claims.push_back({{"id", claim.id},
                          {"statement", claim.statement},
                          {"source", claim.source},
                          {"metric", claim.metric},
                          {"higher_is_better", claim.higherIsBetter},
                          {"margin", claim.margin},
                          {"method", claimArmJson(claim.method)},
                          {"baselines", baselines},
                          {"presets", presets}});
    }
    return claims;
}

Json outputsJson(const Manifest& manifest) {
    Json outputs = Json::array();
    for (const OutputSpec& output : manifest.outputs)
        outputs.push_back({{"name", output.name},
                           {"kind", output.kind},
                           {"title", output.title},
                           {"help", output.help},
                           {"unit", output.unit},
                           {"optional", output.optional}});
    return outputs;
}

}  // namespace

std::string valueText(const Json& value) {
    if (value.is_null()) return "none";
    if (value.is_string()) return value.get<std::string>().empty() ? "empty" : value.get<std::string>();
    if (value.is_array()) {
        std::vector<std::string> parts;
        for (const Json& part : value) parts.push_back(valueText(part));
        return parts.empty() ? "empty" : joined(parts, ",");
    }
    return value.is_number_float() ? fmt::format("{}", value.get<double>()) : dumpJson(value);
}

Json manifestJson(const Manifest& manifest) {
    Json roles = Json::array(), presets = Json::array(), metrics = Json::array(), requests = Json::array();
    for (const DataRole& role : manifest.data)
        roles.push_back({{"id", role.id},
                         {"title", role.title},
                         {"help", role.help},
                         {"accepts", role.accepts},
                         {"default", role.defaultReference},
                         {"required", role.required},
                         {"many", role.many}});
    for (const Preset& preset : manifest.presets)
        presets.push_back({{"id", preset.id},
                           {"title", preset.title},
                           {"help", preset.help},
                           {"minutes", preset.minutes},
                           {"parameters", preset.parameters},
                           {"data", preset.data}});
    for (const MetricSpec& metric : manifest.metrics)
        metrics.push_back({{"name", metric.name},
                           {"title", metric.title},
                           {"help", metric.help},
                           {"unit", metric.unit},
                           {"higher_is_better", metric.higherIsBetter}});
    for (const RequestSpec& request : manifest.requests)
        requests.push_back({{"name", request.name}, {"help", request.help}});
    const Paper& paper = manifest.paper;
    return {{"id", manifest.id},
            {"title", manifest.title},
            {"family", manifest.family},
            {"summary", manifest.summary},
            {"version", manifest.version},
            {"licence", manifest.licence},
            {"needs", manifest.needs},
            {"resumable", manifest.resumable},
            {"nondeterministic", manifest.nondeterministic},
            {"folder", manifest.folder.string()},
            {"paper",
             {{"title", paper.title},
              {"authors", paper.authors},
              {"venue", paper.venue},
              {"url", paper.url},
              {"code", paper.code},
              {"year", paper.year}}},
            {"parameters", manifest.schema.toJson()},
            {"data", roles},
            {"presets", presets},
            {"outputs", outputsJson(manifest)},
            {"metrics", metrics},
            {"requests", requests},
            {"claims", claimsJson(manifest)}};
}

std::string parametersText(const Manifest& manifest, std::size_t width) {
    std::vector<std::string> groups;
    for (const Parameter& parameter : manifest.schema.parameters())
        if (std::find(groups.begin(), groups.end(), parameter.group) == groups.end()) groups.push_back(parameter.group);
    std::string text;
    for (const std::string& group : groups) {
        text += (group.empty() ? std::string("Parameters") : "Parameters: " + printable(group)) + "\n";
        for (const Parameter& parameter : manifest.schema.parameters()) {
            if (parameter.group != group) continue;
            text += entry("--" + parameter.id + " " + name(parameter.type), parameterBody(parameter), width) +
                    choicesText(parameter, width);
        }
        text += "\n";
    }
    return text;
}

std::string presetsText(const Manifest& manifest, std::size_t width) {
    if (manifest.presets.empty()) return {};
    std::string text = "Presets (--preset)\n";
    for (const Preset& preset : manifest.presets) {
        const std::string minutes =
            preset.minutes > 0 ? fmt::format(" [about {:g} min on 2 cores]", preset.minutes) : "";
        text += entry(preset.id, preset.title + (preset.help.empty() ? "" : ". " + preset.help) + minutes, width);
    }
    return text + "\n";
}

std::string dataRolesText(const Manifest& manifest, std::size_t width) {
    if (manifest.data.empty()) return {};
    std::string text = "Data (--data ROLE=REF; REF is a file, a folder, or SET/FILE of 'vitrine-cli data')\n";
    for (const DataRole& role : manifest.data) {
        std::vector<std::string> facts{"accepts " + joined(role.accepts, ", ")};
        if (!role.defaultReference.empty()) facts.push_back("default " + role.defaultReference);
        facts.push_back(role.required ? "required" : "built-in sample without it, or with " + role.id + "=none");
        if (role.many) facts.push_back("may be given several times");
        text +=
            entry(role.id, role.title + (role.help.empty() ? "" : ". " + role.help) + " [" + joined(facts, "; ") + "]",
                  width);
    }
    return text + "\n";
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/ids.h"
#include "core/plugin/claim_read.h"
#include "core/plugin/manifest.h"
#include "core/schema/object_reader.h"

namespace vitrine {
namespace {

constexpr const char* kBadManifest = "Cannot read a plugin's manifest";
constexpr std::size_t kLongestText = 20'000;

/// No text of a manifest may be so long that a form, a table or a log chokes on it.
Status checkTexts(const Json& json, const std::string& where) {
    const auto tooLong = [&](const std::string& place, const std::string& text) {
        return Error{ErrorCode::TooLarge, kBadManifest, place,
                     fmt::format("the text {} has {} bytes, the cap is {}", inQuotes(text), text.size(), kLongestText),
                     "Shorten it; long explanations belong into the plugin's README."};
    };
    if (json.is_string() && json.get_ref<const std::string&>().size() > kLongestText)
        return tooLong(where, json.get_ref<const std::string&>());
    if (!json.is_structured()) return {};
    for (const auto& [key, value] : json.items()) {
        if (key.size() > kLongestText) return tooLong(where, key);
        if (value.is_string() || value.is_structured()) VITRINE_CHECK(checkTexts(value, where + ", " + key));
    }
    return {};
}

/// Names of outputs and metrics: "heatmap/frog_0", "conservation/*".
std::string readName(ObjectReader& reader) {
    const std::string name = reader.requiredText("name");
    const bool plain = std::all_of(name.begin(), name.end(), [&](const char& c) {
        const bool last = &c == &name.back();
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_-./@:%+").find(c) != std::string_view::npos || (c == '*' && last);
    });
    if (!plain || name.size() > 128)
        reader.fail("name", fmt::format("{} is not a name", inQuotes(name)),
                    "Use up to 128 letters, digits and _-./@:%+; a last '*' stands for a family.");
    return name;
}

void readWords(ObjectReader& reader, std::string& title, std::string& help, const std::string& otherwise) {
    title = reader.text("title");
    if (title.empty()) title = otherwise;
    help = reader.text("help");
}

Paper readPaper(ObjectReader& manifest) {
    Paper paper;
    if (!manifest.has("paper")) return paper;
    ObjectReader reader(manifest.any("paper"), kBadManifest, manifest.where() + ", paper");
    paper.title = reader.requiredText("title");
    paper.authors = reader.text("authors");
    paper.venue = reader.text("venue");
    paper.url = reader.text("url");
    paper.code = reader.text("code");
    paper.year = static_cast<int>(reader.integer("year", 0, 1600, 2200));
    if (Status status = reader.finish(); !status) manifest.fail(std::move(status).error());
    return paper;
}

std::vector<std::string> readNeeds(ObjectReader& reader) {
    const std::vector<std::string> known{"gpu", "media"};
    std::vector<std::string> needs = reader.texts("needs");
    for (const std::string& need : needs)
        if (std::find(known.begin(), known.end(), need) == known.end())
            reader.fail("needs", fmt::format("{} is not known", inQuotes(need)),
                        fmt::format("Known: {}.", fmt::join(known, ", ")));
    return needs;
}

Result<DataRole> readRole(const Json& json, const std::string& where) {
    ObjectReader reader(json, kBadManifest, where);
    DataRole role;
    role.id = reader.requiredId("role");
    readWords(reader, role.title, role.help, role.id);
    role.accepts = reader.texts("accepts");
    role.defaultReference = reader.text("default");
    role.required = reader.flag("required");
    role.many = reader.flag("many");
    if (role.accepts.empty()) reader.fail("accepts", "no format is listed", "List format ids, \"folder\" or \"any\".");
    for (const std::string& format : role.accepts)
        if (!isValidId(format))
            reader.fail("accepts", fmt::format("{} is not a format id", inQuotes(format)), "List ids such as \"csv\".");
    VITRINE_CHECK(reader.finish());
    return role;
}

Result<Preset> readPreset(const std::string& id, const Json& json, const Manifest& manifest, const std::string& where) {
    ObjectReader reader(json, kBadManifest, where);
    Preset preset;
    preset.id = id;
    readWords(reader, preset.title, preset.help, id);
    preset.minutes = reader.number("minutes").value_or(0);
    if (preset.minutes < 0) reader.fail("minutes", "it is negative", "Give the expected minutes on 2 cores.");
    preset.parameters = reader.object("parameters");
    preset.data = reader.object("data");
    if (!isValidId(id))
        reader.fail({ErrorCode::BadFormat, kBadManifest, where, inQuotes(id) + " is not an id",
                     "Use lower-case letters, digits, '_' and '-'."});
    VITRINE_CHECK(reader.finish());
    VITRINE_CHECK(checkPresetData(preset.data, manifest.data, where));
    if (const auto set = manifest.schema.resolve(preset.parameters); !set)
        return Error{ErrorCode::BadFormat, kBadManifest, where + ", " + set.error().object, set.error().why, set.error().next};
    return preset;
}

Result<OutputSpec> readOutput(const Json& json, const std::string& where) {
    ObjectReader reader(json, kBadManifest, where);
    OutputSpec output;
    output.name = readName(reader);
    readWords(reader, output.title, output.help, output.name);
    output.kind = reader.requiredText("kind");
    output.unit = reader.text("unit");
    output.optional = reader.flag("optional");
    const auto& kinds = artifactKinds();
    if (std::find(kinds.begin(), kinds.end(), output.kind) == kinds.end()) {
        const std::string near = nearestName(output.kind, kinds);
        reader.fail("kind", fmt::format("{} is not a kind", inQuotes(output.kind)),
                    near.empty() ? fmt::format("Use one of {}.", fmt::join(kinds, ", "))
                                 : fmt::format("Did you mean \"{}\"?", near));
    }
    VITRINE_CHECK(reader.finish());
    return output;
}

Result<MetricSpec> readMetric(const Json& json, const std::string& where) {
    ObjectReader reader(json, kBadManifest, where);
    MetricSpec metric;
    metric.name = readName(reader);
    readWords(reader, metric.title, metric.help, metric.name);
    metric.unit = reader.text("unit");
    metric.higherIsBetter = reader.flag("higherIsBetter", true);
    VITRINE_CHECK(reader.finish());
    return metric;
}

Result<RequestSpec> readRequest(const Json& json, const std::string& where) {
    ObjectReader reader(json, kBadManifest, where);
    RequestSpec request{reader.requiredId("name"), reader.text("help")};
    VITRINE_CHECK(reader.finish());
    return request;
}

/// What needs no other part of the manifest.
void readPlain(ObjectReader& reader, Manifest& m) {
    m.id = reader.requiredId("id");
    m.title = reader.requiredText("title");
    m.family = reader.requiredText("family");
    m.summary = reader.requiredText("summary");
    m.version = reader.requiredText("version");
    m.licence = reader.text("licence");
    m.paper = readPaper(reader);
    m.needs = readNeeds(reader);
    m.nondeterministic = reader.text("nondeterministic");
    m.resumable = reader.flag("resumable");
    m.data = reader.items("data", &DataRole::id, readRole);
    m.outputs = reader.items("outputs", &OutputSpec::name, readOutput);
    m.metrics = reader.items("metrics", &MetricSpec::name, readMetric);
    m.requests = reader.items("requests", &RequestSpec::name, readRequest);
    Result<ParameterSchema> schema = ParameterSchema::fromJson(reader.array("parameters"), reader.where());
    if (schema)
        m.schema = *std::move(schema);
    else
        reader.fail(std::move(schema).error());
}

}  // namespace

const std::vector<std::string>& artifactKinds() {
    static const std::vector<std::string> kinds{"scalar", "series", "image",  "heatmap", "mask",     "video",
                                                "audio",  "table",  "matrix", "graph",   "map",      "volume",
                                                "points", "text",   "tokens", "weights", "timeline", "json"};
    return kinds;
}

Result<Manifest> Manifest::fromJson(const Json& json, const std::filesystem::path& file) {
    const std::string where = file.string();
    VITRINE_CHECK(checkTexts(json, where));
    ObjectReader reader(json, kBadManifest, where);
    Manifest m;
    m.folder = file.parent_path();
    readPlain(reader, m);
    m.presets = reader.members("presets", &Preset::id,
                               [&](const std::string& id, const Json& preset, const std::string& place) {
                                   return readPreset(id, preset, m, place);
                               });
    std::stable_sort(m.presets.begin(), m.presets.end(),
                     [](const Preset& a, const Preset& b) { return a.minutes < b.minutes; });
    m.claims = reader.items("claims", &ClaimSpec::id,
                            [&](const Json& claim, const std::string& place) { return readClaim(claim, m, place); });
    VITRINE_CHECK(reader.finish());
    return m;
}

}  // namespace vitrine

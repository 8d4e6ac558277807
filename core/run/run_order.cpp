// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/data/readers.h"
#include "core/run/data_binding.h"
#include "core/run/launcher.h"
#ifndef VITRINE_NO_MEDIA
#include "core/media/formats.h"
#endif

namespace vitrine {
namespace {

constexpr const char* kPreparing = "Cannot prepare the run";
constexpr const char* kGenerator = "none";

template <class Items>
std::string idList(const Items& items) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ", ") + item.id;
    return text.empty() ? "(none)" : text;
}

/// Text as typed -> value of the parameter's type; everything else goes to the schema as it is.
Result<Json> typedParameters(const Json& parameters, const ParameterSchema& schema) {
    Json typed = Json::object();
    for (const auto& [id, value] : parameters.items()) {
        const Parameter* parameter = schema.find(id);
        if (!parameter || !value.is_string()) {
            typed[id] = value;
            continue;
        }
        VITRINE_TRY(typed[id], parameter->parse(value.get<std::string>()));
    }
    return typed;
}

Status checkFormat(const DataRole& role, const DataRef& ref) {
    const auto accepts = [&](std::string_view id) { return std::find(role.accepts.begin(), role.accepts.end(), id) != role.accepts.end(); };
    if (role.accepts.empty() || accepts("any")) return {};
    std::string found = "folder";
    std::error_code ignored;
    if (!std::filesystem::is_directory(ref.path, ignored)) {
        auto reader = FormatRegistry::instance().forFile(ref.path);
        if (!reader.ok()) return reader.error();
        found = (*reader)->id;
    }
    if (accepts(found)) return {};
    return Error{ErrorCode::InvalidArgument, kPreparing, fmt::format("{} for \"{}\"", ref.path.string(), role.id),
                 fmt::format("it is of the format {}", found), fmt::format("Give one of: {}.", fmt::join(role.accepts, ", "))};
}

Result<std::vector<DataRef>> resolveAll(const DataRole& role, const std::vector<std::string>& references, const DatasetCatalog& data) {
    if (references.size() > 1 && !role.many)
        return Error{ErrorCode::InvalidArgument, kPreparing, fmt::format("data \"{}\"", role.id),
                     fmt::format("it takes one file, {} are given", references.size()), "Give one."};
    std::vector<DataRef> resolved;
    for (const std::string& reference : references) {
        VITRINE_TRY(DataRef ref, data.resolve(reference, true));
        std::error_code error;
        if (auto absolute = std::filesystem::absolute(ref.path, error); !error) ref.path = absolute.lexically_normal();
        VITRINE_CHECK(checkFormat(role, ref));
        resolved.push_back(std::move(ref));
    }
    return resolved;
}

/// References of a preset: null (generator), a text, or a list of texts.
Result<std::vector<std::string>> presetReferences(const Json& value, const std::string& role) {
    if (value.is_null()) return std::vector<std::string>{};
    std::vector<std::string> references;
    for (const Json& entry : value.is_array() ? value : Json::array({value})) {
        if (!entry.is_string())
            return Error{ErrorCode::BadFormat, kPreparing, fmt::format("data \"{}\" of the preset", role), "it is neither a text nor null",
                         "Correct the preset in plugin.json."};
        references.push_back(entry.get<std::string>());
    }
    return references;
}

/// What a role is bound to: the person's choice, the preset's, the default when it is there, else the generator (an empty list).
Result<std::vector<DataRef>> bindRole(const DataRole& role, const RunOrder& order, const Json& presetData, const DatasetCatalog& data) {
    std::vector<std::string> references;
    if (const auto own = order.data.find(role.id); own != order.data.end() && !own->second.empty()) {
        references = own->second;
    } else if (presetData.is_object() && presetData.contains(role.id)) {
        VITRINE_TRY(references, presetReferences(presetData[role.id], role.id));
    } else if (!role.defaultReference.empty() && data.resolve(role.defaultReference, false).ok()) {
        references = {role.defaultReference};
    }
    if (references == std::vector<std::string>{kGenerator}) references.clear();
    if (references.empty() && role.required)
        return Error{ErrorCode::NotFound, kPreparing, fmt::format("data \"{}\" ({})", role.id, role.title), "it is required and none is given",
                     fmt::format("Add --data {}=FILE{}.", role.id,
                                 role.defaultReference.empty() ? "" : " or install the data set " + role.defaultReference)};
    return resolveAll(role, references, data);
}

Status checkRoles(const RunOrder& order, const Manifest& manifest) {
    for (const auto& [id, references] : order.data)
        if (!manifest.role(id))
            return Error{ErrorCode::InvalidArgument, kPreparing, fmt::format("data \"{}\" of {}", id, manifest.id), "the method has no such input",
                         fmt::format("Its inputs are: {}.", idList(manifest.data))};
    return {};
}

}  // namespace

Result<RunRequest> prepareRun(const RunOrder& order, const Manifest& manifest, const DatasetCatalog& data) {
#ifndef VITRINE_NO_MEDIA
    registerMediaFormats();
#endif
    VITRINE_CHECK(checkRoles(order, manifest));
    const Preset* preset = order.preset.empty() ? nullptr : manifest.preset(order.preset);
    if (!order.preset.empty() && !preset)
        return Error{ErrorCode::NotFound, kPreparing, fmt::format("preset \"{}\" of {}", order.preset, manifest.id), "there is no such preset",
                     fmt::format("Its presets are: {}.", idList(manifest.presets))};
    Json overrides = preset ? preset->parameters : Json::object();
    VITRINE_TRY(const Json typed, typedParameters(order.parameters, manifest.schema));
    overrides.update(typed);
    VITRINE_TRY(const ParameterSet parameters, manifest.schema.resolve(overrides));
    DataBinding binding;
    for (const DataRole& role : manifest.data) {
        VITRINE_TRY(binding[role.id], bindRole(role, order, preset ? preset->data : Json(), data));
    }

    RunRequest request;
    request.method = manifest.id;
    request.methodVersion = manifest.version;
    request.experiment = order.experiment;
    request.title = order.title;
    request.parameters = parameters.json();
    request.schemaHash = manifest.schema.hash();
    request.data = bindingToJson(binding);
    request.seed = order.seed;
    request.preset = order.preset;
    request.device = order.device.empty() ? "auto" : order.device;
    request.threads = order.threads;
    request.priority = order.priority;
    request.tags = order.tags;
    request.parent = order.parent;
    request.profile = order.profile;
    return request;
}

RunOrder orderOf(const RunRecord& record) {
    RunOrder order;
    order.method = record.row.method;
    order.preset = record.row.preset;
    order.experiment = record.row.experiment;
    order.title = record.row.title;
    order.parameters = record.parameters;
    order.seed = record.row.seed;
    order.priority = record.row.priority;
    order.profile = record.profile;
    order.tags = record.row.tags;
    order.parent = record.row.id;
    // What the run really used, so that the repetition computes the same to the bit.
    order.device = stringOr(record.environment, "device", record.row.device);
    order.threads = static_cast<int>(numberOr(record.environment, "threads", record.threads));
    const auto binding = bindingFromJson(record.data);
    if (!binding.ok()) return order;
    for (const auto& [role, references] : *binding) {
        std::vector<std::string>& texts = order.data[role];
        for (const DataRef& ref : references) texts.push_back(ref.datasetId.empty() ? ref.path.string() : ref.text);
        if (texts.empty()) texts = {kGenerator};
    }
    return order;
}

Json toJson(const RunOrder& order) {
    Json json = {{"method", order.method}, {"preset", order.preset}, {"device", order.device}, {"experiment", order.experiment},
                 {"title", order.title}, {"parameters", order.parameters}, {"data", order.data}, {"seed", order.seed},
                 {"threads", order.threads}, {"priority", order.priority}, {"profile", order.profile}, {"tags", order.tags}};
    if (order.parent) json["parent"] = *order.parent;
    return json;
}

Result<RunOrder> orderFromJson(const Json& json) {
    RunOrder order;
    try {
        order.method = json.at("method").get<std::string>();
        order.preset = json.value("preset", order.preset);
        order.device = json.value("device", order.device);
        order.experiment = json.value("experiment", order.experiment);
        order.title = json.value("title", order.title);
        order.parameters = json.value("parameters", order.parameters);
        order.data = json.value("data", order.data);
        order.seed = json.value("seed", order.seed);
        order.threads = json.value("threads", order.threads);
        order.priority = json.value("priority", order.priority);
        order.profile = json.value("profile", order.profile);
        order.tags = json.value("tags", order.tags);
        if (json.contains("parent")) order.parent = json["parent"].get<std::int64_t>();
    } catch (const Json::exception& e) {
        return Error{ErrorCode::BadFormat, "Cannot read the order of a run", "JSON", e.what(), "Give an object with at least \"method\"."};
    }
    if (order.parameters.is_object()) return order;
    return Error{ErrorCode::BadFormat, "Cannot read the order of a run", "\"parameters\"", "it is not an object", "Give values by parameter id."};
}

}  // namespace vitrine

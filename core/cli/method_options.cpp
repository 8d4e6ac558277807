// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/method_options.h"

namespace vitrine {
namespace {

/// Long names of the command's own options, without dashes.
std::vector<std::string> ownNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) names.push_back(name);
    return names;
}

Error unknownOption(const MethodOption& option, const Manifest& manifest, const CLI::App& app) {
    std::vector<std::string> known = ownNames(app);
    for (const Parameter& parameter : manifest.schema.parameters()) known.push_back(parameter.id);
    const std::string nearest = nearestName(option.name, known);
    return {ErrorCode::InvalidArgument, "Unknown option", "--" + option.name,
            fmt::format("{} has no such parameter", manifest.id),
            nearest.empty() ? fmt::format("'vitrine-cli run {} --help' lists the parameters.", manifest.id)
                            : fmt::format("Did you mean --{}?", nearest)};
}

Result<Json> parseOption(const MethodOption& option, const Parameter& parameter) {
    if (option.value) return parameter.parse(*option.value);
    if (parameter.type == ParameterType::Bool) return Json(true);
    return Error{ErrorCode::InvalidArgument, "Missing value", "--" + option.name,
                 "the parameter takes a value: " + parameter.rangeText(),
                 fmt::format("Write --{} VALUE.", option.name)};
}

}  // namespace

std::vector<MethodOption> splitMethodOptions(const CLI::App& app, std::vector<std::string>& arguments) {
    std::vector<MethodOption> options;
    std::vector<std::string> rest;
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        const std::string& text = arguments[at];
        if (text == "--") {
            rest.insert(rest.end(), arguments.begin() + at, arguments.end());
            break;
        }
        const std::size_t equals = text.find('=');
        const std::string flag = text.substr(0, equals);
        const CLI::Option* own = text.size() > 1 && text[0] == '-' ? app.get_option_no_throw(flag) : nullptr;
        if (own) {
            rest.push_back(text);
            if (equals == std::string::npos && own->get_items_expected_max() > 0 && at + 1 < arguments.size())
                rest.push_back(arguments[++at]);
        } else if (text.rfind("--", 0) == 0) {
            MethodOption option{flag.substr(2), {}};
            if (equals != std::string::npos)
                option.value = text.substr(equals + 1);
            else if (at + 1 < arguments.size() && arguments[at + 1].rfind("--", 0) != 0)
                option.value = arguments[++at];
            options.push_back(std::move(option));
        } else {
            rest.push_back(text);
        }
    }
    arguments = std::move(rest);
    return options;
}

Result<Json> parseMethodOptions(const std::vector<MethodOption>& options, const Manifest& manifest,
                                const CLI::App& app) {
    Json values = Json::object();
    for (const MethodOption& option : options) {
        const Parameter* parameter = manifest.schema.find(option.name);
        if (!parameter && option.name.rfind("no-", 0) == 0 && !option.value) {
            const Parameter* negated = manifest.schema.find(option.name.substr(3));
            if (negated && negated->type == ParameterType::Bool) {
                values[negated->id] = false;
                continue;
            }
        }
        if (!parameter) return unknownOption(option, manifest, app);
        VITRINE_TRY(values[parameter->id], parseOption(option, *parameter));
    }
    return values;
}

}  // namespace vitrine

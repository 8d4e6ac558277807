// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/order_options.h"

#include "core/cli/method_text.h"

namespace vitrine {
namespace {

/// "name=value" in two, or an error about the option it was given with.
Result<std::pair<std::string, std::string>> splitAssignment(const char* option, const std::string& text,
                                                            const char* example) {
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos && equals > 0) return std::pair{text.substr(0, equals), text.substr(equals + 1)};
    return Error{ErrorCode::InvalidArgument, "Cannot understand an option", fmt::format("{} {}", option, text),
                 "there is no '=' in it", fmt::format("Write {} {}.", option, example)};
}

}  // namespace

void OrderOptions::declare(CLI::App& app) {
    m_app = &app;
    app.add_option("method", m_method, "Id of the method (vitrine-cli list)")->type_name("METHOD");
    app.add_option("--preset", m_preset, "A named set of values to start from")->type_name("P");
    app.add_option(
           "--data", m_data,
           "Data for a role: a file, a folder, SET/FILE, or 'none' for the built-in sample; may be given several times")
        ->type_name("ROLE=REF")
        ->allow_extra_args(false);
    app.add_option("--seed", m_seed, "Seed of all random numbers (default 0)")->type_name("N");
    app.add_option("--device", m_device, "auto, cpu, cuda or cuda:N (default auto)")->type_name("D");
    app.add_option("--threads", m_threads, "Threads to compute with (default: by the machine)")
        ->type_name("N")
        ->check(CLI::Range(0, 4096));
    app.add_option("--param", m_parameters,
                   "A parameter whose name is also an option of this command; may be given several times")
        ->type_name("ID=VALUE")
        ->allow_extra_args(false);
    app.add_flag("-h,--help", m_help, "This help; with a method also its parameters, presets and data");
}

Result<const Manifest*> OrderOptions::method(const PluginCatalog& catalog) const {
    if (!m_method.empty()) return catalog.require(m_method);
    return Error{ErrorCode::InvalidArgument, "No method is named", "vitrine-cli " + m_app->get_name(),
                 "the command needs the id of a method", "'vitrine-cli list' lists them."};
}

Result<Outcome> OrderOptions::help(CommandContext& context, const PluginCatalog& catalog) const {
    std::string text;
    Outcome outcome;
    if (!m_method.empty()) {
        VITRINE_TRY(const Manifest* manifest, catalog.require(m_method));
        const std::size_t width = context.out.width();
        text = fmt::format("{}\n\nUsage: vitrine-cli {} {} [--PARAMETER VALUE]... [OPTIONS]\n\n", manifest->title,
                           m_app->get_name(), manifest->id);
        text += parametersText(*manifest, width) + presetsText(*manifest, width) + dataRolesText(*manifest, width);
        outcome.json["method"] = manifestJson(*manifest);
    }
    const std::string options = m_app->help();
    const std::size_t start = m_method.empty() ? 0 : options.find("Options:");
    text += start == std::string::npos ? options : options.substr(start);
    context.out.print("{}", text);
    outcome.json["help"] = text;
    return outcome;
}

Result<RunOrder> OrderOptions::order(const CommandContext& context, const Manifest& manifest) const {
    RunOrder order;
    order.method = manifest.id;
    order.preset = m_preset;
    order.device = m_device;
    order.seed = m_seed;
    order.threads = m_threads;
    VITRINE_TRY(order.parameters, parseMethodOptions(context.methodOptions, manifest, *m_app));
    VITRINE_CHECK(addAssignments(order, manifest));
    return order;
}

Status OrderOptions::addAssignments(RunOrder& order, const Manifest& manifest) const {
    std::vector<MethodOption> assignments;
    for (const std::string& text : m_parameters) {
        VITRINE_TRY(auto assignment, splitAssignment("--param", text, "ID=VALUE"));
        assignments.push_back({std::move(assignment.first), std::move(assignment.second)});
    }
    VITRINE_TRY(const Json values, parseMethodOptions(assignments, manifest, *m_app));
    order.parameters.update(values);
    for (const std::string& text : m_data) {
        VITRINE_TRY(auto assignment, splitAssignment("--data", text, "ROLE=FILE"));
        order.data[assignment.first].push_back(std::move(assignment.second));
    }
    return {};
}

}  // namespace vitrine

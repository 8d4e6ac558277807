// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/command_line.h"

#include <algorithm>
#include <sstream>

#include "core/base/build_info.h"
#include "core/base/paths.h"
#include "core/cli/command.h"
#include "core/cli/exit_codes.h"

namespace vitrine {
namespace {

/// A parsed command line, ready to execute.
struct Parsed {
    CLI::App app{"Vitrine runs research methods, records every run, and repeats it to the bit.", "vitrine-cli"};
    std::vector<std::unique_ptr<Command>> commands;
    std::string store;
    bool json = false;

    Parsed();
    CLI::App* subcommand(const std::string& name) const { return app.get_subcommand(name); }
};

Parsed::Parsed() {
    app.require_subcommand(1);
    app.get_formatter()->column_width(34);
    app.footer(
        "\nvitrine-cli COMMAND --help tells more, vitrine-cli run METHOD --help lists a method's parameters.\n\n" +
        exitStatusHelp());
    app.set_version_flag("--version", versionText("vitrine-cli"));
    app.add_flag("--json", json, "One JSON document on standard output instead of text");
    for (const CommandEntry& entry : commandTable()) {
        CLI::App* sub = app.add_subcommand(entry.name, entry.help);
        sub->group(entry.group);
        if (entry.takesMethodOptions) sub->set_help_flag();  // The command prints it itself, from the method's schema.
        commands.push_back(entry.make());
        commands.back()->declare(*sub);
        sub->add_option("--store", store, "Folder of the store (default: $VITRINE_STORE or the user's data folder)")
            ->type_name("DIR")
            ->group("Common");
        sub->add_flag("--json", json, "One JSON document on standard output instead of text")->group("Common");
        if (entry.takesMethodOptions) sub->get_option("--help")->group("Common");
    }
}

std::vector<std::string> commandNames() {
    std::vector<std::string> names;
    for (const CommandEntry& entry : commandTable()) names.emplace_back(entry.name);
    return names;
}

/// The position of the command's name: the first argument that is no option.
std::vector<std::string>::iterator findCommand(std::vector<std::string>& arguments) {
    return std::find_if(arguments.begin(), arguments.end(),
                        [](const std::string& text) { return text.empty() || text[0] != '-'; });
}

/// CLI11's complaint as one of our errors, with the nearest option's name when an option is unknown.
Error usageError(const CLI::ParseError& complaint, const CLI::App* sub) {
    const std::string command = sub ? sub->get_name() : "";
    Error error{ErrorCode::InvalidArgument, "Cannot understand the command line",
                sub ? "vitrine-cli " + command : "vitrine-cli", complaint.what(),
                fmt::format("'vitrine-cli {}{}--help' shows how it is written.", command, sub ? " " : "")};
    std::replace(error.why.begin(), error.why.end(), '\n', ' ');
    const std::size_t dashes = error.why.rfind(" --");
    if (!sub || dashes == std::string::npos || dynamic_cast<const CLI::ExtrasError*>(&complaint) == nullptr)
        return error;
    std::vector<std::string> known;
    for (const CLI::Option* option : sub->get_options())
        for (const std::string& name : option->get_lnames()) known.push_back(name);
    const std::string nearest =
        nearestName(error.why.substr(dashes + 3, error.why.find_first_of("= ", dashes + 3) - dashes - 3), known);
    if (!nearest.empty()) error.next = fmt::format("Did you mean --{}? {}", nearest, error.next);
    return error;
}

/// Help and version are "errors" of CLI11 that succeed.
int printHelp(const CLI::App& app, const CLI::Success& wish, Output& out) {
    std::ostringstream text;
    app.exit(wish, text, text);
    out.print("{}", text.str());
    out.document({{"help", text.str()}});
    return kExitOk;
}

Result<Outcome> execute(Parsed& parsed, std::size_t index, std::vector<MethodOption> methodOptions, Output& out) {
    const std::filesystem::path store =
        parsed.store.empty() ? defaultStoreFolder() : std::filesystem::absolute(parsed.store).lexically_normal();
    CommandContext context{out, store, std::move(methodOptions)};
    try {
        return parsed.commands[index]->execute(context);
    } catch (const std::exception& exception) {  // Our own bug, or out of memory: still four texts, still one document.
        return Error{ErrorCode::Internal, "vitrine-cli stopped", commandTable()[index].name, exception.what(),
                     "Please report this with the command line that caused it; what was recorded is safe."};
    }
}

int fail(Output& out, const Error& error) {
    out.error(error);
    (void)out.finish();
    return exitStatus(error.code);
}

}  // namespace

int runCommandLine(std::vector<std::string> arguments) {
    Output out(std::find(arguments.begin(), arguments.end(), "--json") != arguments.end());
    Parsed parsed;
    const auto command = findCommand(arguments);
    const std::string name = command == arguments.end() ? "" : *command;
    const std::vector<std::string> names = commandNames();
    const std::size_t index = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (!name.empty() && index == names.size()) {
        const std::string nearest = nearestName(name, names);
        return fail(out, {ErrorCode::InvalidArgument, "Unknown command", name, "vitrine-cli has no such command",
                          nearest.empty() ? "'vitrine-cli --help' lists the commands."
                                          : fmt::format("Did you mean '{}'?", nearest)});
    }
    std::vector<MethodOption> methodOptions;
    if (index < names.size() && commandTable()[index].takesMethodOptions) {
        std::vector<std::string> rest(command + 1, arguments.end());
        methodOptions = splitMethodOptions(*parsed.subcommand(name), rest);
        arguments.erase(command + 1, arguments.end());
        arguments.insert(arguments.end(), rest.begin(), rest.end());
    }
    if (arguments.empty()) arguments = {"--help"};
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        parsed.app.parse(reversed);
    } catch (const CLI::Success& wish) {
        return printHelp(parsed.app, wish, out);
    } catch (const CLI::ParseError& complaint) {
        return fail(out, usageError(complaint, index < names.size() ? parsed.subcommand(name) : nullptr));
    }
    auto outcome = execute(parsed, index, std::move(methodOptions), out);
    if (!outcome.ok()) return fail(out, outcome.error());
    if (!commandTable()[index].ownsOutput) out.document(outcome->json);
    if (auto written = out.finish(); !written.ok()) return fail(out, written.error());
    return outcome->status;
}

}  // namespace vitrine

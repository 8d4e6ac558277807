// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/cli/method_options.h"
#include "core/cli/output.h"
#include "core/plugin/plugin_catalog.h"
#include "core/store/experiment_store.h"

namespace vitrine {

/// What a command hands back: the document for --json (text for people was printed on the way) and the exit status.
struct Outcome {
    Json json = Json::object();
    int status = 0;
};

/// What every command gets.
struct CommandContext {
    Output& out;
    std::filesystem::path storeFolder;
    std::vector<MethodOption>
        methodOptions;  ///< Options that belong to the method, in the order given (`run`, `serve`).
};

/// One sub-command: declares its options, then executes with them.
class Command {
public:
    virtual ~Command() = default;
    virtual void declare(CLI::App& app) = 0;
    virtual Result<Outcome> execute(CommandContext& context) = 0;
};

/// A line of the table of commands.
struct CommandEntry {
    const char* name;
    const char* group;
    const char* help;
    bool takesMethodOptions;  ///< Unknown "--name value" pairs are parameters of the method.
    bool ownsOutput;          ///< Writes a byte stream to standard output: no document, errors on standard error.
    std::function<std::unique_ptr<Command>()> make;
};

/// All commands, in the order of the help.
const std::vector<CommandEntry>& commandTable();

/// Opens the store for reading and writing; `mustExist` refuses to create one, so that a mistyped folder is told and
/// not made. Runs whose worker is gone are marked as interrupted; notices of the store are printed.
Result<ExperimentStore> openStore(CommandContext& context, bool mustExist = true);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/cli/command.h"
#include "core/run/launcher.h"

namespace vitrine {

/// The options that `run` and `serve` share: method, parameters, data, preset, seed, device, threads, and the help made
/// from the method's schema.
class OrderOptions {
public:
    void declare(CLI::App& app);
    bool helpWanted() const { return m_help; }
    /// The options of the command and, when a method is named, its parameters, presets and data.
    Result<Outcome> help(CommandContext& context, const PluginCatalog& catalog) const;
    Result<const Manifest*> method(const PluginCatalog& catalog) const;
    Result<RunOrder> order(const CommandContext& context, const Manifest& manifest) const;

private:
    Status addAssignments(RunOrder& order, const Manifest& manifest) const;
    CLI::App* m_app = nullptr;
    std::string m_method, m_preset, m_device = "auto";
    std::vector<std::string> m_data, m_parameters;
    std::uint64_t m_seed = 0;
    int m_threads = 0;
    bool m_help = false;
};

}  // namespace vitrine

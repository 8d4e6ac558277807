// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/files.h"
#include "core/base/ids.h"
#include "core/base/paths.h"
#include "core/cli/commands.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCannotWrite = "Cannot write the new method";

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
}

/// "graph_walk" -> "GraphWalk"
std::string className(const std::string& id) {
    std::string name;
    bool start = true;
    for (const char c : id) {
        if (c != '_') name += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        start = c == '_';
    }
    return name;
}

/// "graph_walk" -> "Graph walk"
std::string titleText(std::string id) {
    std::replace(id.begin(), id.end(), '_', ' ');
    id[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(id[0])));
    return id;
}

class NewCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("id", m_id, "Id of the new method: lower-case letters, digits and '_'")
            ->required()
            ->type_name("ID");
        app.add_option("--dir", m_folder, "Folder to write it into (default: ./plugins when it is there, else here)")
            ->type_name("DIR");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_CHECK(checkId());
        std::error_code error;
        const fs::path parent = !m_folder.empty()                    ? fs::path(m_folder)
                                : fs::is_directory("plugins", error) ? "plugins"
                                                                     : ".";
        const fs::path target = parent / m_id;
        if (fs::exists(target, error))
            return Error{ErrorCode::InvalidArgument, kCannotWrite, target.string(), "there is something of that name already",
                         "Choose another id or --dir."};
        VITRINE_TRY(const std::vector<std::string> files, write(target));
        Output& out = context.out;
        out.print("Wrote {}:\n", target.string());
        for (const std::string& file : files) out.print("  {}\n", file);
        out.print(
            "\nIn Vitrine's source tree it belongs into plugins/. Build, test and run it:\n"
            "  cmake --build build\n  ctest --test-dir build -R '_{0}$'\n  vitrine-cli run {0} --preset smoke\n",
            m_id);
        return Outcome{{{"id", m_id}, {"folder", target.string()}, {"files", files}}};
    }

private:
    /// The id is a namespace and a target too: no dashes, no digit at the start.
    Status checkId() const {
        const bool plain = isValidId(m_id) && m_id[0] >= 'a' && m_id[0] <= 'z' && m_id.find('-') == std::string::npos;
        if (!plain)
            return Error{ErrorCode::InvalidArgument, kCannotWrite, "id \"" + m_id + "\"", "it is no id of a method",
                         "Use 1 to 64 lower-case letters, digits and '_', a letter first, such as graph_walk."};
        const PluginCatalog catalog = PluginCatalog::scanDefault();
        for (const Manifest& method : catalog.methods())
            if (method.id == m_id)
                return Error{ErrorCode::InvalidArgument, kCannotWrite, "id \"" + m_id + "\"",
                             "there is a method of this id: " + method.folder.string(), "Choose another id."};
        return {};
    }

    Result<std::vector<std::string>> write(const fs::path& target) const {
        const fs::path source = resourceFolder() / "plugin_template";
        std::vector<std::string> names;
        std::error_code error;
        for (const fs::directory_entry& entry : fs::directory_iterator(source, error))
            names.push_back(entry.path().filename().string());
        if (error || names.empty())
            return Error{ErrorCode::NotFound, kCannotWrite, source.string(), "the template is not there",
                         "Install Vitrine again, or name its resources with VITRINE_RESOURCES."};
        std::sort(names.begin(), names.end());
        VITRINE_CHECK(makeFolder(target));
        for (std::string& name : names) {
            VITRINE_TRY(std::string text, readText(source / name));
            replaceAll(text, "@ID@", m_id);
            replaceAll(text, "@CLASS@", className(m_id));
            replaceAll(text, "@TITLE@", titleText(m_id));
            if (name.ends_with(".in")) name.resize(name.size() - 3);  // Code is kept as "method.cpp.in": it is no C++ yet.
            VITRINE_CHECK(writeAtomically(target / name, text));
        }
        return names;
    }

    std::string m_id, m_folder;
};

}  // namespace

std::unique_ptr<Command> makeNewCommand() {
    return std::make_unique<NewCommand>();
}

}  // namespace vitrine

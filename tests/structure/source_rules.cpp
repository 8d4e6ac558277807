// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/structure/source_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <regex>
#include <set>

#include <fmt/format.h>

#include "tests/structure/source_text.h"

namespace vitrine::structure {
namespace {

using Names = std::set<std::string>;

std::vector<std::string> splitPath(const std::string& path) {
    std::vector<std::string> parts;
    for (const auto& part : std::filesystem::path(path)) parts.push_back(part.string());
    return parts;
}

/// Where a file or an include belongs: its first two folders, "core" and "base".
struct Place {
    std::string top, folder;
    explicit Place(const std::string& path) {
        const std::vector<std::string> parts = splitPath(path);
        if (parts.size() > 1) top = parts[0];
        if (parts.size() > 2) folder = parts[1];
    }
};

const Names kTorchFolders{"compute", "nn", "metrics"};

/// What each folder of core may include besides itself. The order of dependence is the order of the lines.
const std::map<std::string, Names> kLayers{
    {"base", {}},
    {"schema", {"base"}},
    {"stats", {"base"}},
    {"data", {"base"}},
    {"media", {"base", "data"}},
    {"store", {"base", "schema", "data"}},
    {"plugin", {"base", "schema", "data"}},
    {"run", {"base", "schema", "stats", "data", "media", "store", "plugin"}},
    {"compute", {"base", "schema", "stats", "data", "media", "store", "plugin", "run"}},
    {"nn", {"base", "schema", "stats", "data", "media", "store", "plugin", "run", "compute"}},
    {"metrics", {"base", "schema", "stats", "data", "media", "store", "plugin", "run", "compute"}},
    {"cli", {"base", "schema", "stats", "data", "media", "store", "plugin", "run", "compute", "nn", "metrics"}},
};

bool matches(const std::string& text, const std::regex& pattern) {
    return std::regex_search(text, pattern);
}

bool isTorch(const std::string& target) {
    static const std::regex pattern("^(torch|ATen|c10|caffe2)/");
    return matches(target, pattern);
}

bool isGui(const std::string& target) {
    static const std::regex pattern(R"(^(Qt?[A-Z]\w*(/.*)?|q[a-z]+\.h|vtk\w*\.h|imgui.*|qcustomplot.*)$)");
    return matches(target, pattern);
}

bool isSqlite(const std::string& target) {
    static const std::regex pattern("^(SQLiteCpp/|sqlite3)");
    return matches(target, pattern);
}

/// Statements in capitals, and in any letters where the words that follow leave no doubt (an English "Select a file" is
/// none).
bool isSql(const std::string& text) {
    static const std::regex capitals(
        R"(^\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|REPLACE|ATTACH|VACUUM|(CREATE|DROP|ALTER)\s+\w+)\b)");
    static const std::regex any(
        R"(^\s*(select\s.*\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|)"
        R"(create\s+(unique\s+|virtual\s+)?(table|index)\s|pragma\s+\w+))",
        std::regex::icase);
    return matches(text, capitals) || matches(text, any);
}

bool isCpp(const std::string& path) {
    return path.ends_with(".h") || path.ends_with(".cpp");
}

class Checker {
public:
    explicit Checker(const SourceFile& file) : m_file(file), m_place(file.path) {
        const std::string name = std::filesystem::path(file.path).filename().string();
        m_isPanel = m_place.top == "plugins" && name.starts_with("panel");
        m_isTest = m_place.top == "tests" || (m_place.top == "plugins" && name.starts_with("test"));
    }

    std::vector<Violation> run() {
        checkText();
        if (!isCpp(m_file.path)) return std::move(m_found);
        const SourceText source = scanSource(m_file.text);
        for (const Include& include : source.includes) {
            if (!include.angled) checkOwnInclude(include);
            checkLibraryInclude(include);
        }
        if (m_place.top != "tests" && !isIn("core", "store"))
            for (const Literal& literal : source.literals)
                if (isSql(literal.text))
                    add(literal.line, "sql", "SQL text outside of core/store: " + literal.text.substr(0, 60));
        return std::move(m_found);
    }

private:
    void add(int line, const char* rule, const std::string& text) {
        m_found.push_back({m_file.path, line, rule, text});
    }
    bool isIn(const char* top, const std::string& folder) const {
        return m_place.top == top && m_place.folder == folder;
    }
    bool inTorchFolder() const { return m_place.top == "core" && kTorchFolders.contains(m_place.folder); }
    bool isMethodHalf() const { return m_place.top == "plugins" && !m_isPanel; }
    bool mayUseTorch() const { return inTorchFolder() || isMethodHalf() || m_place.top == "tests"; }

    void checkOwnInclude(const Include& include) {
        static const Names tops{"core", "widgets", "app", "plugins", "tests"};
        const Place target(include.target);
        const std::string line = include.target;
        // A plugin's folder may lie outside of the tree, so its files may name each other plainly.
        const bool ownFolder = m_place.top == "plugins" || m_place.top == "resources";
        if (ownFolder && line.find('/') == std::string::npos) return;
        if (line.find("..") != std::string::npos || (!tops.contains(target.top) && !isGui(line) && !isTorch(line)))
            return add(include.line, "root", line + " is not written from the root of the project");
        const bool test = m_place.top == "tests";
        if (target.top == "app" && m_place.top != "app" && !test)
            add(include.line, "app", line + " belongs to the window");
        if (target.top == "tests" && !m_isTest) add(include.line, "root", line + " belongs to the tests");
        if (target.top == "core") checkCoreInclude(include, target);
        if (target.top == "widgets" && (m_place.top == "core" || (isMethodHalf() && !m_isTest)))
            add(include.line, "widgets", line + " belongs to the window's half");
        if (target.top == "plugins" && !test && target.folder != (m_place.top == "plugins" ? m_place.folder : ""))
            add(include.line, "plugin", line + " belongs to another plugin; what two share moves to core or widgets");
    }

    void checkCoreInclude(const Include& include, const Place& target) {
        if (m_place.top == "core" && target.folder != m_place.folder) {
            const auto layer = kLayers.find(m_place.folder);
            if (layer == kLayers.end() || !layer->second.contains(target.folder))
                add(include.line, "layer", fmt::format("core/{} may not include {}", m_place.folder, include.target));
        }
        if (kTorchFolders.contains(target.folder) && (m_place.top == "widgets" || m_place.top == "app" || m_isPanel))
            add(include.line, "widgets", include.target + " brings LibTorch into the window");
    }

    void checkLibraryInclude(const Include& include) {
        if (isTorch(include.target) && !mayUseTorch())
            add(include.line, "torch", include.target + " outside of the compute half");
        if (isGui(include.target) && (m_place.top == "core" || (isMethodHalf() && !m_isTest)))
            add(include.line, "gui", include.target + " outside of the window's half");
        if (isSqlite(include.target) && m_place.top != "tests" && !isIn("core", "store"))
            add(include.line, "sql", include.target + " outside of core/store");
    }

    /// Rules for files of every kind.
    void checkText() {
        // Put together here, so that this file does not break its own rules.
        static const std::regex machinePath(std::string("(^|[^A-Za-z0-9._~-])/(wo") + "rk|ho" + "me|ro" + "ot)/");
        static const std::regex openEnd(std::string("\\b(TO") + "DO|FIX" + "ME)\\b");
        int number = 0;
        std::size_t start = 0;
        bool licensed = false;
        while (start < m_file.text.size()) {
            const std::size_t end = std::min(m_file.text.find('\n', start), m_file.text.size());
            const std::string line = m_file.text.substr(start, std::min<std::size_t>(end - start, 10'000));
            start = end + 1;
            ++number;
            const bool inTime = number == 1 || (number == 2 && !isCpp(m_file.path));
            licensed = licensed || (inTime && line.ends_with("SPDX-License-Identifier: GPL-3.0-or-later"));
            if (line.find('/') != std::string::npos && matches(line, machinePath))
                add(number, "machine-path", line.substr(0, 80));
            if (matches(line, openEnd)) add(number, "open-end", line.substr(0, 80));
        }
        if (!licensed && needsLicence()) add(1, "licence", "the first line is not the licence's SPDX line");
        if (isCpp(m_file.path) && number > 400) add(number, "length", fmt::format("{} lines, at most 400", number));
    }

    bool needsLicence() const {
        const std::filesystem::path path(m_file.path);
        return isCpp(m_file.path) || path.filename() == "CMakeLists.txt" || path.extension() == ".cmake" ||
               path.extension() == ".py" || path.extension() == ".sh" || m_file.text.starts_with("#!");
    }

    const SourceFile& m_file;
    Place m_place;
    bool m_isPanel = false, m_isTest = false;
    std::vector<Violation> m_found;
};

}  // namespace

std::vector<Violation> checkFile(const SourceFile& file) {
    return Checker(file).run();
}

}  // namespace vitrine::structure

// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/structure/source_rules.h"

namespace vitrine::structure {
namespace fs = std::filesystem;
namespace {

bool isOurs(const fs::path& file) {
    static const std::set<std::string> suffixes{".h",  ".cpp", ".txt", ".cmake", ".md", ".json",    ".py", ".sh",
                                                ".in", ".yml", ".svg", ".ts",    ".ui", ".desktop", ""};
    return suffixes.contains(file.extension().string()) && file.filename() != "LICENSE";
}

void add(std::vector<SourceFile>& files, const fs::path& root, const fs::path& file) {
    constexpr std::uintmax_t kLargest = 4 << 20;
    if (!isOurs(file) || fs::file_size(file) > kLargest) return;
    std::ifstream stream(file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(stream)), {});
    if (text.find('\0') == std::string::npos)
        files.push_back({file.lexically_relative(root).generic_string(), std::move(text)});
}

}  // namespace

std::vector<SourceFile> readTree(const fs::path& root) {
    std::vector<SourceFile> files;
    for (const auto& entry : fs::directory_iterator(root))
        if (entry.is_regular_file()) add(files, root, entry.path());
    for (const char* folder : {"core", "widgets", "app", "plugins", "resources", "tests", "installer", ".ci"}) {
        if (!fs::is_directory(root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / folder))
            if (entry.is_regular_file()) add(files, root, entry.path());
    }
    std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

}  // namespace vitrine::structure

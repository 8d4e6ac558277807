// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vitrine::structure {

/// One file of the project, by its path from the root ("core/base/json.h").
struct SourceFile {
    std::string path;
    std::string text;
};

/// A broken rule and where.
struct Violation {
    std::string path;
    int line = 0;
    std::string rule;  ///< "layer", "sql", ...: see `checkFile`.
    std::string text;
};

/// Checks one file. The rules:
/// - "app": only the window includes app.
/// - "widgets": widgets, app and panels include none of core/compute, nn, metrics; core and method halves no widgets.
/// - "torch": LibTorch only in core/compute, nn, metrics, the method halves of plugins, and tests.
/// - "plugin": a plugin includes no other one.
/// - "gui": core and method halves include no Qt, VTK or ImGui.
/// - "layer": a folder of core includes only those below it.
/// - "root": includes are written from the root; in a plugin also plainly, for files beside.
/// - "sql": SQL text and SQLite's headers only in core/store, and in tests.
/// - "licence", "length", "machine-path", "open-end": the first line, at most 400 lines, no path of somebody's machine,
///   no note of unfinished work.
std::vector<Violation> checkFile(const SourceFile& file);

/// All files of the project under `root` that the rules concern.
std::vector<SourceFile> readTree(const std::filesystem::path& root);

}  // namespace vitrine::structure

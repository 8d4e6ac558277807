// SPDX-License-Identifier: GPL-3.0-or-later
// Panels are built apart from the window and call into it: what they see of it may not change under the same name.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace vitrine::structure {
namespace {

constexpr const char* kHeaders[] = {"widgets/panel/panel.h",          "widgets/panel/live_session.h",
                                    "widgets/panel/selection.h",      "widgets/form/run_draft.h",
                                    "widgets/base/action_registry.h", "widgets/base/figure.h",
                                    "core/plugin/manifest.h"};
const std::string kRecord = VITRINE_SOURCE_DIR "/tests/structure/panel_abi.txt";

std::string textOf(const std::string& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Without comments and with single spaces: what a person may change without asking anybody.
std::string normalised(const std::string& code) {
    std::string text;
    for (std::size_t at = 0; at < code.size(); ++at) {
        char c = code[at];
        if (code.compare(at, 2, "//") == 0)
            at = std::min(code.find('\n', at), code.size() - 1), c = ' ';
        else if (code.compare(at, 2, "/*") == 0)
            at = std::min(code.find("*/", at + 2), code.size() - 2) + 1, c = ' ';
        if (!std::isspace(static_cast<unsigned char>(c)))
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
    }
    return text;
}

/// FNV-1a.
std::string hashOf(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    std::ostringstream digits;
    digits << std::hex << hash;
    return digits.str();
}

/// The name of the interface, and a line for every header.
std::string present() {
    const std::string panel = textOf(VITRINE_SOURCE_DIR "/widgets/panel/panel.h");
    const std::size_t name = panel.find('"', panel.find("kPanelAbi = "));
    std::string lines = panel.substr(name + 1, panel.find('"', name + 1) - name - 1) + "\n";
    for (const std::string header : kHeaders)
        lines += header + " " + hashOf(normalised(textOf(VITRINE_SOURCE_DIR "/" + header))) + "\n";
    return lines;
}

TEST(PanelAbi, WhatPanelsSeeChangesOnlyWithItsName) {
    if (const char* wish = std::getenv("VITRINE_PANEL_ABI"); wish && std::string(wish) == "write") {
        std::ofstream(kRecord) << present();
        return;
    }
    EXPECT_EQ(present(), textOf(kRecord))
        << "A header that panels are built with has changed.\n"
           "1. Would a panel that was built before still work, byte for byte? If a virtual function, a member, a "
           "field, a default argument, an inline function or a\n"
           "   signature has changed: raise the number of kPanelAbi in widgets/panel/panel.h, so that old panels are "
           "refused instead of crashing.\n"
           "   If only functions that are not virtual were added, the name may stay.\n"
           "2. VITRINE_PANEL_ABI=write build/bin/test_structure --gtest_filter='PanelAbi.*' records the headers as "
           "they are now; commit tests/structure/panel_abi.txt.";
}

TEST(PanelAbi, CommentsAndSpacesMayChange) {
    EXPECT_EQ(hashOf(normalised("struct A {\n    int a;  ///< Old words.\n};\n")),
              hashOf(normalised("struct A { /* new\nwords */ int a;\n\n};\n")));
    EXPECT_NE(hashOf(normalised("struct A { int a; };\n")), hashOf(normalised("struct A { long a; };\n")));
    EXPECT_NE(normalised("a / b"), normalised("a b"));
}

}  // namespace
}  // namespace vitrine::structure

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::structure {

struct Include {
    int line = 0;
    std::string target;   ///< Between the quotes or brackets.
    bool angled = false;  ///< <...>
};

struct Literal {
    int line = 0;
    std::string text;
};

/// What of a C++ file the rules look at: comments are gone, so that they may speak of anything.
struct SourceText {
    std::vector<Include> includes;
    std::vector<Literal> literals;  ///< Adjacent ones joined; raw ones as they are.
};

/// Splits C++ source. Knows comments, strings, raw strings, character constants and digit separators.
SourceText scanSource(std::string_view source);

}  // namespace vitrine::structure

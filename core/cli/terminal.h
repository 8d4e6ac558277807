// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vitrine {

/// True when the file descriptor is a terminal that can redraw a line (not TERM=dumb).
bool isTerminal(int descriptor);

/// Columns of the terminal behind the descriptor; `fallback` when there is none.
int terminalWidth(int descriptor, int fallback = 100);

/// Columns that UTF-8 text takes: combining marks none, East Asian wide characters and emoji two.
std::size_t displayWidth(std::string_view text);

/// The text without control characters (a title must not move the cursor), tabs and line breaks as spaces.
std::string printable(std::string_view text);

/// Cut to `width` columns, the last one being "…" when something was cut.
std::string fitted(std::string_view text, std::size_t width);

/// Words in lines of at most `width` columns, each line after the first with `indent` spaces before it.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace vitrine

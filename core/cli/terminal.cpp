// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace vitrine {
namespace {

/// The code point that starts at `at`, which moves behind it; a byte that starts none counts as one character.
char32_t nextCodePoint(std::string_view text, std::size_t& at) {
    const auto byte = static_cast<std::uint8_t>(text[at++]);
    const int extra = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
    char32_t code = extra == 3 ? byte & 0x07 : extra == 2 ? byte & 0x0F : extra == 1 ? byte & 0x1F : byte;
    for (int i = 0; i < extra && at < text.size() && (text[at] & 0xC0) == 0x80; ++i)
        code = code << 6 | (text[at++] & 0x3F);
    return code;
}

/// Unicode Annex 11, in the ranges that matter for tables.
std::size_t columns(char32_t code) {
    const auto in = [code](char32_t low, char32_t high) { return code >= low && code <= high; };
    if (in(0x300, 0x36F) || in(0x1AB0, 0x1AFF) || in(0x20D0, 0x20FF) || in(0x200B, 0x200F) || in(0xFE00, 0xFE0F))
        return 0;
    if (in(0x1100, 0x115F) || in(0x2E80, 0xA4CF) || in(0xAC00, 0xD7A3) || in(0xF900, 0xFAFF) || in(0xFE30, 0xFE6F) ||
        in(0xFF00, 0xFF60) || in(0xFFE0, 0xFFE6) || in(0x1F300, 0x1F64F) || in(0x1F900, 0x1F9FF) ||
        in(0x20000, 0x3FFFD))
        return 2;
    return 1;
}

}  // namespace

bool isTerminal(int descriptor) {
    const char* term = std::getenv("TERM");
    return ::isatty(descriptor) && !(term && std::strcmp(term, "dumb") == 0);
}

int terminalWidth(int descriptor, int fallback) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return fallback;
}

std::size_t displayWidth(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) width += columns(nextCodePoint(text, at));
    return width;
}

std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char32_t code = nextCodePoint(text, at);
        const bool control = code < 0x20 || code == 0x7F || (code >= 0x80 && code < 0xA0);
        if (control)
            result += ' ';
        else
            result.append(text.substr(start, at - start));
    }
    return result;
}

std::string fitted(std::string_view text, std::size_t width) {
    if (displayWidth(text) <= width) return std::string(text);
    if (width == 0) return {};
    std::size_t used = 0, end = 0;
    for (std::size_t at = 0; at < text.size(); end = at) {
        used += columns(nextCodePoint(text, at));
        if (used > width - 1) break;
    }
    return std::string(text.substr(0, end)) + "…";
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    std::string result;
    std::size_t used = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        const std::string_view word = text.substr(at, end - at);
        at = end + 1;
        if (word.empty()) continue;
        const std::size_t columnsOfWord = displayWidth(word);
        if (used > 0 && used + 1 + columnsOfWord > width) {
            result += '\n' + std::string(indent, ' ');
            used = 0;
        } else if (used > 0) {
            result += ' ';
            ++used;
        }
        result += word;
        used += columnsOfWord;
    }
    return result;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/structure/source_text.h"

#include <algorithm>
#include <cctype>

namespace vitrine::structure {
namespace {

bool isWordPart(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

class Scanner {
public:
    explicit Scanner(std::string_view source) : m_source(source) {}

    SourceText run() {
        bool startOfLine = true;
        while (m_at < m_source.size()) {
            const char c = m_source[m_at];
            if (startsWith("//")) {
                m_at = std::min(m_source.find('\n', m_at), m_source.size());
            } else if (startsWith("/*")) {
                skip(std::min(m_source.find("*/", m_at + 2), m_source.size() - 2) + 2);
            } else if (c == '#' && startOfLine) {
                directive();
            } else if (c == '"') {
                string();
            } else if (c == '\'' && (m_at == 0 || !isWordPart(m_source[m_at - 1]) || m_prefix)) {
                character();
            } else {
                if (!std::isspace(static_cast<unsigned char>(c))) m_adjacent = false;
                m_prefix = c == 'u' || c == 'U' || c == 'L' || c == 'R' || (m_prefix && c == '8');
                startOfLine = c == '\n' || (startOfLine && std::isspace(static_cast<unsigned char>(c)));
                skip(m_at + 1);
            }
        }
        return std::move(m_found);
    }

private:
    bool startsWith(std::string_view text) const { return m_source.substr(m_at, text.size()) == text; }

    void skip(std::size_t to) {
        to = std::min(to, m_source.size());
        m_line += static_cast<int>(std::count(m_source.begin() + m_at, m_source.begin() + to, '\n'));
        m_at = to;
    }

    /// `#include <x>`; of other directives only the name is passed over, so that macros' strings are seen.
    void directive() {
        const std::size_t end = std::min(m_source.find('\n', m_at), m_source.size());
        std::string_view line = m_source.substr(m_at + 1, end - m_at - 1);
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.starts_with("include")) return skip(m_at + 1);
        const std::size_t open = line.find_first_of("<\"");
        if (open != std::string_view::npos) {
            const bool angled = line[open] == '<';
            const std::size_t close = line.find(angled ? '>' : '"', open + 1);
            if (close != std::string_view::npos)
                m_found.includes.push_back({m_line, std::string(line.substr(open + 1, close - open - 1)), angled});
        }
        skip(end);
    }

    void string() {
        const int line = m_line;
        std::string text;
        if (m_at > 0 && m_source[m_at - 1] == 'R' && m_prefix) {
            const std::size_t open = std::min(m_source.find('(', m_at), m_source.size());
            const std::string end =
                ")" + std::string(m_source.substr(m_at + 1, open - std::min(open, m_at + 1))) + "\"";
            const std::size_t close = std::min(m_source.find(end, open), m_source.size());
            text = m_source.substr(std::min(open + 1, close), close - std::min(open + 1, close));
            skip(close + end.size());
        } else {
            for (skip(m_at + 1); m_at < m_source.size() && m_source[m_at] != '"'; skip(m_at + 1)) {
                if (m_source[m_at] == '\\') skip(m_at + 1);
                if (m_at < m_source.size()) text += m_source[m_at];
            }
            skip(m_at + 1);
        }
        if (m_adjacent && !m_found.literals.empty())
            m_found.literals.back().text += text;
        else
            m_found.literals.push_back({line, text});
        m_adjacent = true;
        m_prefix = false;
    }

    void character() {
        for (skip(m_at + 1); m_at < m_source.size() && m_source[m_at] != '\''; skip(m_at + 1))
            if (m_source[m_at] == '\\') skip(m_at + 1);
        skip(m_at + 1);
        m_adjacent = m_prefix = false;
    }

    std::string_view m_source;
    SourceText m_found;
    std::size_t m_at = 0;
    int m_line = 1;
    bool m_adjacent = false;  ///< Only blanks and comments since the last string: the compiler joins the two.
    bool m_prefix = false;    ///< The last character may be the prefix of a literal (u8, L, R).
};

}  // namespace

SourceText scanSource(std::string_view source) {
    return Scanner(source).run();
}

}  // namespace vitrine::structure

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/filter.h"

#include <cctype>
#include <charconv>

#include "core/store/run_field.h"

namespace vitrine {
namespace {

constexpr std::size_t kMaxLength = 20'000, kMaxNodes = 400, kMaxList = 1000;
constexpr int kMaxDepth = 60;

using Node = std::unique_ptr<FilterNode>;

/// Recursive descent over the text; every failure names the column (from 1) and what was expected there.
class FilterParser {
public:
    explicit FilterParser(const std::string& text) : m_text(text) {}

    Result<Node> parse() {
        if (m_text.size() > kMaxLength) return tooLarge("it is longer than 20,000 characters");
        VITRINE_TRY(Node node, either(0));
        skipSpace();
        if (m_at < m_text.size()) return expected("\"and\", \"or\" or the end");
        return node;
    }

private:
    Result<Node> either(int depth) {
        return chain(depth, "or", FilterNode::Kind::Or, [this](int next) { return both(next); });
    }
    Result<Node> both(int depth) {
        return chain(depth, "and", FilterNode::Kind::And, [this](int next) { return negated(next); });
    }

    template <class Operand>
    Result<Node> chain(int depth, const char* word, FilterNode::Kind kind, Operand operand) {
        VITRINE_TRY(Node first, operand(depth));
        if (!atWord(word)) return first;
        VITRINE_TRY(Node node, make(kind));
        node->children.push_back(std::move(first));
        while (takeWord(word)) {
            VITRINE_TRY(Node next, operand(depth));
            node->children.push_back(std::move(next));
        }
        return node;
    }

    Result<Node> negated(int depth) {
        if (depth > kMaxDepth) return tooLarge("it is nested too deep");
        if (takeWord("not")) {
            VITRINE_TRY(Node node, make(FilterNode::Kind::Not));
            VITRINE_TRY(Node child, negated(depth + 1));
            node->children.push_back(std::move(child));
            return node;
        }
        if (!takeSign("(")) return comparison();
        VITRINE_TRY(Node node, either(depth + 1));
        if (!takeSign(")")) return expected("\")\"");
        return node;
    }

    Result<Node> comparison() {
        VITRINE_TRY(Node node, make(FilterNode::Kind::Compare));
        skipSpace();
        const std::size_t fieldAt = m_at;
        VITRINE_TRY(node->field, fieldText());
        const Result<store::RunField> field = store::runField(node->field);
        if (!field.ok()) return failAt(fieldAt, field.error().why + " (" + node->field + ")", field.error().next);
        VITRINE_TRY(node->op, operatorText());
        skipSpace();
        const std::size_t valueAt = m_at;
        VITRINE_TRY(node->values, values(node->op == "in"));
        for (const Json& value : node->values)
            if (const Result<Json> checked = store::storedValue(*field, node->op, value); !checked.ok())
                return failAt(valueAt, checked.error().why, checked.error().next);
        return node;
    }

    Result<std::vector<Json>> values(bool list) {
        std::vector<Json> result;
        if (list && !takeSign("(")) return expected("\"(\" and a list");
        do {
            VITRINE_TRY(Json one, value());
            result.push_back(std::move(one));
            if (result.size() > kMaxList) return tooLarge("a list has more than 1,000 values");
        } while (list && takeSign(","));
        if (list && !takeSign(")")) return expected("\",\" or \")\"");
        return result;
    }

    Result<std::string> fieldText() {
        const std::size_t start = m_at;
        while (m_at < m_text.size()) {
            const unsigned char c = static_cast<unsigned char>(m_text[m_at]);
            if (c == '`') {
                const std::size_t end = m_text.find('`', m_at + 1);
                if (end == std::string::npos) return failAt(m_at, "the back quote is not closed", "Close it.");
                m_at = end + 1;
            } else if (std::isalnum(c) || c == '_' || c == '.') {
                ++m_at;
            } else if ((c == '-' || c == '/') && m_at > start) {
                ++m_at;  // Ids of parameters and names of metrics have these inside.
            } else {
                break;
            }
        }
        if (m_at == start) return expected("the name of a field");
        return m_text.substr(start, m_at - start);
    }

    Result<std::string> operatorText() {
        for (const char* sign : {"==", "!=", "<=", ">=", "<", ">", "~"})
            if (takeSign(sign)) return std::string(sign);
        if (takeWord("in")) return std::string("in");
        return expected("one of == != < <= > >= ~ in");
    }

    Result<Json> value() {
        skipSpace();
        if (m_at < m_text.size() && (m_text[m_at] == '"' || m_text[m_at] == '\'')) return quoted();
        if (takeWord("true")) return Json(true);
        if (takeWord("false")) return Json(false);
        return number();
    }

    /// A backslash takes the next character as it is.
    Result<Json> quoted() {
        const std::size_t start = m_at;
        const char quote = m_text[m_at++];
        std::string text;
        for (; m_at < m_text.size() && m_text[m_at] != quote; ++m_at) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) ++m_at;
            text += m_text[m_at];
        }
        if (m_at == m_text.size()) return failAt(start, "the quote is not closed", "Close it.");
        ++m_at;
        return Json(text);
    }

    Result<Json> number() {
        const char* begin = m_text.data() + m_at;
        const char* end = m_text.data() + m_text.size();
        const char* digits = begin < end && *begin == '+' ? begin + 1 : begin;
        double real = 0;
        const auto parsed = std::from_chars(digits, end, real);
        if (parsed.ec != std::errc()) return expected("a number, a text in quotes, true or false");
        m_at += static_cast<std::size_t>(parsed.ptr - begin);
        std::int64_t whole = 0;
        std::uint64_t large = 0;
        if (const auto exact = std::from_chars(digits, parsed.ptr, whole);
            exact.ec == std::errc() && exact.ptr == parsed.ptr)
            return Json(whole);
        if (const auto exact = std::from_chars(digits, parsed.ptr, large);
            exact.ec == std::errc() && exact.ptr == parsed.ptr)
            return Json(large);
        return Json(real);
    }

    void skipSpace() {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at]))) ++m_at;
    }
    bool atWord(std::string_view word) {
        skipSpace();
        if (m_text.compare(m_at, word.size(), word) != 0) return false;
        const std::size_t after = m_at + word.size();
        return after >= m_text.size() || !(std::isalnum(static_cast<unsigned char>(m_text[after])) ||
                                           m_text[after] == '_' || m_text[after] == '.');
    }
    bool takeWord(std::string_view word) {
        if (!atWord(word)) return false;
        m_at += word.size();
        return true;
    }
    bool takeSign(std::string_view sign) {
        skipSpace();
        if (m_text.compare(m_at, sign.size(), sign) != 0) return false;
        m_at += sign.size();
        return true;
    }

    Result<Node> make(FilterNode::Kind kind) {
        if (++m_nodes > kMaxNodes) return tooLarge("it has more than 400 parts");
        auto node = std::make_unique<FilterNode>();
        node->kind = kind;
        return node;
    }

    Error failAt(std::size_t at, const std::string& why, const std::string& next) const {
        return {ErrorCode::InvalidArgument, "Cannot read the filter",
                fmt::format("column {} of \"{:.200}\"", at + 1, m_text), why, next};
    }
    Error expected(const std::string& what) {
        skipSpace();
        const std::string found = m_at < m_text.size() ? "\"" + m_text.substr(m_at, 12) + "\"" : "the end";
        return failAt(m_at, "expected " + what + ", found " + found,
                      "Example: method == \"lrp_resnet\" and metric.loss.min < 0.1.");
    }
    Error tooLarge(const std::string& why) const {
        return {ErrorCode::TooLarge, "Cannot read the filter", fmt::format("column {}", m_at + 1), why,
                "Use a shorter filter."};
    }

    const std::string& m_text;
    std::size_t m_at = 0, m_nodes = 0;
};

}  // namespace

Result<std::unique_ptr<FilterNode>> parseFilter(const std::string& text) {
    return FilterParser(text).parse();
}

}  // namespace vitrine

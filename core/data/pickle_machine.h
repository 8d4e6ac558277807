// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/data/pickle.h"
#include "core/data/read_support.h"

namespace vitrine {

/// The stack machine. Every function returns false when the pickle is refused; `m_why` says the reason.
class PickleMachine {
public:
    using Kind = PickleValue::Kind;
    PickleMachine(std::string_view bytes, const PickleLimits& limits)
        : m_bytes(bytes), m_cursor(bytes), m_limits(limits) {}

    /// Runs to STOP. On refusal `why` says the reason.
    bool run(Pickle& result, std::string& why);
    std::size_t position() const { return m_opcodeAt; }
    bool unsupported() const { return m_unsupported; }

private:
    bool step(std::uint8_t opcode);
    bool stepText(std::uint8_t opcode);
    bool stepNumber(std::uint8_t opcode);
    bool stepMemo(std::uint8_t opcode);
    bool stepContainer(std::uint8_t opcode);
    bool stepCall(std::uint8_t opcode);

    bool fail(std::string why) {
        if (m_why.empty()) m_why = std::move(why);
        return false;
    }
    bool cut() { return fail("it ends in the middle of an instruction"); }
    bool push(PickleValue value);
    bool push(Kind kind) { return pushText(kind, {}); }
    bool pushInt(Kind kind, std::int64_t integer);
    bool pushFloat(double real);
    bool pushText(Kind kind, std::string_view text);
    bool pushItems(Kind kind, std::vector<std::uint32_t> items);
    bool pushIndex(std::uint32_t index);
    bool pop(std::uint32_t& index);
    /// The values above the last mark, removed from the stack with the mark.
    bool popToMark(std::vector<std::uint32_t>& items);
    bool pushCollected(Kind kind, std::size_t count);
    bool appendTo(Kind kind, const std::vector<std::uint32_t>& items);
    bool pushGlobal(std::string_view module, std::string_view name);
    bool reduce();
    bool memoize(std::uint64_t key);
    template <class Size>
    bool pushSized();
    template <class Integer>
    bool pushFixed();
    bool pushLong(std::string_view bytes);
    bool line(std::string_view& text);

    std::string_view m_bytes;
    ByteCursor m_cursor;
    PickleLimits m_limits;
    std::vector<PickleValue> m_values;
    std::vector<std::uint32_t> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint64_t, std::uint32_t> m_memo;
    std::size_t m_opcodeAt = 0, m_itemCount = 0;
    std::string m_why;
    bool m_unsupported = false;
};

}  // namespace vitrine

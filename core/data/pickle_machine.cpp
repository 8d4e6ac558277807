// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pickle_machine.h"

#include <algorithm>
#include <bit>

namespace vitrine {
namespace {

/// What may stand behind a GLOBAL. Containers are rebuilt as data, tensors are kept as their arguments, storages stay
/// names.
enum class Role { Refused, Dict, List, Tensor, Parameter, PassTuple, Name };

Role roleOf(std::string_view module, std::string_view name) {
    struct Allowed {
        std::string_view module, name;
        Role role;
    };
    static constexpr Allowed kAllowed[] = {
        {"collections", "OrderedDict", Role::Dict},
        {"builtins", "dict", Role::Dict},
        {"__builtin__", "dict", Role::Dict},
        {"builtins", "list", Role::List},
        {"__builtin__", "list", Role::List},
        {"builtins", "set", Role::List},
        {"__builtin__", "set", Role::List},
        {"torch._utils", "_rebuild_tensor", Role::Tensor},
        {"torch._utils", "_rebuild_tensor_v2", Role::Tensor},
        {"torch._utils", "_rebuild_parameter", Role::Parameter},
        {"torch", "Size", Role::PassTuple},
    };
    for (const Allowed& allowed : kAllowed)
        if (allowed.module == module && allowed.name == name) return allowed.role;
    const bool storage = module == "torch" && name.size() > 7 && name.ends_with("Storage") &&
                         std::all_of(name.begin(), name.end(), [](char c) {
                             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                         });
    return storage ? Role::Name : Role::Refused;
}

}  // namespace

bool PickleMachine::pushIndex(std::uint32_t index) {
    if (m_stack.size() >= m_limits.maxStack)
        return fail(fmt::format("more than {} values are stacked", m_limits.maxStack));
    m_stack.push_back(index);
    return true;
}

bool PickleMachine::push(PickleValue value) {
    if (m_values.size() >= m_limits.maxValues)
        return fail(fmt::format("it holds more than {} values", m_limits.maxValues));
    m_itemCount += value.items.size();
    if (m_itemCount > m_limits.maxItems)
        return fail(fmt::format("its containers hold more than {} items", m_limits.maxItems));
    m_values.push_back(std::move(value));
    return pushIndex(static_cast<std::uint32_t>(m_values.size() - 1));
}

bool PickleMachine::pushInt(Kind kind, std::int64_t integer) {
    PickleValue value;
    value.kind = kind;
    value.integer = integer;
    return push(std::move(value));
}

bool PickleMachine::pushFloat(double real) {
    PickleValue value;
    value.kind = Kind::Float;
    value.real = real;
    return push(std::move(value));
}

bool PickleMachine::pushText(Kind kind, std::string_view text) {
    PickleValue value;
    value.kind = kind;
    value.text = text;
    return push(std::move(value));
}

bool PickleMachine::pushItems(Kind kind, std::vector<std::uint32_t> items) {
    PickleValue value;
    value.kind = kind;
    value.items = std::move(items);
    return push(std::move(value));
}

bool PickleMachine::pop(std::uint32_t& index) {
    if (m_stack.empty() || (!m_marks.empty() && m_stack.size() <= m_marks.back()))
        return fail("a value is taken from an empty stack");
    index = m_stack.back();
    m_stack.pop_back();
    return true;
}

bool PickleMachine::popToMark(std::vector<std::uint32_t>& items) {
    if (m_marks.empty()) return fail("a mark is missing");
    items.assign(m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back()), m_stack.end());
    m_stack.resize(m_marks.back());
    m_marks.pop_back();
    return true;
}

bool PickleMachine::pushCollected(Kind kind, std::size_t count) {
    std::vector<std::uint32_t> items(count);
    for (std::size_t i = count; i-- > 0;)
        if (!pop(items[i])) return false;
    return pushItems(kind, std::move(items));
}

bool PickleMachine::appendTo(Kind kind, const std::vector<std::uint32_t>& items) {
    if (m_stack.empty()) return fail("items are added to nothing");
    PickleValue& target = m_values[m_stack.back()];
    if (target.kind != kind) return fail("items are added to a value that is no such container");
    if (kind == Kind::Dict && items.size() % 2) return fail("a dict gets a key without a value");
    m_itemCount += items.size();
    target.items.insert(target.items.end(), items.begin(), items.end());
    return true;
}

bool PickleMachine::pushGlobal(std::string_view module, std::string_view name) {
    if (roleOf(module, name) == Role::Refused) {
        m_unsupported = true;
        return fail(fmt::format(
            "it asks for the Python object {:.80}.{:.80}, which is no part of a plain state dict and is never executed",
            module, name));
    }
    PickleValue global;
    global.kind = Kind::Global;
    global.text = name;
    global.integer = static_cast<std::int64_t>(roleOf(module, name));
    return push(std::move(global));
}

bool PickleMachine::reduce() {
    std::uint32_t arguments = 0, callable = 0;
    if (!pop(arguments) || !pop(callable)) return false;
    const PickleValue& call = m_values[callable];
    if (call.kind != Kind::Global || m_values[arguments].kind != Kind::Tuple)
        return fail("a call of something that is no function");
    const std::vector<std::uint32_t>& items = m_values[arguments].items;
    switch (static_cast<Role>(call.integer)) {
        case Role::Dict: {
            std::vector<std::uint32_t> pairs;
            if (items.size() > 1) return fail("a dict is made from more than one argument");
            if (!items.empty() && m_values[items[0]].kind != Kind::List)
                return fail("a dict is made from something that is no list of pairs");
            for (std::size_t i = 0; !items.empty() && i < m_values[items[0]].items.size(); ++i) {
                const PickleValue& pair = m_values[m_values[items[0]].items[i]];
                if (pair.items.size() != 2) return fail("a dict is made from something that is no list of pairs");
                pairs.insert(pairs.end(), pair.items.begin(), pair.items.end());
            }
            return pushItems(Kind::Dict, std::move(pairs));
        }
        case Role::List:
            if (items.size() > 1) return fail("a list is made from more than one argument");
            return pushItems(Kind::List, items.empty() ? std::vector<std::uint32_t>{} : m_values[items[0]].items);
        case Role::Tensor:
            return pushItems(Kind::Tensor, items);
        case Role::Parameter:
            if (items.empty()) return fail("a parameter is made from nothing");
            return pushIndex(items[0]);
        case Role::PassTuple:
            if (items.size() != 1) return fail("a size is made from other than one argument");
            return pushIndex(items[0]);
        case Role::Name:
        case Role::Refused:
            break;
    }
    return fail(fmt::format("it calls {:.80}, which is no function of a plain state dict", call.text));
}

bool PickleMachine::memoize(std::uint64_t key) {
    if (m_stack.empty()) return fail("an empty stack is remembered");
    if (m_memo.size() >= m_limits.maxStack)
        return fail(fmt::format("more than {} values are remembered", m_limits.maxStack));
    m_memo[key] = m_stack.back();
    return true;
}

template <class Size>
bool PickleMachine::pushSized() {
    Size size = 0;
    std::string_view text;
    if (!m_cursor.read(size) || !m_cursor.take(size, text)) return cut();
    return pushText(Kind::Text, text);
}

template <class Integer>
bool PickleMachine::pushFixed() {
    Integer value = 0;
    return m_cursor.read(value) ? pushInt(Kind::Int, value) : cut();
}

bool PickleMachine::pushLong(std::string_view bytes) {
    if (bytes.size() > 8) return pushText(Kind::Text, bytes);
    std::uint64_t value = !bytes.empty() && (bytes.back() & 0x80) ? ~std::uint64_t{0} : 0;
    std::memcpy(&value, bytes.data(), bytes.size());
    return pushInt(Kind::Int, static_cast<std::int64_t>(value));
}

bool PickleMachine::line(std::string_view& text) {
    const std::size_t start = m_cursor.position(), end = m_bytes.find('\n', start);
    std::string_view newline;
    return end != std::string_view::npos && m_cursor.take(end - start, text) && m_cursor.take(1, newline);
}

bool PickleMachine::stepText(std::uint8_t opcode) {
    switch (opcode) {
        case 'X':
        case 'T':
        case 'B':
            return pushSized<std::uint32_t>();
        case 0x8c:
        case 'U':
        case 'C':
            return pushSized<std::uint8_t>();
        default:
            return pushSized<std::uint64_t>();  // 0x8d BINUNICODE8, 0x8e BINBYTES8
    }
}

bool PickleMachine::stepNumber(std::uint8_t opcode) {
    switch (opcode) {
        case 'N':
            return push(Kind::None);
        case 0x88:
            return pushInt(Kind::Bool, 1);
        case 0x89:
            return pushInt(Kind::Bool, 0);
        case 'J':
            return pushFixed<std::int32_t>();
        case 'K':
            return pushFixed<std::uint8_t>();
        case 'M':
            return pushFixed<std::uint16_t>();
        case 0x8a: {
            std::uint8_t size = 0;
            std::string_view bytes;
            return m_cursor.read(size) && m_cursor.take(size, bytes) ? pushLong(bytes) : cut();
        }
        default: {  // 'G': a big-endian double
            std::uint64_t bits = 0;
            return m_cursor.read(bits) ? pushFloat(std::bit_cast<double>(__builtin_bswap64(bits))) : cut();
        }
    }
}

bool PickleMachine::stepMemo(std::uint8_t opcode) {
    std::uint8_t small = 0;
    std::uint32_t large = 0;
    std::uint64_t key = m_memo.size();
    if (opcode == 'q' || opcode == 'h') {
        if (!m_cursor.read(small)) return cut();
        key = small;
    } else if (opcode != 0x94) {
        if (!m_cursor.read(large)) return cut();
        key = large;
    }
    if (opcode != 'h' && opcode != 'j') return memoize(key);
    const auto found = m_memo.find(key);
    return found == m_memo.end() ? fail(fmt::format("value {} is asked for before it is there", key))
                                 : pushIndex(found->second);
}

bool PickleMachine::stepContainer(std::uint8_t opcode) {
    std::vector<std::uint32_t> items;
    std::uint32_t key = 0, value = 0;
    switch (opcode) {
        case '(':
            if (m_marks.size() >= m_limits.maxStack) return fail("too many marks");
            m_marks.push_back(m_stack.size());
            return true;
        case '}':
            return push(Kind::Dict);
        case ']':
        case 0x8f:
            return push(Kind::List);
        case ')':
            return push(Kind::Tuple);
        case 't':
            return popToMark(items) && pushItems(Kind::Tuple, std::move(items));
        case 'l':
            return popToMark(items) && pushItems(Kind::List, std::move(items));
        case 'd':
            if (!popToMark(items)) return false;
            return items.size() % 2 ? fail("a dict gets a key without a value")
                                    : pushItems(Kind::Dict, std::move(items));
        case 0x85:
        case 0x86:
        case 0x87:
            return pushCollected(Kind::Tuple, opcode - 0x84u);
        case 's':
            return pop(value) && pop(key) && appendTo(Kind::Dict, {key, value});
        case 'u':
            return popToMark(items) && appendTo(Kind::Dict, items);
        case 'a':
            return pop(value) && appendTo(Kind::List, {value});
        default:
            return popToMark(items) && appendTo(Kind::List, items);  // 'e' APPENDS, 0x90 ADDITEMS
    }
}

bool PickleMachine::stepCall(std::uint8_t opcode) {
    std::string_view module, name;
    std::uint32_t value = 0, other = 0;
    switch (opcode) {
        case 'c':
            return line(module) && line(name) ? pushGlobal(module, name) : cut();
        case 0x93:
            if (!pop(value) || !pop(other)) return false;
            if (m_values[value].kind != Kind::Text || m_values[other].kind != Kind::Text)
                return fail("the name of a Python object is no text");
            return pushGlobal(m_values[other].text, m_values[value].text);
        case 'R':
            return reduce();
        case 'Q':
            return pushCollected(Kind::Persistent, 1);
        default:  // 'b' BUILD: attributes of an ordered dict (PyTorch's _metadata) say nothing about tensors
            if (!pop(value) || m_stack.empty()) return fail("attributes are set on nothing");
            return m_values[m_stack.back()].kind == Kind::Dict || fail("attributes are set on a value that is no dict");
    }
}

bool PickleMachine::step(std::uint8_t opcode) {
    // The opcodes of pickletools, by what they do; the two that only frame others carry 1 and 8 bytes.
    constexpr std::string_view kTexts = "XTBUC\x8c\x8d\x8e", kNumbers = "N\x88\x89JKM\x8aG", kMemo = "qrhj\x94";
    constexpr std::string_view kContainers = "(}])tld\x85\x86\x87suae\x8f\x90", kCalls = "c\x93RQb";
    constexpr std::uint8_t kProto = 0x80, kFrame = 0x95;
    const auto isOneOf = [&](std::string_view group) { return group.find(static_cast<char>(opcode)) != group.npos; };
    std::string_view skipped;
    if (opcode == kProto || opcode == kFrame) return m_cursor.take(opcode == kProto ? 1 : 8, skipped) || cut();
    if (isOneOf(kTexts)) return stepText(opcode);
    if (isOneOf(kNumbers)) return stepNumber(opcode);
    if (isOneOf(kMemo)) return stepMemo(opcode);
    if (isOneOf(kContainers)) return stepContainer(opcode);
    if (isOneOf(kCalls)) return stepCall(opcode);
    m_unsupported = true;
    return fail(fmt::format("instruction 0x{:02x} is no part of a plain state dict and is never executed", opcode));
}

bool PickleMachine::run(Pickle& result, std::string& why) {
    for (;;) {
        m_opcodeAt = m_cursor.position();
        std::uint8_t opcode = 0;
        bool good = m_cursor.read(opcode) || cut();
        if (good && opcode == '.') {
            good = pop(result.root);
            result.values = std::move(m_values);
            result.consumed = m_cursor.position();
            why = m_why;
            return good;
        }
        if (!good || !step(opcode)) {
            why = m_why;
            return false;
        }
    }
}

}  // namespace vitrine

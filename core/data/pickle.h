// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace vitrine {

/// A value of a pickle. Values refer to each other by index into `Pickle::values`, so neither cycles nor depth can
/// hurt.
struct PickleValue {
    enum class Kind : std::uint8_t {
        None,
        Bool,
        Int,
        Float,
        Text,  ///< `text`; also byte strings and integers over 64 bits (their little-endian bytes).
        Tuple,
        List,        ///< `items`
        Dict,        ///< `items`: key, value, key, value ...
        Global,      ///< `text`: the name of an allowed Python object, without its module.
        Persistent,  ///< `items[0]`: the id, a storage of PyTorch.
        Tensor       ///< `items`: the arguments of torch._utils._rebuild_tensor_v2.
    };
    Kind kind = Kind::None;
    std::int64_t integer = 0;  ///< Int, Bool
    double real = 0;           ///< Float
    std::string_view text;     ///< Points into the bytes that were parsed.
    std::vector<std::uint32_t> items;
};

/// A parsed pickle; the parsed bytes must outlive it.
struct Pickle {
    std::vector<PickleValue> values;
    std::uint32_t root = 0;
    std::size_t consumed = 0;  ///< Bytes up to and with STOP.

    const PickleValue& rootValue() const { return values[root]; }
    const PickleValue& item(const PickleValue& owner, std::size_t i) const { return values[owner.items[i]]; }
    /// The value of a text key of a dict, or nullptr.
    const PickleValue* get(const PickleValue& dict, std::string_view key) const;
};

/// Caps of the machine; the defaults hold every state dict in use and keep the memory under about 250 MB.
struct PickleLimits {
    std::size_t maxValues = 2'000'000;
    std::size_t maxStack = 1'000'000;  ///< Also of marks (depth) and of the memo.
    std::size_t maxItems = 8'000'000;  ///< References from containers to values.
};

/// Reads a pickle (protocols 2 to 5) as plain data. A pickle is a program that Python runs; this machine runs none of
/// it: it knows containers, numbers, texts and the few names that PyTorch writes for tensors, and refuses every other
/// name by saying it. `object` names the bytes in errors, which carry the byte offset. Source: CPython's
/// Lib/pickletools.py (opcodes); PyTorch's serialization for the names.
Result<Pickle> readPickle(std::string_view bytes, const std::string& object, const PickleLimits& limits = {});

}  // namespace vitrine

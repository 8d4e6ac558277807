// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace vitrine {

enum class DType : std::uint8_t { Bool, U8, I8, U16, I16, U32, I32, U64, I64, F16, BF16, F32, F64, C64 };

std::size_t itemSize(DType dtype);
/// "f32", "i64", ...: the name used in protocols and files of ours.
const char* name(DType dtype);
Result<DType> dtypeFromName(std::string_view name);

template <class T>
struct DTypeOf;
template <> struct DTypeOf<bool> { static constexpr DType value = DType::Bool; };
template <> struct DTypeOf<std::uint8_t> { static constexpr DType value = DType::U8; };
template <> struct DTypeOf<std::int8_t> { static constexpr DType value = DType::I8; };
template <> struct DTypeOf<std::uint16_t> { static constexpr DType value = DType::U16; };
template <> struct DTypeOf<std::int16_t> { static constexpr DType value = DType::I16; };
template <> struct DTypeOf<std::uint32_t> { static constexpr DType value = DType::U32; };
template <> struct DTypeOf<std::int32_t> { static constexpr DType value = DType::I32; };
template <> struct DTypeOf<std::uint64_t> { static constexpr DType value = DType::U64; };
template <> struct DTypeOf<std::int64_t> { static constexpr DType value = DType::I64; };
template <> struct DTypeOf<float> { static constexpr DType value = DType::F32; };
template <> struct DTypeOf<double> { static constexpr DType value = DType::F64; };

/// What crosses every border of the program: an n-d array, C-contiguous, with dtype, shape, axis names and unit. Copies share
/// the bytes (a view costs nothing); whoever writes must own them alone. A rank-0 array holds one element.
class Array {
public:
    Array() = default;

    /// Zero-filled. A negative or overflowing shape is our own bug (assert); check foreign shapes with `checkedBytes` first.
    static Array zeros(DType dtype, std::vector<std::int64_t> shape);
    /// Shares `bytes` that `owner` keeps alive (a mapped file, a tensor's storage).
    static Array wrap(DType dtype, std::vector<std::int64_t> shape, std::shared_ptr<void> owner, void* bytes);
    template <class T>
    static Array of(std::span<const T> values, std::vector<std::int64_t> shape);
    template <class T>
    static Array of(const std::vector<T>& values) {
        return of<T>(std::span<const T>(values), {static_cast<std::int64_t>(values.size())});
    }

    DType dtype() const { return m_dtype; }
    const std::vector<std::int64_t>& shape() const { return m_shape; }
    std::int64_t dim(std::size_t axis) const { return m_shape.at(axis); }
    std::size_t rank() const { return m_shape.size(); }
    std::int64_t count() const;
    std::size_t byteSize() const { return static_cast<std::size_t>(count()) * itemSize(m_dtype); }
    bool empty() const { return m_data == nullptr || count() == 0; }

    const void* bytes() const { return m_data; }
    void* mutableBytes() { return m_data; }
    const std::shared_ptr<void>& owner() const { return m_owner; }

    /// Elements as T; T must be the dtype (assert).
    template <class T>
    std::span<const T> values() const;
    template <class T>
    std::span<T> mutableValues();

    /// The same bytes under another shape of equal count.
    Result<Array> reshaped(std::vector<std::int64_t> shape) const;
    /// Converted copy (F16/BF16 and integers through double-precision rules); same dtype shares the bytes. Complex is refused.
    Result<Array> as(DType dtype) const;
    /// Element i of the first axis, sharing the bytes.
    Array row(std::int64_t i) const;

    std::vector<std::string> axes;  ///< Name of each axis, or empty.
    std::string unit;               ///< Physical unit of the values, or empty.

    std::string describe() const;  ///< "f32 [100, 3, 32, 32]"

private:
    DType m_dtype = DType::F32;
    std::vector<std::int64_t> m_shape{0};
    std::shared_ptr<void> m_owner;
    void* m_data = nullptr;
};

/// Arrays by name, in the order of names: weights, checkpoints, npz archives, messages.
using NamedArrays = std::map<std::string, Array>;

/// Bytes of an array of that shape, or an error for negative sizes and overflow: the first check on every foreign header.
Result<std::size_t> checkedBytes(DType dtype, const std::vector<std::int64_t>& shape, const std::string& object);

float halfToFloat(std::uint16_t bits);
std::uint16_t floatToHalf(float value);
float bfloatToFloat(std::uint16_t bits);

namespace detail {
[[noreturn]] void arrayTypeMismatch(DType asked, DType held);
}

template <class T>
std::span<const T> Array::values() const {
    if (DTypeOf<T>::value != m_dtype) detail::arrayTypeMismatch(DTypeOf<T>::value, m_dtype);
    return {static_cast<const T*>(m_data), static_cast<std::size_t>(m_data ? count() : 0)};
}

template <class T>
std::span<T> Array::mutableValues() {
    if (DTypeOf<T>::value != m_dtype) detail::arrayTypeMismatch(DTypeOf<T>::value, m_dtype);
    return {static_cast<T*>(m_data), static_cast<std::size_t>(m_data ? count() : 0)};
}

template <class T>
Array Array::of(std::span<const T> values, std::vector<std::int64_t> shape) {
    Array array = zeros(DTypeOf<T>::value, std::move(shape));
    std::copy(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(array.count()), static_cast<T*>(array.m_data));
    return array;
}

}  // namespace vitrine

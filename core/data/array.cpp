// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/array.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "core/base/log.h"

namespace vitrine {
namespace {

struct DTypeInfo {
    const char* name;
    std::size_t size;
};

constexpr DTypeInfo kDTypes[] = {{"bool", 1}, {"u8", 1},  {"i8", 1},  {"u16", 2}, {"i16", 2},  {"u32", 4}, {"i32", 4},
                                 {"u64", 8},  {"i64", 8}, {"f16", 2}, {"bf16", 2}, {"f32", 4}, {"f64", 8}, {"c64", 8}};

/// Calls `visit(T{})` with the storage type of a real dtype.
template <class Visit>
void dispatch(DType dtype, Visit visit) {
    switch (dtype) {
        case DType::Bool:
        case DType::U8: return visit(std::uint8_t{});
        case DType::I8: return visit(std::int8_t{});
        case DType::U16: return visit(std::uint16_t{});
        case DType::I16: return visit(std::int16_t{});
        case DType::U32: return visit(std::uint32_t{});
        case DType::I32: return visit(std::int32_t{});
        case DType::U64: return visit(std::uint64_t{});
        case DType::I64: return visit(std::int64_t{});
        case DType::F32: return visit(float{});
        case DType::F64: return visit(double{});
        case DType::F16:
        case DType::BF16:
        case DType::C64: return;
    }
}

/// A double as T with defined results for NaN and out-of-range values (a plain cast would be undefined behaviour).
template <class T>
T saturate(double value) {
    if constexpr (std::is_floating_point_v<T>) {
        return static_cast<T>(value);
    } else {
        if (value != value) return T{0};
        if (value <= static_cast<double>(std::numeric_limits<T>::lowest())) return std::numeric_limits<T>::lowest();
        if (value >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
        return static_cast<T>(value);
    }
}

/// Rounds to nearest even; a NaN stays one whatever its payload.
std::uint16_t floatToBfloat(float value) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    if (value != value) return static_cast<std::uint16_t>(bits >> 16 | 0x40);
    return static_cast<std::uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

template <class From, class To>
void convert(const void* source, void* target, std::int64_t n) {
    const From* from = static_cast<const From*>(source);
    To* to = static_cast<To*>(target);
    for (std::int64_t i = 0; i < n; ++i) {
        if constexpr (std::is_integral_v<From> && std::is_integral_v<To> && sizeof(To) >= 8 && sizeof(From) >= 8) to[i] = static_cast<To>(from[i]);
        else to[i] = saturate<To>(static_cast<double>(from[i]));
    }
}

}  // namespace

std::size_t itemSize(DType dtype) { return kDTypes[static_cast<std::size_t>(dtype)].size; }
const char* name(DType dtype) { return kDTypes[static_cast<std::size_t>(dtype)].name; }

Result<DType> dtypeFromName(std::string_view wanted) {
    for (std::size_t i = 0; i < std::size(kDTypes); ++i)
        if (wanted == kDTypes[i].name) return static_cast<DType>(i);
    return Error{ErrorCode::BadFormat, "Unknown number type", std::string(wanted), "it is none of bool u8 i8 u16 i16 u32 i32 u64 i64 f16 bf16 f32 f64 c64",
                 "Convert the data to one of these."};
}

Result<std::size_t> checkedBytes(DType dtype, const std::vector<std::int64_t>& shape, const std::string& object) {
    const auto bad = [&](const std::string& why) {
        return Error{ErrorCode::BadFormat, "Impossible array shape", object, why, "The file is damaged or of another kind."};
    };
    if (shape.size() > 16) return bad(fmt::format("{} dimensions, at most 16", shape.size()));
    unsigned __int128 bytes = itemSize(dtype);
    bool zero = false;
    for (const std::int64_t size : shape) {
        if (size < 0) return bad(fmt::format("a dimension of {}", size));
        if (size == 0) zero = true;
        else bytes *= static_cast<std::uint64_t>(size);
        if (bytes > (static_cast<unsigned __int128>(1) << 62)) return bad("more than 2^62 bytes");
    }
    return zero ? std::size_t{0} : static_cast<std::size_t>(bytes);
}

std::int64_t Array::count() const {
    std::int64_t n = 1;
    for (const std::int64_t size : m_shape) {
        if (size == 0) return 0;  // also keeps huge sizes beside a zero from overflowing
        n *= size;
    }
    return n;
}

Array Array::zeros(DType dtype, std::vector<std::int64_t> shape) {
    const auto bytes = checkedBytes(dtype, shape, "array");
    if (!bytes.ok()) std::abort();
    constexpr std::size_t kAlignment = 64;
    const std::size_t rounded = (*bytes + kAlignment) / kAlignment * kAlignment;
    void* memory = std::aligned_alloc(kAlignment, rounded);
    if (!memory) throw std::bad_alloc();
    std::memset(memory, 0, rounded);
    return wrap(dtype, std::move(shape), std::shared_ptr<void>(memory, &std::free), memory);
}

Array Array::wrap(DType dtype, std::vector<std::int64_t> shape, std::shared_ptr<void> owner, void* bytes) {
    Array array;
    array.m_dtype = dtype;
    array.m_shape = std::move(shape);
    array.m_owner = std::move(owner);
    array.m_data = bytes;
    return array;
}

Result<Array> Array::reshaped(std::vector<std::int64_t> shape) const {
    VITRINE_TRY(const std::size_t bytes, checkedBytes(m_dtype, shape, describe()));
    if (bytes != byteSize())
        return Error{ErrorCode::InvalidArgument, "Cannot reshape array", describe(), fmt::format("the new shape [{}] has another count", fmt::join(shape, ", ")),
                     "Give a shape with the same number of elements."};
    Array view = *this;
    view.m_shape = std::move(shape);
    view.axes.clear();
    return view;
}

Result<Array> Array::as(DType wanted) const {
    if (wanted == m_dtype) return *this;
    if (wanted == DType::C64 || m_dtype == DType::C64)
        return Error{ErrorCode::Unsupported, "Cannot convert array", describe(), "complex numbers have no real form", "Take the magnitude or the real part first."};
    if (m_dtype == DType::F16 || m_dtype == DType::BF16) {
        Array wide = zeros(DType::F32, m_shape);
        const auto* bits = static_cast<const std::uint16_t*>(m_data);
        auto out = wide.mutableValues<float>();
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = m_dtype == DType::F16 ? halfToFloat(bits[i]) : bfloatToFloat(bits[i]);
        wide.axes = axes;
        wide.unit = unit;
        return wide.as(wanted);
    }
    Array result = zeros(wanted, m_shape);
    result.axes = axes;
    result.unit = unit;
    if (wanted == DType::F16 || wanted == DType::BF16) {
        VITRINE_TRY(const Array single, as(DType::F32));
        const auto in = single.values<float>();
        auto* bits = static_cast<std::uint16_t*>(result.m_data);
        for (std::size_t i = 0; i < in.size(); ++i) bits[i] = wanted == DType::F16 ? floatToHalf(in[i]) : floatToBfloat(in[i]);
        return result;
    }
    dispatch(m_dtype, [&](auto from) {
        using From = decltype(from);
        if (wanted == DType::Bool) {
            // Whatever is not zero is true: 0.5, -1 and 256 too.
            const auto* in = static_cast<const From*>(m_data);
            std::transform(in, in + count(), static_cast<std::uint8_t*>(result.m_data), [](From value) { return std::uint8_t{value != From{0}}; });
            return;
        }
        dispatch(wanted, [&](auto to) { convert<From, decltype(to)>(m_data, result.m_data, count()); });
    });
    return result;
}

Array Array::row(std::int64_t i) const {
    std::vector<std::int64_t> shape(m_shape.begin() + 1, m_shape.end());
    Array view = wrap(m_dtype, std::move(shape), m_owner, nullptr);
    view.m_data = static_cast<char*>(m_data) + static_cast<std::size_t>(i) * view.byteSize();
    if (axes.size() == m_shape.size()) view.axes.assign(axes.begin() + 1, axes.end());
    view.unit = unit;
    return view;
}

std::string Array::describe() const { return fmt::format("{} [{}]", name(m_dtype), fmt::join(m_shape, ", ")); }

float halfToFloat(std::uint16_t bits) {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000) << 16;
    std::uint32_t exponent = (bits >> 10) & 0x1f, mantissa = bits & 0x3ff;
    if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | (mantissa << 13));
    if (exponent == 0) {
        const float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
        return sign ? -magnitude : magnitude;
    }
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
}

std::uint16_t floatToHalf(float value) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    const std::uint16_t sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000);
    const std::uint32_t magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) return sign | 0x7e00;   // NaN
    if (magnitude >= 0x477ff000u) return sign | 0x7c00;  // rounds to infinity
    if (magnitude < 0x38800000u) {                       // subnormal or zero: let float arithmetic round
        const float rounded = std::bit_cast<float>(magnitude) + 0.5f;
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(rounded) - 0x3f000000u));
    }
    const std::uint32_t rounded = magnitude + 0xfff + ((magnitude >> 13) & 1);
    return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000u) >> 13));
}

float bfloatToFloat(std::uint16_t bits) { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); }

namespace detail {
void arrayTypeMismatch(DType asked, DType held) {
    logError("array holds {}, was read as {}", name(held), name(asked));
    std::abort();
}
}  // namespace detail

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/table_cells.h"

#include <charconv>
#include <cmath>

#include "widgets/base/text.h"

namespace vitrine {
namespace {

template <class T>
T element(const Array& numbers, std::int64_t row) {
    return static_cast<const T*>(numbers.bytes())[row];
}

bool isWhole(DType type) {
    return type != DType::F16 && type != DType::BF16 && type != DType::F32 && type != DType::F64 && type != DType::C64;
}

QString shortestText(double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return QString::fromLatin1(buffer, end - buffer);
}

QString wholeText(const Array& numbers, std::int64_t row) {
    if (numbers.dtype() == DType::U64) return QString::number(element<std::uint64_t>(numbers, row));
    if (numbers.dtype() == DType::I64) return QString::number(element<std::int64_t>(numbers, row));
    return QString::number(static_cast<qint64>(cellNumber(numbers, row)));
}

}  // namespace

double cellNumber(const Array& numbers, std::int64_t row) {
    switch (numbers.dtype()) {
        case DType::Bool: return element<bool>(numbers, row);
        case DType::U8: return element<std::uint8_t>(numbers, row);
        case DType::I8: return element<std::int8_t>(numbers, row);
        case DType::U16: return element<std::uint16_t>(numbers, row);
        case DType::I16: return element<std::int16_t>(numbers, row);
        case DType::U32: return element<std::uint32_t>(numbers, row);
        case DType::I32: return element<std::int32_t>(numbers, row);
        case DType::U64: return static_cast<double>(element<std::uint64_t>(numbers, row));
        case DType::I64: return static_cast<double>(element<std::int64_t>(numbers, row));
        case DType::F16: return halfToFloat(element<std::uint16_t>(numbers, row));
        case DType::BF16: return bfloatToFloat(element<std::uint16_t>(numbers, row));
        case DType::F32: return element<float>(numbers, row);
        case DType::F64: return element<double>(numbers, row);
        case DType::C64: return std::hypot(element<float>(numbers, 2 * row), element<float>(numbers, 2 * row + 1));
    }
    return std::nan("");
}

QString cellText(const Column& column, std::int64_t row) {
    if (!column.isNumeric()) return qs(column.texts()[std::size_t(row)]);
    if (isWhole(column.numbers().dtype())) return wholeText(column.numbers(), row);
    const double value = cellNumber(column.numbers(), row);
    if (std::isnan(value)) return {};
    return QString::number(value, 'g', 6);
}

QString cellFullText(const Column& column, std::int64_t row) {
    if (!column.isNumeric() || isWhole(column.numbers().dtype())) return cellText(column, row);
    const double value = cellNumber(column.numbers(), row);
    if (std::isnan(value)) return {};
    // A float's own digits, not those of its neighbour in double precision.
    if (column.numbers().dtype() == DType::F32) {
        char buffer[32];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(value)).ptr;
        return QString::fromLatin1(buffer, end - buffer);
    }
    return shortestText(value);
}

QString columnTitle(const Column& column) {
    return qs(column.name) + (column.unit.empty() ? QString() : " (" + qs(column.unit) + ")");
}

}  // namespace vitrine

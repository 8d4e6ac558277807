// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/salvage_rows.h"

#include <array>

#include "core/base/json.h"

namespace vitrine::store {
namespace {

enum class Table { Experiments, Names, Runs, Details, Series, Chunks, Artifacts, Log, Claims, Settings };

/// One letter a value: N the row's own id (kept as null), i integer, r number or null, t text, b blob, o integer or
/// null. Values after
/// '|' may be absent: rows written before a migration added their column.
struct Shape {
    Table table;
    std::string_view values;
};
constexpr std::array kShapes = {
    Shape{Table::Experiments, "Ntti"},
    Shape{Table::Names, "Nt"},
    Shape{Table::Runs, "Ntitttiittiiiiirttttiioitt|i"},
    Shape{Table::Details, "Nttttti|it"},
    Shape{Table::Series, "Nii"},
    Shape{Table::Chunks, "Niiirrb"},
    Shape{Table::Artifacts, "Nitttttttitii"},
    Shape{Table::Log, "Niitt"},
    Shape{Table::Claims, "Nttttiitt"},
    Shape{Table::Settings, "tti"},
};

constexpr std::int64_t kEndOfChunks = ((std::int64_t(1) << 27) - 1) << 36;  ///< See metric_chunk.id in schema.cpp.

bool fits(char letter, const RawValue& value) {
    const bool null = std::holds_alternative<std::nullptr_t>(value),
               integer = std::holds_alternative<std::int64_t>(value);
    switch (letter) {
        case 'N':
            return null;
        case 'i':
            return integer;
        case 'o':
            return integer || null;
        case 'r':
            return integer || null || std::holds_alternative<double>(value);
        case 't':
            return std::holds_alternative<std::string>(value);
        case 'b':
            return std::holds_alternative<RawBlob>(value);
        default:
            return false;
    }
}

bool fits(std::string_view shape, const RawRow& row) {
    std::size_t i = 0;
    bool optional = false;
    for (char letter : shape) {
        if (letter == '|')
            optional = true;
        else if (i == row.size())
            return optional;
        else if (!fits(letter, row[i++]))
            return false;
    }
    return i == row.size();
}

std::optional<Table> tableOf(const RawRow& row) {
    for (const Shape& shape : kShapes)
        if (fits(shape.values, row)) return shape.table;
    return std::nullopt;
}

}  // namespace

namespace {

RawValue rawOf(const Json& value) {
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (value.is_number_float()) return value.get<double>();
    if (value.is_string()) return value.get<std::string>();
    return nullptr;
}

/// Runs whose own row is lost come back from the copy beside their parameters.
void runsFromCopies(SalvagedRows& rows) {
    for (const auto& [id, details] : rows.details) {
        if (rows.runs.count(id) || details.size() < 9) continue;
        const Result<Json> copy = parseJson(textOf(details[8]), "copy of a run");
        if (!copy.ok() || !copy->is_array()) continue;
        RawRow row;
        for (const Json& value : *copy) row.push_back(rawOf(value));
        if (row.empty() || integerOf(row[0]) != id) continue;
        row[0] = nullptr;
        if (tableOf(row) == Table::Runs) rows.runs.emplace(id, std::move(row));
    }
}

}  // namespace

std::int64_t integerOf(const RawValue& value) {
    const auto* integer = std::get_if<std::int64_t>(&value);
    return integer ? *integer : 0;
}

std::string textOf(const RawValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? *text : std::string();
}

SalvagedRows collectRows(RawPages& pages) {
    SalvagedRows rows;
    pages.eachRow([&](RawPlace place, std::int64_t id, RawRow&& row) {
        const std::optional<Table> table = tableOf(row);
        if (!table) return;
        switch (*table) {
            case Table::Experiments:
                rows.experiments.emplace(id, std::move(row));
                break;
            case Table::Names:
                rows.names.emplace(id, std::move(row));
                break;
            case Table::Runs:
                rows.runs.emplace(id, std::move(row));
                break;
            case Table::Details:
                rows.details.emplace(id, std::move(row));
                break;
            case Table::Series:
                rows.series.emplace(id, std::move(row));
                break;
            case Table::Artifacts:
                rows.artifacts.emplace(id, std::move(row));
                break;
            case Table::Log:
                rows.log.emplace(id, std::move(row));
                break;
            case Table::Claims:
                rows.claims.emplace(id, std::move(row));
                break;
            case Table::Settings:
                rows.settings.emplace(textOf(row[0]), std::move(row));
                break;
            case Table::Chunks: {
                if (id < 0 || id >= kEndOfChunks) break;
                // A stale piece may lie on a page that is no longer listed as free: the longer chunk is the later one.
                SalvagedRows::Chunk& chunk = rows.chunks[id];
                if (integerOf(row[1]) > chunk.points) chunk = {place, integerOf(row[1])};
                break;
            }
        }
    });
    runsFromCopies(rows);
    return rows;
}

}  // namespace vitrine::store

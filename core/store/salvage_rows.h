// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "core/store/raw_pages.h"

namespace vitrine::store {

/// The rows of a damaged store, by table. Metric chunks stay in the file: only their places are kept.
struct SalvagedRows {
    struct Chunk {
        RawPlace place;
        std::int64_t points = 0;
    };
    std::map<std::int64_t, RawRow> experiments, names, runs, details, series, artifacts, log, claims;
    std::map<std::string, RawRow> settings;
    std::map<std::int64_t, Chunk> chunks;
};

/// Collects all rows whose shape (number and types of values) is that of one of our tables; shapes are different for
/// each table.
SalvagedRows collectRows(RawPages& pages);

std::int64_t integerOf(const RawValue& value);
std::string textOf(const RawValue& value);

}  // namespace vitrine::store

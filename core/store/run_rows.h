// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store_impl.h"

namespace vitrine::store {

/// Columns of `runRowFrom`, for "SELECT ... FROM runs r JOIN experiments e ON e.id = r.experiment".
extern const char* const kRunColumns;

/// A row of the run list from a query that selected kRunColumns first.
Result<RunRow> runRowFrom(const Query& query, const ExperimentStore::Impl& impl);
/// One row by id; NotFound when there is none. Throws.
Result<RunRow> loadRunRow(ExperimentStore::Impl& impl, const std::string& what, std::int64_t id);

/// 36 characters of [0-9a-f-]: a damaged or foreign database must not make us delete anything but run folders.
bool isUuid(const std::string& text);
/// Sorted, each tag once.
Json tagList(std::vector<std::string> tags);
/// Writes the rows that make a run's parameters and tags searchable. Throws.
void indexParameters(ExperimentStore::Impl& impl, std::int64_t run, const Json& parameters);
void indexTags(ExperimentStore::Impl& impl, std::int64_t run, const Json& tags);

}  // namespace vitrine::store

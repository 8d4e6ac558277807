// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/store/database.h"

namespace vitrine::store {

/// "VITR": marks the file as ours in its header.
inline constexpr int kApplicationId = 0x56495452;
inline constexpr int kSchemaVersion = 2;
inline constexpr int kPageSize = 4096;  ///< Of every store.

/// The statements that lead from version - 1 to `version` (1..kSchemaVersion).
const char* migrationSql(int version);

/// Columns of the table runs, in order.
extern const char* const kRunRowColumns;

/// Writes the copy of a run's row (run_details.row_copy), of one run or, for 0, of all. Throws.
void copyRunRows(Database& database, std::int64_t run);

/// The tables of the current schema, for telling a damaged one.
const std::vector<std::string>& schemaTables();

/// Version in the file; 0: a new, empty file. Fails with BadFormat when the file is somebody else's database.
Result<int> readVersion(Database& database);

/// Brings a file of any older version up to date: one exclusive transaction, after a backup `<file>.bak-<version>` of
/// everything that was there. Any number of processes may call it at once; one does the work, the others wait and find
/// it done.
Status migrate(Database& database);

/// A consistent copy of a database under a final name: complete and flushed, or not there. Others may go on writing.
Status copyDatabase(Database& source, const std::filesystem::path& target);

}  // namespace vitrine::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace vitrine {

struct SalvageReport {
    std::filesystem::path setAside;  ///< The damaged database, renamed to vitrine.db.corrupt-<time> (with its -wal and -shm).
    std::int64_t runs = 0, points = 0, artifacts = 0;
    std::vector<std::string> losses;  ///< What could not be read.
};

/// Sets a damaged database aside (never deletes it) and copies every readable row into a fresh one of the current schema. Artifact
/// folders stay where they are; artifacts whose rows were lost are found again by their run folders.
Result<SalvageReport> salvageStore(const std::filesystem::path& folder);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"

namespace vitrine {

/// Writes `<runFolder>/checkpoint-<n>/state.safetensors` and then renames `<runFolder>/checkpoint.json` into place, which names that folder
/// and holds step, values and points: a kill at any moment leaves the old checkpoint or the new one, whole. Older folders go afterwards.
Status saveCheckpoint(const std::filesystem::path& runFolder, const Checkpoint& checkpoint);

/// The last checkpoint, or nothing when the run has none. Damage is an error that names the file.
Result<std::optional<Checkpoint>> loadCheckpoint(const std::filesystem::path& runFolder);

/// Removes every trace of checkpoints: the run starts from nothing, or has finished.
Status removeCheckpoints(const std::filesystem::path& runFolder);

}  // namespace vitrine

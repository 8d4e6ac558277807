// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside app/method only: trying a panel's library where its crash does no harm.

#include <filesystem>

#include "core/base/result.h"

namespace vitrine {

/// The program that tries panels: `vitrine` beside the running one ($VITRINE_PROBE overrides); empty when it is not there.
std::filesystem::path probeProgram();

/// Loads the library in a child process, makes a panel there and deletes it; an error tells how the child ended and its last words. A child
/// that takes longer than `limitMs` is killed. ErrorCode::ProcessDied is the library's fault, any other code is not. Blocks: for a thread of its own.
Status probeInChild(const std::filesystem::path& library, int limitMs);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/base/json.h"

namespace vitrine {

/// What a run was computed with, for its record: hashes of the executable, of Vitrine's libraries and of the method's library, compiler and
/// library versions, host, processor, memory, device, threads, and the variables of the environment that change numbers.
Json describeEnvironment(const std::string& device, int threads, const std::filesystem::path& methodLibrary);

/// Threads for a run that asks for none in particular: all cores of this process.
int defaultThreads();

/// Caps the address space of this process at $VITRINE_MEMORY_LIMIT_MB (default: 90 % of the machine's memory), so that a method that asks
/// for too much fails instead of the machine. Only for runs on the processor: CUDA reserves far more addresses than memory. Returns the
/// limit in MB, or 0 when none could be set.
std::int64_t limitMemory();

}  // namespace vitrine

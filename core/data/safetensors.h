// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/data/array.h"
#include "core/data/readers.h"

namespace vitrine {

using TextMap = std::map<std::string, std::string>;

/// Reads a safetensors file; the arrays share the mapped file (no copy where the bytes are aligned). Refused: a header
/// longer than the file or 100 MB, ranges that overlap, leave a hole or do not fit their shape, negative sizes,
/// duplicate names, more than 262,144 tensors. `metadata`, when given, receives the texts of "__metadata__". Source:
/// the format section of the safetensors README.
Result<NamedArrays> readSafetensors(const std::filesystem::path& path, const ReadLimits& limits = {},
                                    TextMap* metadata = nullptr);

/// Writes arrays (and texts) in one atomic step, aligned so that a reader can map them.
Status writeSafetensors(const std::filesystem::path& path, const NamedArrays& arrays, const TextMap& metadata = {});

/// True when the bytes start like a safetensors file of that size.
bool looksLikeSafetensors(std::string_view head);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/data/array.h"
#include "core/data/readers.h"

namespace vitrine {

/// Reads a NumPy array file: bool, integers, floats, complex64, either byte order, C or Fortran order (returned in C
/// order). Objects, texts and records are refused: they need pickle. The array shares the mapped file where it can.
/// Source: numpy.lib.format, versions 1 to 3.
Result<Array> readNpy(const std::filesystem::path& path, const ReadLimits& limits = {});
Status writeNpy(const std::filesystem::path& path, const Array& array);

/// Reads a zip archive of .npy files; names without ".npy".
Result<NamedArrays> readNpz(const std::filesystem::path& path, const ReadLimits& limits = {});
/// Writes an uncompressed archive in one atomic step.
Status writeNpz(const std::filesystem::path& path, const NamedArrays& arrays);

bool looksLikeNpy(std::string_view head);

}  // namespace vitrine

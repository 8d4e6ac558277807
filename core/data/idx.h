// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/data/array.h"
#include "core/data/readers.h"

namespace vitrine {

/// Reads an IDX file (MNIST and its kin; gzip allowed): U8, I8, I16, I32, F32 or F64 of any rank.
/// Source: the format section of yann.lecun.com/exdb/mnist.
Result<Array> readIdx(const std::filesystem::path& path, const ReadLimits& limits = {});

/// True when the (unpacked) bytes start like an IDX file.
bool looksLikeIdx(std::string_view head);

}  // namespace vitrine

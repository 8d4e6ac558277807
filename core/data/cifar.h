// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/data/array.h"
#include "core/data/readers.h"

namespace vitrine {

/// Reads a binary batch of CIFAR-10 (records of 3073 bytes: label, 1024 red, 1024 green, 1024 blue) or CIFAR-100 (3074
/// bytes: coarse and fine label first), told apart by the size and by which labels are possible. Gives "images" U8 [N,
/// 3, 32, 32] and "labels" I64 [N]; for CIFAR-100 also "coarse" I64 [N]. Source: "Binary version",
/// cs.toronto.edu/~kriz/cifar.html.
Result<NamedArrays> readCifar(const std::filesystem::path& path, const ReadLimits& limits = {});

/// Reads a pack of JPEG files with labels: "JPGPACK1", uint32 N, then N times (uint8 label, uint16 length, JPEG bytes).
/// Gives "labels" I64 [N], "offsets" I64 [N+1] and "bytes" U8; image i is bytes[offsets[i] .. offsets[i+1]), still
/// packed.
Result<NamedArrays> readJpgPack(const std::filesystem::path& path, const ReadLimits& limits = {});

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/data/array.h"
#include "core/media/limits.h"

namespace vitrine {

/// Decodes a pack of pictures as its reader returns it: `offsets` I64 [N+1] into `bytes` U8 (and `labels`, unused here)
/// to U8 [N,3,H,W], axes image, channel, y, x. All pictures must have the size of the first. `count` >= 0 decodes only
/// the first ones. `name` stands for the pack in errors, which also name the picture.
Result<Array> decodeJpgPack(const NamedArrays& pack, const std::string& name, std::int64_t count = -1,
                            const MediaLimits& limits = {});

}  // namespace vitrine

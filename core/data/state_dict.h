// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/data/array.h"
#include "core/data/readers.h"

namespace vitrine {

/// Reads the tensors of a PyTorch checkpoint (.pt, .pth, .th, .ckpt, .bin), in the zip format and in the one before it,
/// without running any of its code (see `readPickle`). Nested dicts are flattened with '.'; when the top holds a dict
/// `state_dict` or `model`, that one is taken; leaves that are no tensors are ignored. Strided views become contiguous,
/// number types stay. Contiguous tensors share the mapped file. Errors name file, place and reason; a Python object
/// that is no plain data is named.
Result<NamedArrays> readStateDict(const std::filesystem::path& path, const ReadLimits& limits = {});

/// True when the bytes start like a legacy (pre-zip) PyTorch file.
bool looksLikeLegacyTorch(std::string_view head);

}  // namespace vitrine

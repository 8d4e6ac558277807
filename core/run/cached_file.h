// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/result.h"

namespace vitrine {

/// The file `<folder>/<key>`: as it is when it is there, else made once by `make(temporary path)` and renamed into place. Processes that want
/// the same file at the same time wait for the first (until `cancelled`). `key` is made of [A-Za-z0-9._-], at most 200.
Result<std::filesystem::path> cachedFile(const std::filesystem::path& folder, const std::string& key,
                                         const std::function<Status(const std::filesystem::path&)>& make,
                                         const std::function<bool()>& cancelled);

}  // namespace vitrine

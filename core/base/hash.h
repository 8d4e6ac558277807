// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vitrine {

/// Streaming SHA-256; the one hash of the program (data sets, weights, artifacts, schemas).
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void update(const void* bytes, std::size_t size);
    /// 64 lower-case hex digits. The object is spent afterwards.
    std::string finish();

private:
    void* m_context;
};

std::string sha256(std::string_view bytes);

/// Hash of a file, read in blocks; any size.
Result<std::string> sha256File(const std::filesystem::path& path);

}  // namespace vitrine

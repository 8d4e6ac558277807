// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace vitrine::store {

/// 8 MiB of disk kept in `<folder>/reserve.bin`: when the disk is full, writes that must not fail (heartbeats, the
/// final state of a run) give it up and go through, while all others wait until there is room to set it aside again.
class DiskReserve {
public:
    static constexpr std::size_t kBytes = std::size_t(8) << 20;

    explicit DiskReserve(const std::filesystem::path& folder) : m_file(folder / "reserve.bin") {}
    /// Makes sure that it is there. NoSpace when the disk has no room for it; file systems that cannot reserve are left
    /// alone.
    Status ensure() const;
    /// Gives the space back to the disk; true when there was something to give.
    bool release() const;
    const std::filesystem::path& file() const { return m_file; }

private:
    std::filesystem::path m_file;
};

}  // namespace vitrine::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace vitrine::store {

/// The lock `<folder>/vitrine.lock` that every open store shares. Who gets it alone knows that nobody else has the
/// store open: then a log left beside the database is the mark of an unclean end. It protects no data (the database
/// does that itself).
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    bool tryAlone();  ///< False when others have it, or the place knows no locks.
    void share();     ///< Waits while somebody has it alone (the check of an opening).
    void release();

private:
    int m_fd;
};

/// Name of the network file system under `folder` ("NFS"), or empty. Locks and shared memory of the log do not reach
/// other hosts there.
std::string networkFileSystem(const std::filesystem::path& folder);
/// The same from a file system's magic number (statfs(2)).
std::string networkFileSystemName(long magic);

}  // namespace vitrine::store

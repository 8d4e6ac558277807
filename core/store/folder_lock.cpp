// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <cerrno>

namespace vitrine::store {

FolderLock::FolderLock(const std::filesystem::path& folder)
    : m_fd(::open((folder / "vitrine.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {}

FolderLock::~FolderLock() {
    if (m_fd >= 0) ::close(m_fd);
}

bool FolderLock::tryAlone() {
    return m_fd >= 0 && ::flock(m_fd, LOCK_EX | LOCK_NB) == 0;
}

void FolderLock::share() {
    while (m_fd >= 0 && ::flock(m_fd, LOCK_SH) != 0 && errno == EINTR) {
    }
}

void FolderLock::release() {
    if (m_fd >= 0) (void)::flock(m_fd, LOCK_UN);
}

std::string networkFileSystemName(long magic) {
    switch (static_cast<unsigned long>(magic) & 0xffffffffUL) {
        case 0x6969:
            return "NFS";
        case 0x517B:
        case 0xFF534D42:
        case 0xFE534D42:
            return "SMB";
        case 0x5346414F:
            return "AFS";
        case 0x0BD00BD0:
            return "Lustre";
        case 0x47504653:
            return "GPFS";
        case 0x19830326:
            return "BeeGFS";
        case 0x00C36400:
            return "Ceph";
        default:
            return {};
    }
}

std::string networkFileSystem(const std::filesystem::path& folder) {
    struct statfs info {};
    return ::statfs(folder.c_str(), &info) == 0 ? networkFileSystemName(static_cast<long>(info.f_type)) : std::string();
}

}  // namespace vitrine::store

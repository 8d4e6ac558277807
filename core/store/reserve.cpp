// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/reserve.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>

#include "core/base/files.h"

namespace vitrine::store {

Status DiskReserve::ensure() const {
    struct stat info {};
    if (::stat(m_file.c_str(), &info) == 0 && std::size_t(info.st_size) >= kBytes) return {};
    const int fd = ::open(m_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    const int failed = fd < 0 ? errno : ::posix_fallocate(fd, 0, kBytes);
    if (fd >= 0) ::close(fd);
    if (failed != ENOSPC && failed != EDQUOT) return {};
    ::unlink(m_file.c_str());
    Error error = systemError("Cannot keep the reserve for final states", m_file, failed);
    error.why += ": less than 8 MiB are free";
    return error;
}

bool DiskReserve::release() const {
    return ::unlink(m_file.c_str()) == 0;
}

}  // namespace vitrine::store

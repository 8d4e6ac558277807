// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/ids.h"

namespace vitrine {
namespace {

/// A file descriptor that closes itself.
struct Descriptor {
    int fd = -1;
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

Status writeAll(int fd, std::string_view bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return systemError("Cannot write file", path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::size_t> regularFileSize(int fd, const std::filesystem::path& path) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) return systemError("Cannot read file", path, errno);
    if (!S_ISREG(info.st_mode))
        return Error{ErrorCode::InvalidArgument, "Cannot read file", path.string(), "it is not a regular file", "Give the path of a file."};
    return static_cast<std::size_t>(info.st_size);
}

}  // namespace

Error systemError(const std::string& what, const std::filesystem::path& path, int errnoValue) {
    ErrorCode code = ErrorCode::Io;
    std::string next = "Check the path and try again.";
    if (errnoValue == ENOENT || errnoValue == ENOTDIR) {
        code = ErrorCode::NotFound;
        next = "Check the spelling of the path.";
    } else if (errnoValue == ENOSPC || errnoValue == EDQUOT || errnoValue == EFBIG) {
        code = ErrorCode::NoSpace;
        next = "Free some space on that disk and try again.";
    } else if (errnoValue == EACCES || errnoValue == EPERM || errnoValue == EROFS) {
        next = "Give yourself the permission, or choose another place.";
    }
    return Error{code, what, path.string(), std::strerror(errnoValue), next};
}

Result<std::string> readText(const std::filesystem::path& path, std::size_t maxBytes) {
    Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.fd < 0) return systemError("Cannot open file", path, errno);
    VITRINE_TRY(const std::size_t size, regularFileSize(file.fd, path));
    if (size > maxBytes)
        return Error{ErrorCode::TooLarge, "Cannot read file", path.string(), fmt::format("it has {} bytes, at most {} are read", size, maxBytes),
                     "Check that this is the right file."};
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::read(file.fd, bytes.data() + done, size - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return systemError("Cannot read file", path, errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

Status writeAtomically(const std::filesystem::path& path, std::string_view bytes) {
    const std::filesystem::path temporary = path.string() + ".tmp-" + makeUuid().substr(0, 8);
    {
        Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)};
        if (file.fd < 0) return systemError("Cannot create file", path, errno);
        Status status = writeAll(file.fd, bytes, path);
        if (status.ok() && ::fsync(file.fd) != 0) status = systemError("Cannot flush file", path, errno);
        if (!status.ok()) {
            ::unlink(temporary.c_str());
            return status;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        Error error = systemError("Cannot replace file", path, errno);
        ::unlink(temporary.c_str());
        return error;
    }
    return {};
}

Status makeFolder(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return systemError("Cannot create folder", path, error.value());
    return {};
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.fd < 0) return systemError("Cannot open file", path, errno);
    VITRINE_TRY(const std::size_t size, regularFileSize(file.fd, path));
    MappedFile mapped;
    mapped.m_size = size;
    if (size > 0) {
        void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.fd, 0);
        if (address == MAP_FAILED) return systemError("Cannot map file", path, errno);
        mapped.m_data = static_cast<const std::uint8_t*>(address);
    }
    return mapped;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

MappedFile::~MappedFile() {
    if (m_data) ::munmap(const_cast<std::uint8_t*>(m_data), m_size);
}

TemporaryFolder::TemporaryFolder() {
    m_path = std::filesystem::temp_directory_path() / ("vitrine-" + makeUuid().substr(0, 13));
    std::filesystem::create_directories(m_path);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

}  // namespace vitrine

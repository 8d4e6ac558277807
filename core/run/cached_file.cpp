// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/cached_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/run/run_context.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

bool isSafeKey(const std::string& key) {
    const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return !key.empty() && key.size() <= 200 && key.front() != '.' && key.find_first_not_of(plain) == std::string::npos;
}

/// A lock between processes; given back with the object, or by the system when the process dies.
class MakerLock {
public:
    ~MakerLock() {
        if (m_fd >= 0) ::close(m_fd);
    }
    Status take(const fs::path& file, const std::function<bool()>& cancelled) {
        m_fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (m_fd < 0) return systemError("Cannot lock cached file", file, errno);
        while (::flock(m_fd, LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK && errno != EINTR) return systemError("Cannot lock cached file", file, errno);
            if (cancelled && cancelled()) return cancelledError();
            ::usleep(50'000);
        }
        return {};
    }

private:
    int m_fd = -1;
};

}  // namespace

Result<fs::path> cachedFile(const fs::path& folder, const std::string& key, const std::function<Status(const fs::path&)>& make,
                            const std::function<bool()>& cancelled) {
    if (!isSafeKey(key))
        return Error{ErrorCode::InvalidArgument, "Cannot cache a file", fmt::format("\"{:.60}\"", key), "its key may hold letters, digits, '.', '_' and '-' only",
                     "Report this to the plugin's author."};
    const fs::path file = folder / key;
    std::error_code error;
    if (fs::exists(file, error)) return file;
    VITRINE_CHECK(makeFolder(folder));
    MakerLock lock;
    VITRINE_CHECK(lock.take(folder / ("." + key + ".lock"), cancelled));
    if (fs::exists(file, error)) return file;
    const fs::path temporary = folder / ("." + key + ".part");
    fs::remove_all(temporary, error);
    VITRINE_CHECK(make(temporary));
    if (::rename(temporary.c_str(), file.c_str()) != 0) return systemError("Cannot keep cached file", file, errno);
    return file;
}

}  // namespace vitrine

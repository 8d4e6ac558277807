// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/session_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "core/base/files.h"
#include "core/base/log.h"
#include "core/base/process.h"
#include "core/store/records.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr auto kSignOfLife = std::chrono::seconds(60);

/// Keeps two starts of this host apart for the moment of looking and writing; gone with its descriptor, so never stale.
class Turn {
public:
    explicit Turn(const fs::path& file) : m_descriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
        if (m_descriptor >= 0) ::flock(m_descriptor, LOCK_EX);
    }
    ~Turn() {
        if (m_descriptor >= 0) ::close(m_descriptor);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool valid() const { return m_descriptor >= 0; }

private:
    int m_descriptor;
};

Json ownIdentity(const std::string& server) {
    const WorkerIdentity self = WorkerIdentity::ofThisProcess();
    return {{"pid", self.pid}, {"start", self.startTime}, {"host", self.host}, {"boot", self.bootId}, {"server", server}};
}

}  // namespace

bool SessionLock::isAlive(const Json& holder) const {
    if (stringOr(holder, "host") != hostName()) {
        std::error_code error;
        const auto touched = fs::last_write_time(m_file, error);
        return !error && fs::file_time_type::clock::now() - touched < kSignOfLife;
    }
    if (stringOr(holder, "boot") != bootId()) return false;
    const Json start = holder.value("start", Json(0));
    return processAlive(static_cast<int>(numberOr(holder, "pid", 0)), start.is_number_unsigned() ? start.get<std::uint64_t>() : 0);
}

bool SessionLock::acquire() {
    if (m_held) return true;
    if (const Status made = makeFolder(m_file.parent_path()); !made.ok()) return false;
    const Turn turn(m_file.string() + ".turn");
    if (!turn.valid()) return false;
    std::error_code error;
    if (fs::exists(m_file, error)) {
        const Result<Json> holder = readJsonFile(m_file, 1 << 16);
        m_holder = holder.ok() && holder->is_object() ? *holder : Json::object();
        if (!m_holder.empty() && isAlive(m_holder)) return false;
        if (!m_holder.empty()) logInfo("the session lock of process {} is stale and taken over", m_holder.value("pid", Json(0)).dump());
    }
    m_held = writeAtomically(m_file, dumpJson(ownIdentity(m_server))).ok();
    return m_held;
}

void SessionLock::refresh() const {
    if (m_held) ::utimensat(AT_FDCWD, m_file.c_str(), nullptr, 0);
}

void SessionLock::release() {
    if (!m_held) return;
    m_held = false;
    const Turn turn(m_file.string() + ".turn");
    std::error_code error;
    fs::remove(m_file, error);
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/base/json.h"

namespace vitrine {

/// The right to write the session of a state folder: a lock file with pid, start time, host, and boot id. The lock of a process that is
/// gone (same host: by pid and start time; an earlier boot; another host: no sign of life for 60 s) is taken over. Never waits.
class SessionLock {
public:
    explicit SessionLock(std::filesystem::path file, std::string server = {}) : m_file(std::move(file)), m_server(std::move(server)) {}
    ~SessionLock() { release(); }
    SessionLock(const SessionLock&) = delete;
    SessionLock& operator=(const SessionLock&) = delete;

    /// True when this process now holds it. False: somebody else does (`holder` tells who), or the folder cannot be written.
    bool acquire();
    void release();
    void refresh() const;  ///< A sign of life, for windows on other hosts that share the folder.
    bool held() const { return m_held; }
    const Json& holder() const { return m_holder; }

private:
    bool isAlive(const Json& holder) const;
    std::filesystem::path m_file;
    std::string m_server;  ///< Where the holder listens for second starts.
    bool m_held = false;
    Json m_holder;
};

}  // namespace vitrine

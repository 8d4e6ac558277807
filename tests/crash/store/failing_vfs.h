// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

namespace vitrine::testing {

/// What the disk under the database does wrong. Counts writes, syncs, truncations and opens of all database files of
/// this process.
struct DiskFault {
    int errnoValue = 0;             ///< EIO or ENOSPC; 0: the disk is fine.
    int failAt = 0;                 ///< The operation (from 1) that fails.
    bool once = true;               ///< Or it and all that follow.
    std::function<bool()> stillOn;  ///< When set: fails while it says so.
    int operations = 0, failures = 0;
};

/// The fault of this process.
DiskFault& diskFault();

/// Puts a file system layer between the database library and the system's for the lifetime of the object.
class FailingVfs {
public:
    FailingVfs();
    ~FailingVfs();
};

}  // namespace vitrine::testing

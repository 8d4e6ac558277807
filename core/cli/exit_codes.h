// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/result.h"

namespace vitrine {

/// The exit statuses of vitrine-cli: scripts rely on them, so they never change their meaning.
enum ExitStatus : int {
    kExitOk = 0,
    kExitFailed = 1,      ///< A run or claim failed, or two runs that should be equal differ.
    kExitUsage = 2,       ///< The command line makes no sense.
    kExitNotFound = 3,    ///< No such method, run, file or data set.
    kExitBadInput = 4,    ///< A file that is not what it should be.
    kExitStore = 5,       ///< The store is damaged, busy, or of a newer version.
    kExitDevice = 6,      ///< The GPU is absent or broke.
    kExitSystem = 7,      ///< The disk is full, or the system refused a read or write.
    kExitInternal = 70,   ///< A bug in Vitrine.
    kExitCancelled = 130  ///< Stopped by Ctrl-C or a cancel.
};

/// The one table from the kind of an error to the status that vitrine-cli ends with.
int exitStatus(ErrorCode code);

/// The table for people, as printed below --help.
std::string exitStatusHelp();

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/exit_codes.h"

namespace vitrine {

int exitStatus(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument:
            return kExitUsage;
        case ErrorCode::NotFound:
            return kExitNotFound;
        case ErrorCode::BadFormat:
        case ErrorCode::TooLarge:
        case ErrorCode::Unsupported:
            return kExitBadInput;
        case ErrorCode::Busy:
        case ErrorCode::Conflict:
        case ErrorCode::Corrupt:
            return kExitStore;
        case ErrorCode::DeviceFailed:
            return kExitDevice;
        case ErrorCode::Io:
        case ErrorCode::NoSpace:
            return kExitSystem;
        case ErrorCode::Cancelled:
            return kExitCancelled;
        case ErrorCode::MethodFailed:
        case ErrorCode::ProcessDied:
            return kExitFailed;
        case ErrorCode::Internal:
            return kExitInternal;
    }
    return kExitInternal;
}

std::string exitStatusHelp() {
    return "Exit status:\n"
           "    0  done\n"
           "    1  the run or claim failed, or runs that should be equal differ\n"
           "    2  the command line makes no sense\n"
           "    3  no such method, run, file or data set\n"
           "    4  a file is damaged or of the wrong kind\n"
           "    5  the store is damaged, busy, or of a newer version\n"
           "    6  the GPU is absent or broke\n"
           "    7  the disk is full, or the system refused a read or write\n"
           "   70  a bug in Vitrine\n"
           "  130  cancelled\n";
}

}  // namespace vitrine

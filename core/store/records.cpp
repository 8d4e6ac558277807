// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/records.h"

#include <unistd.h>
#include <array>

#include "core/base/process.h"

namespace vitrine {
namespace {

constexpr std::array kStates = {RunState::Queued,   RunState::Running, RunState::Cancelling, RunState::Cancelled,
                                RunState::Finished, RunState::Failed,  RunState::Interrupted};

}  // namespace

const char* name(RunState state) {
    switch (state) {
        case RunState::Queued:
            return "queued";
        case RunState::Running:
            return "running";
        case RunState::Cancelling:
            return "cancelling";
        case RunState::Cancelled:
            return "cancelled";
        case RunState::Finished:
            return "finished";
        case RunState::Failed:
            return "failed";
        case RunState::Interrupted:
            return "interrupted";
    }
    return "queued";
}

Result<RunState> runStateFromName(const std::string& text) {
    for (RunState state : kStates)
        if (text == name(state)) return state;
    return Error{ErrorCode::InvalidArgument, "Cannot read a run state", "\"" + text + "\"", "there is no such state",
                 "Use queued, running, cancelling, cancelled, finished, failed or interrupted."};
}

bool isEnded(RunState state) {
    return state != RunState::Queued && state != RunState::Running && state != RunState::Cancelling;
}

WorkerIdentity WorkerIdentity::ofThisProcess() {
    const int pid = static_cast<int>(::getpid());
    return {hostName(), vitrine::bootId(), pid, processStartTime(pid)};
}

}  // namespace vitrine

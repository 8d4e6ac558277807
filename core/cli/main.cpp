// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

#include "core/base/crash_report.h"
#include "core/cli/command_line.h"

namespace {

/// OpenMP's threads spin while they wait for each other; beside another busy process that costs several times the work
/// itself (a smoke run of lrp_resnet beside a compiler: 28 s of processor time, 4 s when they sleep). OpenMP reads its
/// environment when it is loaded, which is before main (FFmpeg brings it): programs that compute start themselves anew.
void letComputeThreadsSleep(int count, char** values) {
    const std::string_view command = count > 1 ? values[1] : "";
    if ((command != "worker" && command != "serve") || std::getenv("OMP_WAIT_POLICY")) return;
    ::setenv("OMP_WAIT_POLICY", "passive", 1);
    ::execv("/proc/self/exe", values);  // Returns only when it failed: then the threads spin, and nothing else changes.
}

}  // namespace

int main(int count, char** values) {
    letComputeThreadsSleep(count, values);
    vitrine::installCrashReport({"vitrine-cli", {}, {}});
    std::signal(SIGPIPE, SIG_IGN);  // `| head` must not end a run half-way; Output notices it.
    return vitrine::runCommandLine({values + 1, values + count});
}

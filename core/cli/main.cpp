// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include "core/cli/command_line.h"

int main(int count, char** values) {
    std::signal(SIGPIPE, SIG_IGN);  // `| head` must not end a run half-way; Output notices it.
    return vitrine::runCommandLine({values + 1, values + count});
}

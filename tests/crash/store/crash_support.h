// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/wait.h>
#include <unistd.h>
#include <cstdlib>
#include <functional>

#include "tests/core/store/store_fixture.h"

namespace vitrine::testing {

/// Temporary folders in memory where there is a gigabyte of it: these tests flush thousands of times, and what a disk
/// does wrong they make up themselves. TMPDIR overrides it.
inline const bool kTemporaryInMemory = [] {
    std::error_code error;
    const auto space = std::filesystem::space("/dev/shm", error);
    if (error || space.available < (std::uintmax_t(1) << 30) || ::access("/dev/shm", W_OK) != 0) return false;
    return ::setenv("TMPDIR", "/dev/shm", 0) == 0;
}();

/// The full counts of the reliability list instead of those that fit a build server.
inline bool fullCounts() {
    const char* text = std::getenv("VITRINE_CRASH_FULL");
    return text && *text && *text != '0';
}

/// A child process that runs `work` and leaves with what it returns, without the parent's clean-up. It is killed after
/// `seconds`.
inline pid_t forkChild(const std::function<int()>& work, unsigned seconds = 60) {
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::alarm(seconds);
    int code = 99;
    try {
        code = work();
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "child: %s\n", exception.what());
    }
    std::fflush(nullptr);
    ::_exit(code);
}

/// Exit code of a child, or minus the signal that ended it.
inline int waitChild(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/// A pipe for telling between parent and children.
struct Pipe {
    int read = -1, write = -1;
    Pipe() {
        int ends[2];
        if (::pipe(ends) == 0) {
            read = ends[0];
            write = ends[1];
        }
    }
    ~Pipe() {
        ::close(read);
        ::close(write);
    }
    template <class T>
    void send(const T& value) const {
        (void)!::write(write, &value, sizeof value);
    }
    template <class T>
    bool receive(T& value) const {
        return ::read(read, &value, sizeof value) == sizeof value;
    }
    /// From now on reading ends when the children are gone.
    void closeWrite() {
        ::close(write);
        write = -1;
    }
};

}  // namespace vitrine::testing

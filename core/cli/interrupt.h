// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vitrine {

/// While it lives, Ctrl-C (and SIGTERM, SIGHUP) is counted instead of ending the program; the second one kills the
/// process group given to `killOnSecond` at once. One object at a time.
class InterruptGuard {
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    /// How often the person (or the system) asked to stop.
    static int count();
    /// 0: nothing to kill.
    static void killOnSecond(int processGroup);
};

}  // namespace vitrine

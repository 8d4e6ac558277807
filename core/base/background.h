// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>

namespace vitrine {

/// Runs `work` on a thread of its own that nobody joins: for work that may outlast the object that asked for it (a hash of large data, a trial
/// of a panel), so that closing a window never waits for it. `work` keeps alive what it touches. An exception that leaves it is logged.
void inBackground(std::function<void()> work);

/// Waits until nothing of `inBackground` is at work any more; false when `limit` passed first. At the end of a program: what is on its way to
/// the store arrives, and folders can be removed.
bool waitForBackground(std::chrono::milliseconds limit);

}  // namespace vitrine

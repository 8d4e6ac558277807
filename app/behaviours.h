// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace vitrine {

class MainWindow;
class SessionLock;

struct BehaviourOptions {
    SessionLock* lock = nullptr;  ///< Held: this window saves the session and answers second starts.
    std::filesystem::path logFile;
};

/// All that the window can do: one line each. Taking a line out takes the feature out and nothing else.
void addBehaviours(MainWindow& window, const BehaviourOptions& options);

}  // namespace vitrine

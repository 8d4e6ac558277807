// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace vitrine {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

std::atomic<int> g_count{0}, g_group{0};
struct sigaction g_previous[3];

void onSignal(int) {
    const int group = g_group.load();
    if (g_count.fetch_add(1) >= 1 && group > 0) ::kill(-group, SIGKILL);
}

}  // namespace

InterruptGuard::InterruptGuard() {
    g_count = 0;
    g_group = 0;
    struct sigaction action {};
    action.sa_handler = onSignal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    for (int i = 0; i < 3; ++i) ::sigaction(kSignals[i], &action, &g_previous[i]);
}

InterruptGuard::~InterruptGuard() {
    for (int i = 0; i < 3; ++i) ::sigaction(kSignals[i], &g_previous[i], nullptr);
    g_group = 0;
}

int InterruptGuard::count() {
    return g_count.load();
}

void InterruptGuard::killOnSecond(int processGroup) {
    g_group = processGroup;
    if (processGroup > 0 && g_count.load() > 1) ::kill(-processGroup, SIGKILL);
}

}  // namespace vitrine

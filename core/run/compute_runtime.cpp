// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/compute_runtime.h"

#include <atomic>

namespace vitrine {
namespace {
std::atomic<ComputeRuntime*> g_runtime = nullptr;  // Set once by the static initialiser of a library: no order of initialisation to mind.
}

ComputeRuntime* computeRuntime() { return g_runtime.load(); }

void registerComputeRuntime(ComputeRuntime* runtime) { g_runtime.store(runtime); }

}  // namespace vitrine

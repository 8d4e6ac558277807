// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/plugin/manifest.h"
#include "core/run/method.h"

namespace vitrine {

/// Opens <id>_method.so of a manifest and makes its Method. Checks the file, the ABI tag and the symbols; a constructor that throws is an
/// error. The library stays loaded until the process ends (unloading LibTorch is not safe). Crashes in static initialisers take the worker,
/// never the window: that is why only workers and sessions load methods.
Result<std::unique_ptr<Method>> loadMethod(const Manifest& manifest);

}  // namespace vitrine

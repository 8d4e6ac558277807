// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/array.h"

namespace vitrine {

/// The array itself when it has at most `maxBytes`, else every second, fourth, ... entry along its longest axes so that it fits. Axes of up to
/// 4 entries (colours) are kept whole.
Array thinned(Array array, std::size_t maxBytes);

}  // namespace vitrine

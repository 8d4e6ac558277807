// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <string>

#include "core/data/array.h"

namespace vitrine {

/// A view of points [N,3] or a volume [D,H,W] from the library with VTK, which is loaded on the first call: the program starts without it.
Result<QWidget*> createScene(const std::string& kind, const Array& array, QWidget* parent);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schema/parameter_schema.h"

namespace vitrine {

/// One entry of "parameters", complete but for what concerns other parameters (`visibleWhen` is read, not checked).
Result<Parameter> readParameter(const Json& json, const std::string& where);

}  // namespace vitrine

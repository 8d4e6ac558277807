// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"

namespace vitrine {

/// The data of a run as it is recorded: role -> list of {"text", "path", "dataset", "sha256"}; an empty list is the built-in generator.
Json bindingToJson(const DataBinding& binding);

/// And back; a single object stands for a list of one.
Result<DataBinding> bindingFromJson(const Json& json);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schema/parameter_schema.h"

namespace vitrine {

/// Which parameters were read; shared by the copies of a set, so that a method's copy counts for the caller's. Getters
/// are called from any thread.
struct ParameterSet::Reads {
    std::mutex mutex;
    std::set<std::string> ids;
};

}  // namespace vitrine

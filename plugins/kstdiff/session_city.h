// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/method.h"
#include "core/schema/object_reader.h"
#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {

/// Answers that need the city alone; what they hold stands in session.h.
Result<Reply> describeCity(const City& city, ObjectReader& reader);
Result<Reply> recordedDay(const City& city, ObjectReader& reader);
Result<Reply> neighbourhood(const City& city, ObjectReader& reader);

}  // namespace vitrine::kstdiff

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/run/method.h"

namespace vitrine::lrp {

/// A warm network that answers the panel's questions; requests and replies are listed in README.md.
Result<std::unique_ptr<Session>> openSession(const SessionContext& context);

}  // namespace vitrine::lrp

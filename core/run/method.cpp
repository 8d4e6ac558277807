// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/method.h"

namespace vitrine {

Result<std::unique_ptr<Session>> Method::open(const SessionContext&) {
    return Error{ErrorCode::Unsupported, "Cannot open a live session", "this method", "it answers no requests", "Run it instead."};
}

Result<DataFacts> Method::facts(const DataBinding&) { return DataFacts{}; }

}  // namespace vitrine

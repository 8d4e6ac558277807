// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine {

/// The filter language of `vitrine-cli runs --where` and of the runs table.
///
///   method == "lrp_resnet" and param.eps <= 1e-4 and (metric.id.max > 0.4 or not tag == "draft") and state in ("finished", "failed")
///
/// Fields: id, method, experiment, title, state, preset, seed, device, host, created, started, ended (ISO text or seconds), duration (s),
/// priority, note, tag, param.<id>, metric.<name>[.last|min|max|mean|count] (names with other characters in back quotes).
/// Operators: == != < <= > >= in, ~ (contains, case-insensitive), and or not, brackets. Texts in single or double quotes.
struct FilterNode {
    enum class Kind { And, Or, Not, Compare };
    Kind kind = Kind::Compare;
    std::vector<std::unique_ptr<FilterNode>> children;
    std::string field;
    std::string op;
    std::vector<Json> values;  ///< One, or the list of `in`.
};

/// Parses; the error names the column of the text and what was expected there. Depth and length are capped.
Result<std::unique_ptr<FilterNode>> parseFilter(const std::string& text);

}  // namespace vitrine

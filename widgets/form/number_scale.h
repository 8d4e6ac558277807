// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/schema/parameter_schema.h"

namespace vitrine {

/// How a number parameter moves: the way of its slider (0..1) and the steps of its arrows.
class NumberScale {
public:
    NumberScale(const Parameter& parameter, const DataFacts& facts);

    /// Both ends are known: a slider makes sense.
    bool bounded() const { return m_least && m_most && *m_least < *m_most; }
    double toPosition(double value) const;
    double fromPosition(double position) const;
    /// The value after `steps` steps of the arrows, inside of the range.
    double stepped(double value, int steps) const;

private:
    enum class Kind { Linear, Log, LogPlusOne };
    double clamped(double value) const;
    double stepSize(double value) const;
    Kind m_kind = Kind::Linear;
    bool m_whole = false, m_leastOut = false, m_mostOut = false;  ///< Whole numbers; the ends themselves are excluded.
    double m_step = 0;
    std::optional<double> m_least, m_most;
};

/// The shortest text that reads back as this number: "0.001", "1e-05", "32".
QString plainNumber(const Json& value);

}  // namespace vitrine

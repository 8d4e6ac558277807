// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace vitrine {

/// The phases of a start, in milliseconds since the process was made (so that loading of libraries is counted). With VITRINE_TRACE=1 they
/// are printed as one line of JSON on standard error once the first frame is there.
class StartTrace {
public:
    static StartTrace& instance();
    void mark(const std::string& phase);
    void print() const;                                     ///< Nothing without VITRINE_TRACE=1.
    double millisecondsOf(const std::string& phase) const;  ///< -1 when it was not reached.

private:
    std::vector<std::pair<std::string, double>> m_phases;
};

}  // namespace vitrine

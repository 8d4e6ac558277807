// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <numeric>

#include "core/schema/parameter_schema.h"

namespace vitrine {
namespace {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment).
std::size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last.back();
}

}  // namespace

std::string nearestName(const std::string& wrong, const std::vector<std::string>& known) {
    constexpr std::size_t kLongest =
        128;  // The distance costs the product of the lengths; nobody mistypes a longer name.
    if (wrong.empty() || wrong.size() > kLongest) return {};
    std::string nearest;
    std::size_t best = std::max<std::size_t>(1, wrong.size() / 3) + 1;
    for (const std::string& name : known) {
        if (name.size() > kLongest) continue;
        if (const std::size_t distance = editDistance(wrong, name); distance < best) {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

}  // namespace vitrine

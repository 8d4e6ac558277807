// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/@ID@/model.h"

#include <cmath>
#include <numbers>

namespace vitrine::@ID@ {
namespace {

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014) at a place of its sequence.
std::uint64_t randomBits(std::uint64_t seed, std::uint64_t place) {
    std::uint64_t z = seed * 0xd1342543de82ef95ULL + (place + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

/// In (0, 1).
double uniform(std::uint64_t seed, std::uint64_t place) {
    return (static_cast<double>(randomBits(seed, place) >> 11) + 0.5) * 0x1p-53;
}

}  // namespace

double noise(std::uint64_t seed, std::int64_t step) {
    // Box and Muller 1958: two uniform numbers make one normal one.
    const auto place = static_cast<std::uint64_t>(step) * 2;
    return std::sqrt(-2 * std::log(uniform(seed, place))) * std::cos(2 * std::numbers::pi * uniform(seed, place + 1));
}

double Walk::settledVariance() const { return sigma * sigma / (1 - (1 - pull) * (1 - pull)); }

}  // namespace vitrine::@ID@

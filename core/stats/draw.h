// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>

namespace vitrine {

/// Seeded random numbers that are the same on every platform: the engine is fixed by the C++ standard, its
/// distributions are not, so the draws are our own.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : m_engine(seed) {}

    std::uint64_t bits() { return m_engine(); }

    /// Uniform integer in [0, bound), bound > 0, without bias (Lemire, "Fast random integer generation in an interval",
    /// 2019).
    std::uint64_t below(std::uint64_t bound) {
        auto product = static_cast<unsigned __int128>(m_engine()) * bound;
        if (static_cast<std::uint64_t>(product) < bound) {
            const std::uint64_t threshold = -bound % bound;
            while (static_cast<std::uint64_t>(product) < threshold)
                product = static_cast<unsigned __int128>(m_engine()) * bound;
        }
        return static_cast<std::uint64_t>(product >> 64);
    }

    /// Uniform real in [0, 1) with 53 random bits.
    double uniform() { return static_cast<double>(m_engine() >> 11) * 0x1p-53; }

private:
    std::mt19937_64 m_engine;
};

}  // namespace vitrine

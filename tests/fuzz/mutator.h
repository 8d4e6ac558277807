// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace vitrine::testing {

/// Damages inputs: bit flips, byte edits, truncation, deletion, repetition, splices of two seeds, edits of decimal
/// numbers and of binary integers (0, -1, powers of two). Equal seeds give equal sequences on every machine.
class Mutator {
public:
    explicit Mutator(std::uint64_t seed) : m_random(seed) {}
    /// `seed` with one to eight kinds of damage; `other` lends bytes for splices.
    std::string mutate(const std::string& seed, const std::string& other);

private:
    std::size_t below(std::size_t limit) { return limit ? static_cast<std::size_t>(m_random() % limit) : 0; }
    void damage(std::string& bytes, const std::string& other);
    void editNumber(std::string& bytes);
    void editInteger(std::string& bytes);

    std::mt19937_64 m_random;
};

}  // namespace vitrine::testing

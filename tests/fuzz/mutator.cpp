// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <cstring>

namespace vitrine::testing {
namespace {

constexpr std::size_t kLongest = std::size_t(1) << 16;

}  // namespace

/// Replaces a run of decimal digits by a number at an edge.
void Mutator::editNumber(std::string& bytes) {
    static const char* const kNumbers[] = {"0",
                                           "-1",
                                           "1",
                                           "2147483647",
                                           "2147483648",
                                           "4294967295",
                                           "9223372036854775807",
                                           "9223372036854775808",
                                           "18446744073709551615",
                                           "99999999999999999999999",
                                           "1e999",
                                           "-0",
                                           "1.5",
                                           "nan"};
    const std::size_t start = bytes.find_first_of("0123456789", below(bytes.size()));
    if (start == std::string::npos) return;
    const std::size_t end = std::min(bytes.find_first_not_of("0123456789", start), bytes.size());
    bytes.replace(start, end - start, kNumbers[below(std::size(kNumbers))]);
}

/// Overwrites 1, 2, 4 or 8 bytes by an integer at an edge, in either byte order.
void Mutator::editInteger(std::string& bytes) {
    const std::size_t width = std::size_t{1} << below(4);
    if (bytes.size() < width) return;
    std::uint64_t value = 0;
    switch (below(4)) {
        case 0:
            value = ~std::uint64_t{0};
            break;
        case 1:
            value = std::uint64_t{1} << below(64);
            break;
        case 2:
            value = (std::uint64_t{1} << below(64)) - 1;
            break;
        default:
            value = below(300);
            break;
    }
    char raw[8];
    std::memcpy(raw, &value, 8);
    if (below(2)) std::reverse(raw, raw + width);
    std::memcpy(bytes.data() + below(bytes.size() - width + 1), raw, width);
}

void Mutator::damage(std::string& bytes, const std::string& other) {
    const std::size_t at = below(bytes.size() + 1);
    switch (below(9)) {
        case 0:
            if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            break;
        case 1:
            if (at < bytes.size()) bytes[at] = static_cast<char>(below(256));
            break;
        case 2:
            bytes.resize(at);
            break;
        case 3:
            bytes.erase(at, below(32));
            break;
        case 4:
            bytes.insert(at, bytes.substr(below(bytes.size() + 1), below(64)));
            break;
        case 5:
            bytes.insert(at, other.substr(below(other.size() + 1), below(256)));
            break;
        case 6:
            bytes = bytes.substr(0, at) + other.substr(below(other.size() + 1));
            break;
        case 7:
            editNumber(bytes);
            break;
        default:
            editInteger(bytes);
            break;
    }
}

std::string Mutator::mutate(const std::string& seed, const std::string& other) {
    std::string bytes = seed;
    for (std::size_t i = 0, count = 1 + below(8); i < count; ++i) damage(bytes, other);
    bytes.resize(std::min(bytes.size(), kLongest));
    return bytes;
}

}  // namespace vitrine::testing

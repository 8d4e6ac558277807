// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/seed.h"

#include <ATen/CPUGeneratorImpl.h>

#include "core/compute/tensor.h"

namespace vitrine {
namespace {

/// The output function of SplitMix64 (Steele, Lea, Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014).
std::uint64_t splitMix64(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

}  // namespace

at::Generator namedGenerator(std::uint64_t seed, std::string_view purpose) {
    std::uint64_t state = splitMix64(seed);
    for (const char c : purpose) state = splitMix64(state ^ static_cast<unsigned char>(c));
    return at::detail::createCPUGenerator(splitMix64(state ^ purpose.size()));
}

Array generatorState(const at::Generator& generator) {
    return toArray(generator.get_state());
}

void setGeneratorState(at::Generator& generator, const Array& state) {
    generator.set_state(toTensor(state));
}

}  // namespace vitrine

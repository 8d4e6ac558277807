// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// For the kernels of this folder: eight numbers at a time. Functions marked VITRINE_WIDE are compiled for processors
/// with AVX2 and FMA, have a twin for every processor, and are called when VITRINE_HAS_WIDE; what they share is
/// VITRINE_INLINE, so that it is compiled into both.
#if defined(__x86_64__)
#define VITRINE_WIDE __attribute__((target("avx2,fma")))
#define VITRINE_HAS_WIDE (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#else
#define VITRINE_WIDE
#define VITRINE_HAS_WIDE false
#endif
#define VITRINE_INLINE [[gnu::always_inline]] inline

namespace vitrine::nn {

inline constexpr std::int64_t kLanes = 8;

/// The compiler's own vectors: one AVX register, or a pair of SSE ones.
using Lanes [[gnu::vector_size(kLanes * sizeof(float))]] = float;

template <class Vector>
VITRINE_INLINE void load(Vector& value, const float* from) {
    __builtin_memcpy(&value, from, sizeof value);
}

template <class Vector>
VITRINE_INLINE void store(const Vector& value, float* to) {
    __builtin_memcpy(to, &value, sizeof value);
}

}  // namespace vitrine::nn

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <string>
#include <type_traits>

#include "core/base/result.h"

namespace vitrine {

/// The error of an exception that LibTorch or the standard library threw: memory exhaustion (TooLarge), device failures
/// (DeviceFailed) and the rest (`fallback`) told apart, without LibTorch's stack trace. `object` is what was worked on
/// ("image 3 of 8").
Error computeError(const std::exception& exception, const std::string& what, const std::string& object,
                   ErrorCode fallback = ErrorCode::MethodFailed);

/// Runs `body` at the border to LibTorch: what it throws becomes a Result's error. `body` may return a value, a Result,
/// or nothing.
template <class Body>
auto guarded(const std::string& what, const std::string& object, Body&& body) {
    using Value = std::invoke_result_t<Body>;
    constexpr bool kIsResult = requires(Value value) {
        value.error();
    };
    using Guarded = std::conditional_t<kIsResult, Value, Result<Value>>;
    try {
        if constexpr (std::is_void_v<Value>) {
            body();
            return Guarded();
        } else {
            return Guarded(body());
        }
    } catch (const std::exception& e) {
        return Guarded(computeError(e, what, object));
    }
}

}  // namespace vitrine

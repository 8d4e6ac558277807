// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

namespace vitrine {

const char* name(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument: return "invalid-argument";
        case ErrorCode::NotFound: return "not-found";
        case ErrorCode::BadFormat: return "bad-format";
        case ErrorCode::TooLarge: return "too-large";
        case ErrorCode::Unsupported: return "unsupported";
        case ErrorCode::Io: return "io";
        case ErrorCode::NoSpace: return "no-space";
        case ErrorCode::Busy: return "busy";
        case ErrorCode::Conflict: return "conflict";
        case ErrorCode::Corrupt: return "corrupt";
        case ErrorCode::Cancelled: return "cancelled";
        case ErrorCode::MethodFailed: return "method-failed";
        case ErrorCode::ProcessDied: return "process-died";
        case ErrorCode::DeviceFailed: return "device-failed";
        case ErrorCode::Internal: return "internal";
    }
    return "internal";
}

std::string Error::message() const {
    std::string text = what;
    if (!object.empty()) text += ": " + object;
    if (!why.empty()) text += ": " + why;
    if (!text.empty() && text.back() != '.') text += '.';
    if (!next.empty()) text += " " + next;
    return text;
}

}  // namespace vitrine

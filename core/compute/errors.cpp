// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/errors.h"

#include <new>
#include <string_view>

#include <c10/util/Exception.h>

namespace vitrine {
namespace {

bool containsAny(std::string_view text, std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts)
        if (text.find(part) != std::string_view::npos) return true;
    return false;
}

/// What an exception says, without LibTorch's stack trace.
std::string reasonOf(const std::exception& exception) {
    const auto* torchError = dynamic_cast<const c10::Error*>(&exception);
    std::string text = torchError ? torchError->what_without_backtrace() : exception.what();
    if (const auto trace = text.find("\nException raised from"); trace != std::string::npos) text.resize(trace);
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text.empty() ? "the library gave no reason" : text;
}

bool isOutOfMemory(const std::exception& exception, const std::string& reason) {
    return dynamic_cast<const std::bad_alloc*>(&exception) || dynamic_cast<const c10::OutOfMemoryError*>(&exception) ||
           containsAny(reason,
                       {"out of memory", "can't allocate memory", "not enough memory", "CUBLAS_STATUS_ALLOC_FAILED"});
}

}  // namespace

Error computeError(const std::exception& exception, const std::string& what, const std::string& object,
                   ErrorCode fallback) {
    const std::string reason = reasonOf(exception);
    if (isOutOfMemory(exception, reason))
        return {ErrorCode::TooLarge, what, object, "the memory does not suffice: " + reason,
                "Lower the batch size or the image size, close other programs, or "
                "run on a device with more memory."};
    if (containsAny(reason, {"does not have a deterministic implementation", "Deterministic behavior was enabled"}))
        return {ErrorCode::Unsupported, what, object, reason, "Run on the CPU, or switch deterministic mode off."};
    if (containsAny(reason, {"CUDA error", "cuDNN error", "CUDNN_STATUS", "CUBLAS_STATUS", "no CUDA-capable device"}))
        return {ErrorCode::DeviceFailed, what, object, reason,
                "Run on the CPU (device cpu), or check the GPU and its driver with "
                "nvidia-smi."};
    return {fallback, what, object, reason,
            "Check that the data and the weights fit the method; the log has the "
            "run's steps."};
}

}  // namespace vitrine

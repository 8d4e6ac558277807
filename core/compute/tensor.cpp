// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/tensor.h"

#include <cstdlib>
#include <cstring>

#include "core/base/log.h"

namespace vitrine {
namespace {

/// LibTorch's type of a dtype; the unsigned types it lacks map to the next
/// signed one.
torch::ScalarType scalarType(DType dtype) {
    switch (dtype) {
        case DType::Bool:
            return torch::kBool;
        case DType::U8:
            return torch::kUInt8;
        case DType::I8:
            return torch::kInt8;
        case DType::I16:
            return torch::kInt16;
        case DType::U16:
        case DType::I32:
            return torch::kInt32;
        case DType::U32:
        case DType::U64:
        case DType::I64:
            return torch::kInt64;
        case DType::F16:
            return torch::kHalf;
        case DType::BF16:
            return torch::kBFloat16;
        case DType::F32:
            return torch::kFloat32;
        case DType::F64:
            return torch::kFloat64;
        case DType::C64:
            return torch::kComplexFloat;
    }
    logError("toTensor: dtype {} is unknown", static_cast<int>(dtype));
    std::abort();
}

/// The dtype of a tensor after `storable`.
DType dtypeOf(torch::ScalarType type) {
    switch (type) {
        case torch::kBool:
            return DType::Bool;
        case torch::kUInt8:
            return DType::U8;
        case torch::kInt8:
            return DType::I8;
        case torch::kInt16:
            return DType::I16;
        case torch::kInt32:
            return DType::I32;
        case torch::kInt64:
            return DType::I64;
        case torch::kHalf:
            return DType::F16;
        case torch::kBFloat16:
            return DType::BF16;
        case torch::kFloat32:
            return DType::F32;
        case torch::kFloat64:
            return DType::F64;
        case torch::kComplexFloat:
            return DType::C64;
        default:
            break;
    }
    logError("toArray: tensors of type {} have no dtype", c10::toString(type));
    std::abort();
}

/// The tensor as plain contiguous CPU memory of a type that an Array can hold.
torch::Tensor storable(const torch::Tensor& tensor) {
    torch::Tensor plain = tensor.detach();
    if (plain.layout() != torch::kStrided) plain = plain.to_dense();
    if (plain.is_quantized()) plain = plain.dequantize();
    if (plain.scalar_type() == torch::kComplexDouble) plain = plain.to(torch::kComplexFloat);
    return plain.resolve_conj().resolve_neg().cpu().contiguous();
}

template <class From, class To>
torch::Tensor widened(const Array& array, torch::ScalarType type) {
    torch::Tensor tensor = torch::empty(array.shape(), type);
    const auto from = array.values<From>();
    std::copy(from.begin(), from.end(), tensor.data_ptr<To>());
    return tensor;
}

}  // namespace

torch::Tensor toTensor(const Array& array) {
    const torch::ScalarType type = scalarType(array.dtype());
    if (array.empty()) return torch::empty(array.shape(), type);
    switch (array.dtype()) {
        case DType::U16:
            return widened<std::uint16_t, std::int32_t>(array, type);
        case DType::U32:
            return widened<std::uint32_t, std::int64_t>(array, type);
        case DType::U64:
            return widened<std::uint64_t, std::int64_t>(array, type);
        default:
            break;
    }
    // The deleter's copy of the owner keeps the bytes alive as long as any tensor
    // on this storage.
    return torch::from_blob(
        const_cast<void*>(array.bytes()), array.shape(), [owner = array.owner()](void*) {}, torch::dtype(type));
}

Array toArray(const torch::Tensor& tensor) {
    auto owner = std::make_shared<torch::Tensor>(storable(tensor));
    void* bytes = owner->data_ptr();
    const DType dtype = dtypeOf(owner->scalar_type());
    std::vector<std::int64_t> shape = owner->sizes().vec();
    if (owner->numel() == 0) return Array::zeros(dtype, std::move(shape));
    return Array::wrap(dtype, std::move(shape), std::move(owner), bytes);
}

}  // namespace vitrine

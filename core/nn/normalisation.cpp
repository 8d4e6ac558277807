// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/normalisation.h"

namespace vitrine::nn {
namespace {

/// Three numbers as [3, 1, 1], to be broadcast over images like `like`.
torch::Tensor perChannel(const std::array<double, 3>& values, const torch::Tensor& like) {
    return torch::tensor(at::ArrayRef<double>(values.data(), values.size()), like.options().requires_grad(false))
        .view({3, 1, 1});
}

}  // namespace

torch::Tensor Normalisation::apply(const torch::Tensor& images) const {
    return (images - perChannel(mean, images)) / perChannel(std, images);
}

torch::Tensor Normalisation::invert(const torch::Tensor& normalised) const {
    return normalised * perChannel(std, normalised) + perChannel(mean, normalised);
}

}  // namespace vitrine::nn

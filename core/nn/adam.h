// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"
#include "core/data/array.h"

namespace vitrine::nn {

/// The parameters of one or more modules as one vector: they become views of it, and so do their gradients.
class FlatParameters {
public:
    /// `parameters` (F32, all on one device) move into the vector, in their order.
    explicit FlatParameters(const std::vector<torch::Tensor>& parameters);

    torch::Tensor values, gradients;  ///< [numbers]
    /// The numbers from `begin` to `end`, sharing memory.
    FlatParameters slice(std::int64_t begin, std::int64_t end) const;

private:
    FlatParameters() = default;
};

/// Adam over a flat vector, so that a step is a handful of operators however many tensors a network has, and its state
/// is two arrays in a checkpoint. Source: Kingma and Ba, ICLR 2015, arXiv 1412.6980.
class FlatAdam {
public:
    FlatAdam(FlatParameters parameters, double rate);

    double learningRate;
    void zeroGradients();
    /// One step with the gradients gathered since `zeroGradients`.
    void step();

    /// Moments and number of steps under "<prefix>first", "<prefix>second", "<prefix>steps".
    void save(const std::string& prefix, NamedArrays& arrays) const;
    Status restore(const std::string& prefix, const NamedArrays& arrays);

private:
    FlatParameters m_parameters;
    torch::Tensor m_first, m_second;
    std::int64_t m_steps = 0;
};

}  // namespace vitrine::nn

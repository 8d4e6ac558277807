// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/adam.h"

#include <cmath>

#include "core/compute/tensor.h"

namespace vitrine::nn {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;

}  // namespace

FlatParameters::FlatParameters(const std::vector<torch::Tensor>& parameters) {
    const torch::NoGradGuard noGraph;
    std::vector<torch::Tensor> flat;
    for (const torch::Tensor& parameter : parameters) flat.push_back(parameter.detach().reshape({-1}));
    values = torch::cat(flat);
    gradients = torch::zeros_like(values);
    std::int64_t offset = 0;
    for (torch::Tensor parameter : parameters) {
        const std::int64_t end = offset + parameter.numel();
        const auto shape = parameter.sizes().vec();
        parameter.set_data(values.slice(0, offset, end).view(shape));
        parameter.mutable_grad() = gradients.slice(0, offset, end).view(shape);
        offset = end;
    }
}

FlatParameters FlatParameters::slice(std::int64_t begin, std::int64_t end) const {
    FlatParameters part;
    part.values = values.slice(0, begin, end);
    part.gradients = gradients.slice(0, begin, end);
    return part;
}

FlatAdam::FlatAdam(FlatParameters parameters, double rate)
    : learningRate(rate),
      m_parameters(std::move(parameters)),
      m_first(torch::zeros_like(m_parameters.values)),
      m_second(torch::zeros_like(m_first)) {}

void FlatAdam::zeroGradients() {
    m_parameters.gradients.zero_();
}

void FlatAdam::step() {
    const torch::NoGradGuard noGraph;
    ++m_steps;
    m_first.mul_(kBeta1).add_(m_parameters.gradients, 1 - kBeta1);
    m_second.mul_(kBeta2).addcmul_(m_parameters.gradients, m_parameters.gradients, 1 - kBeta2);
    const double steps = static_cast<double>(m_steps), correct1 = 1 - std::pow(kBeta1, steps),
                 correct2 = 1 - std::pow(kBeta2, steps);
    m_parameters.values.addcdiv_(m_first, (m_second / correct2).sqrt_().add_(kEpsilon), -learningRate / correct1);
}

void FlatAdam::save(const std::string& prefix, NamedArrays& arrays) const {
    const auto copy = [](const torch::Tensor& tensor) { return toArray(tensor.detach().to(torch::kCPU).clone()); };
    arrays[prefix + "first"] = copy(m_first);
    arrays[prefix + "second"] = copy(m_second);
    arrays[prefix + "steps"] = Array::of<std::int64_t>({m_steps});
}

Status FlatAdam::restore(const std::string& prefix, const NamedArrays& arrays) {
    for (const auto& [name, target] :
         {std::pair<const char*, torch::Tensor*>{"first", &m_first}, {"second", &m_second}}) {
        const auto found = arrays.find(prefix + name);
        if (found == arrays.end() || found->second.count() != target->numel() || found->second.dtype() != DType::F32)
            return Error{ErrorCode::Corrupt, "Cannot continue the training", prefix + name,
                         "the checkpoint holds no moments of this network", "Start the run anew."};
        target->copy_(toTensor(found->second));
    }
    const auto steps = arrays.find(prefix + "steps");
    if (steps == arrays.end() || steps->second.count() != 1 || steps->second.dtype() != DType::I64)
        return Error{ErrorCode::Corrupt, "Cannot continue the training", prefix + "steps",
                     "the checkpoint does not count the steps", "Start the run anew."};
    m_steps = steps->second.values<std::int64_t>()[0];
    return {};
}

}  // namespace vitrine::nn

// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of single layers (paper section 3; for their numbers see README.md). Every sum of a rule is one forward and one transposed operator.
#include "plugins/lrp_resnet/lrp.h"

namespace vitrine::lrp {
namespace F = torch::nn::functional;

torch::Tensor zPlusLinear(const torch::Tensor& a, const torch::Tensor& wPlus, const torch::Tensor& R, double epsilon) {
    const torch::Tensor z = a.matmul(wPlus.t()) + epsilon;
    return a * (R / z).matmul(wPlus);
}

torch::Tensor zPlusConv(const torch::Tensor& a, const torch::Tensor& wPlus, const torch::Tensor& R, std::int64_t stride, double epsilon) {
    const std::int64_t kernel = wPlus.size(2), padding = kernel / 2;
    const torch::Tensor z = torch::conv2d(a, wPlus, {}, stride, padding) + epsilon;
    // The transposed convolution of size R must give the size of a again: a stride drops up to stride - 1 rows, which come back here.
    const auto lost = [&](std::int64_t dim) { return a.size(dim) - ((R.size(dim) - 1) * stride - 2 * padding + kernel); };
    const torch::Tensor c = torch::conv_transpose2d(R / z, wPlus, {}, stride, padding, {lost(2), lost(3)});
    return a * c;
}

torch::Tensor globalPoolShare(const torch::Tensor& a, const torch::Tensor& R, double epsilon) {
    const torch::Tensor z = a.mean({2, 3}) + epsilon;
    const double pixels = static_cast<double>(a.size(2) * a.size(3));
    return a * (R / z / pixels).unsqueeze(-1).unsqueeze(-1);
}

torch::Tensor maxPoolShare(const torch::Tensor& a, const torch::Tensor& R, double epsilon) {
    // An odd side gets a zero row or column, which takes no relevance.
    const torch::Tensor even = F::pad(a, F::PadFuncOptions({0, a.size(3) % 2, 0, a.size(2) % 2}));
    const torch::Tensor z = torch::avg_pool2d(even, 2, 2) + epsilon;
    const torch::Tensor c = (R / z / 4).repeat_interleave(2, 2).repeat_interleave(2, 3);
    return (even * c).slice(2, 0, a.size(2)).slice(3, 0, a.size(3));
}

torch::Tensor splitRatio(const torch::Tensor& main, const torch::Tensor& skip) {
    const torch::Tensor f = main.abs(), total = f + skip.abs();
    return torch::where(total > 0, f / total, torch::ones_like(total));
}

torch::Tensor scatterOptionA(const nn::Shortcut& shortcut, const torch::Tensor& R_S, at::IntArrayRef shapeOfX) {
    torch::Tensor R_x = torch::zeros(shapeOfX, R_S.options());
    R_x.slice(2, 0, c10::nullopt, shortcut.stride)
        .slice(3, 0, c10::nullopt, shortcut.stride)
        .copy_(R_S.slice(1, shortcut.channelsBefore, shortcut.channelsBefore + shapeOfX[1]));
    return R_x;
}

torch::Tensor keepTop(const torch::Tensor& R, double share) {
    if (share >= 1) return R;
    const torch::Tensor flat = R.flatten(1);
    const auto keep = std::max<std::int64_t>(1, static_cast<std::int64_t>(share * static_cast<double>(flat.size(1))));
    const auto [values, places] = flat.topk(keep, 1);
    return torch::zeros_like(flat).scatter(1, places, values).view_as(R);
}

torch::Tensor quantise(const torch::Tensor& maps, std::int64_t levels) {
    const torch::Tensor low = maps.amin({1, 2}, true), high = maps.amax({1, 2}, true);
    const torch::Tensor bin = (high - low) / static_cast<double>(levels - 1);
    // A constant map has bins of width 0 and stays as it is.
    const torch::Tensor index = torch::where(bin > 0, ((maps - low) / bin).floor().clamp(0, levels - 1), torch::zeros_like(maps));
    return torch::where(maps == high, maps, low + index * bin);
}

}  // namespace vitrine::lrp

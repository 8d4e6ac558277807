// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/insertion_deletion.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/compute/errors.h"

namespace vitrine::metrics {
namespace {

constexpr const char* kWhat = "Cannot compute insertion and deletion";

Error invalid(std::string object, std::string why, std::string next) {
    return {ErrorCode::InvalidArgument, kWhat, std::move(object), std::move(why), std::move(next)};
}

std::string shapeText(const torch::Tensor& tensor) {
    return fmt::format("[{}]", fmt::join(tensor.sizes(), ", "));
}

/// Position of each pixel by falling value, 0 first; equal values in a random order.
torch::Tensor randomTieRanks(const torch::Tensor& values, at::Generator generator) {
    const torch::Tensor shuffled = torch::randperm(values.numel(), generator);
    const torch::Tensor sorted =
        torch::argsort(values.index_select(0, shuffled), /*stable=*/true, /*dim=*/0, /*descending=*/true);
    const torch::Tensor order = shuffled.index_select(0, sorted);
    torch::Tensor ranks = torch::empty_like(order);
    ranks.index_copy_(0, order, torch::arange(values.numel()));
    return ranks;
}

/// Number of pixels with a greater value.
torch::Tensor greaterCounts(const torch::Tensor& values) {
    const torch::Tensor rising = std::get<0>(values.sort());
    return values.numel() - torch::searchsorted(rising, values, /*out_int32=*/false, /*right=*/true);
}

/// Weights of a Gaussian over whole pixels, up to three sigma, sum 1.
torch::Tensor gaussian(double sigma, const torch::Tensor& like) {
    const auto radius = static_cast<std::int64_t>(std::ceil(3 * sigma));
    const torch::Tensor x = torch::arange(-radius, radius + 1, like.options());
    const torch::Tensor weights = torch::exp(-x.square() / (2 * sigma * sigma));
    return weights / weights.sum();
}

torch::Tensor blurred(const torch::Tensor& image) {
    const double sigma = static_cast<double>(std::min(image.size(1), image.size(2))) / 16.0;
    const torch::Tensor weights = gaussian(sigma, image);
    const std::int64_t n = weights.size(0), radius = n / 2;
    const torch::Tensor padded = torch::replication_pad2d(image.unsqueeze(1), {radius, radius, radius, radius});
    return torch::conv2d(torch::conv2d(padded, weights.view({1, 1, n, 1})), weights.view({1, 1, 1, n})).squeeze(1);
}

/// Evaluates both curves in one sequence of batches: rows [0, K) insert, rows [K, 2 K) delete.
class CurveEvaluation {
public:
    CurveEvaluation(const torch::Tensor& image, const PixelSteps& steps, const InsertionDeletionOptions& options)
        : m_image(image),
          m_absent(replacementFor(image, options.replacement)),
          m_entersAt(steps.entersAt.to(image.device())),
          m_steps(steps.steps()) {}

    torch::Tensor batch(std::int64_t first, std::int64_t last) const {
        std::vector<torch::Tensor> parts;
        if (first < m_steps)
            parts.push_back(maskedImages(m_image, m_absent, m_entersAt, first, std::min(last, m_steps)));
        if (last > m_steps)
            parts.push_back(
                maskedImages(m_absent, m_image, m_entersAt, std::max(first, m_steps) - m_steps, last - m_steps));
        return parts.size() == 1 ? parts.front() : torch::cat(parts);
    }

private:
    torch::Tensor m_image, m_absent, m_entersAt;
    std::int64_t m_steps;
};

Status checkInputs(const torch::Tensor& image, const torch::Tensor& map, const InsertionDeletionOptions& options) {
    if (image.dim() != 3 || !image.is_floating_point())
        return invalid("image " + shapeText(image), "it is no float tensor [C, H, W]", "Give one image.");
    if (map.dim() != 2 || map.size(0) != image.size(1) || map.size(1) != image.size(2))
        return invalid("map " + shapeText(map), fmt::format("the image is {}", shapeText(image)),
                       "Give a map of the image's height and width.");
    if (options.batch < 1)
        return invalid(fmt::format("batch {}", options.batch), "it must be at least 1", "Give a batch size.");
    return {};
}

/// The probabilities of all masked images, [2 K].
Result<std::vector<double>> evaluate(const CurveEvaluation& evaluation, std::int64_t rows,
                                     const std::function<torch::Tensor(const torch::Tensor&)>& probabilities,
                                     const InsertionDeletionOptions& options) {
    std::vector<double> curve;
    for (std::int64_t first = 0; first < rows; first += options.batch) {
        if (options.cancelled && options.cancelled())
            return Error{ErrorCode::Cancelled, "Insertion and deletion stopped",
                         fmt::format("masked image {} of {}", first, rows), "it was cancelled", "Start it again."};
        const std::int64_t last = std::min(first + options.batch, rows);
        const torch::Tensor p =
            probabilities(evaluation.batch(first, last)).detach().to(torch::kCPU, torch::kDouble).contiguous();
        if (p.dim() != 1 || p.size(0) != last - first)
            return invalid("probabilities " + shapeText(p),
                           fmt::format("one number for each of {} images was expected", last - first),
                           "Return the probability of the label for each image.");
        if (!p.isfinite().all().item<bool>())
            return Error{ErrorCode::MethodFailed, kWhat, fmt::format("masked images {} to {}", first, last - 1),
                         "the network's probability is no finite number", "Check the weights and the image for NaN."};
        curve.insert(curve.end(), p.data_ptr<double>(), p.data_ptr<double>() + p.numel());
    }
    return curve;
}

}  // namespace

Result<PixelSteps> pixelSteps(const torch::Tensor& map, std::int64_t step, TieRule ties, at::Generator generator) {
    if (step < 1)
        return invalid(fmt::format("step {}", step), "it must be at least one pixel",
                       "Give the number of pixels per step.");
    if (map.dim() != 2 || map.numel() == 0)
        return invalid("map " + shapeText(map), "it is not [H, W]", "Give a map of pixels.");
    if (ties == TieRule::Rank && !generator.defined())
        return invalid("tie rule rank", "it needs a generator", "Give a generator.");
    const torch::Tensor values = map.detach().to(torch::kCPU, torch::kDouble).flatten();
    if (values.isnan().any().item<bool>())
        return invalid("map " + shapeText(map), "it holds NaN", "Check the explanation's inputs.");
    const std::int64_t pixels = values.numel(), steps = (pixels + step - 1) / step;
    PixelSteps result;
    if (ties == TieRule::Rank) {
        const torch::Tensor ranks = randomTieRanks(values, generator);
        result.entersAt = torch::where(ranks == pixels - 1, steps, torch::div(ranks, step, "floor"));
    } else {
        // Pixel p enters with the first step whose own pixel, at position min(step (s + 1), HW - 1), is not greater
        // than p.
        result.entersAt = (torch::div(greaterCounts(values) + (step - 1), step, "floor") - 1).clamp_min(0);
    }
    const torch::Tensor changed = torch::bincount(result.entersAt, {}, steps + 1).cumsum(0);
    result.changed.assign(changed.data_ptr<std::int64_t>(), changed.data_ptr<std::int64_t>() + steps);
    result.entersAt = result.entersAt.view(map.sizes());
    return result;
}

torch::Tensor replacementFor(const torch::Tensor& image, Replacement replacement) {
    switch (replacement) {
        case Replacement::Black:
            return torch::zeros_like(image);
        case Replacement::Mean:
            return image.mean({1, 2}, /*keepdim=*/true).expand_as(image);
        case Replacement::Blur:
            break;
    }
    return blurred(image);
}

torch::Tensor maskedImages(const torch::Tensor& image, const torch::Tensor& replacement, const torch::Tensor& entersAt,
                           std::int64_t first, std::int64_t last) {
    const torch::Tensor steps = torch::arange(first, last, entersAt.options()).view({-1, 1, 1, 1});
    return torch::where(entersAt <= steps, image, replacement);
}

double curveAuc(const std::vector<double>& curve) {
    if (curve.empty()) return 0;
    if (curve.size() == 1) return curve.front();
    const double sum = std::accumulate(curve.begin(), curve.end(), 0.0);
    return (sum - curve.front() / 2 - curve.back() / 2) / static_cast<double>(curve.size() - 1);
}

Result<InsertionDeletion> insertionDeletion(const torch::Tensor& image, const torch::Tensor& map,
                                            const std::function<torch::Tensor(const torch::Tensor&)>& probabilities,
                                            const InsertionDeletionOptions& options) {
    VITRINE_CHECK(checkInputs(image, map, options));
    return guarded(kWhat, "image " + shapeText(image), [&]() -> Result<InsertionDeletion> {
        const torch::NoGradGuard noGrad;
        VITRINE_TRY(const PixelSteps steps, pixelSteps(map, options.step, options.ties, options.generator));
        const CurveEvaluation evaluation(image, steps, options);
        VITRINE_TRY(const std::vector<double> curve, evaluate(evaluation, 2 * steps.steps(), probabilities, options));
        InsertionDeletion result;
        result.insertion.assign(curve.begin(), curve.begin() + steps.steps());
        result.deletion.assign(curve.begin() + steps.steps(), curve.end());
        result.changed = steps.changed;
        result.insertionAuc = curveAuc(result.insertion);
        result.deletionAuc = curveAuc(result.deletion);
        return result;
    });
}

}  // namespace vitrine::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/explainers.h"

#include <algorithm>
#include <sstream>

#include "core/compute/errors.h"
#include "core/compute/seed.h"
#include "core/run/run_context.h"

namespace vitrine::lrp {
namespace {

namespace F = torch::nn::functional;

constexpr const char* kNames[] = {"lrp", "plain_lrp", "grad_cam", "integrated_gradients", "gradient_x_input", "gradient", "rise", "random"};
constexpr const char* kTitles[] = {"LRP", "LRP without splitting", "Grad-CAM", "Integrated Gradients",
                                   "Gradient x input", "|Gradient|", "RISE", "Random map"};

/// dy_c/dx of each image for normalised x [N, 3, H, W] and classes [N].
torch::Tensor gradientOfLogit(const Classifier& classifier, const torch::Tensor& x, const torch::Tensor& targets) {
    const torch::AutoGradMode withGrad(true);
    torch::Tensor leaf = x.detach().clone().set_requires_grad(true);
    const torch::Tensor y = nn::Resnet(classifier.network)->forward(leaf).gather(1, targets.unsqueeze(1)).sum();
    return torch::autograd::grad({y}, {leaf}).front();
}

/// cam = ReLU(sum_k alpha_k A_k), alpha_k = mean over pixels of dy_c/dA_k = w_ck / HW, because y is linear in the pooled A.
torch::Tensor gradCam(const Classifier& classifier, const torch::Tensor& x, const torch::Tensor& targets) {
    const torch::NoGradGuard noGrad;
    const torch::Tensor A = nn::Resnet(classifier.network)->features(x);
    const torch::Tensor alpha = classifier.network->head->weight.index_select(0, targets) / static_cast<double>(A.size(2) * A.size(3));
    const torch::Tensor cam = torch::relu((A * alpha.unsqueeze(-1).unsqueeze(-1)).sum(1, true));
    const auto options = F::InterpolateFuncOptions().size(std::vector<std::int64_t>{x.size(2), x.size(3)}).mode(torch::kBilinear).align_corners(false);
    return F::interpolate(cam, options).squeeze(1);
}

/// IG_i = (x_i - b_i) mean_s dy/dx_i at b + (s + 1/2) / S (x - b): the midpoint rule from the black image b; |sum over channels|.
Result<torch::Tensor> integratedGradients(const Classifier& classifier, const torch::Tensor& x, const torch::Tensor& targets,
                                          const ExplainerOptions& options) {
    const torch::Tensor black = classifier.normalisation.apply(torch::zeros_like(x));
    const std::int64_t steps = options.integrationSteps, chunk = std::max<std::int64_t>(1, options.batch / 4);
    std::vector<torch::Tensor> maps;
    for (std::int64_t image = 0; image < x.size(0); ++image) {
        torch::Tensor sum = torch::zeros_like(x[image]);
        for (std::int64_t first = 0; first < steps; first += chunk) {
            if (options.cancelled && options.cancelled()) return cancelledError();
            const std::int64_t count = std::min(chunk, steps - first);
            const torch::Tensor at = ((torch::arange(first, first + count, x.options()) + 0.5) / static_cast<double>(steps)).view({-1, 1, 1, 1});
            const torch::Tensor path = black[image] + at * (x[image] - black[image]);
            sum += gradientOfLogit(classifier, path, targets[image].expand({count})).sum(0);
        }
        maps.push_back(((x[image] - black[image]) * sum / static_cast<double>(steps)).sum(0).abs());
    }
    return torch::stack(maps);
}

/// S = 1 / (N p) sum_m p_c(x M_m) M_m. The masks are those of the seed, the same for every image, as in the authors' code.
Result<torch::Tensor> rise(const Classifier& classifier, const torch::Tensor& x, const torch::Tensor& targets, const ExplainerOptions& options) {
    const torch::NoGradGuard noGrad;
    torch::Tensor maps = torch::zeros({x.size(0), x.size(2), x.size(3)}, x.options());
    for (std::int64_t first = 0; first < options.riseMasks; first += options.batch) {
        const std::int64_t last = std::min(first + options.batch, options.riseMasks);
        const torch::Tensor masks = riseMasks(options.seed, first, last, x.size(2), options.riseKeep).to(x.device());
        for (std::int64_t image = 0; image < x.size(0); ++image) {
            if (options.cancelled && options.cancelled()) return cancelledError();
            const torch::Tensor p = nn::Resnet(classifier.network)->forward(x[image] * masks.unsqueeze(1)).softmax(1);
            maps[image] += (p.index_select(1, targets[image].view({1})).unsqueeze(-1) * masks).sum(0);
        }
    }
    return maps / (static_cast<double>(options.riseMasks) * options.riseKeep);
}

torch::Tensor randomMaps(const Question& question, std::uint64_t seed) {
    std::vector<torch::Tensor> maps;
    for (const std::int64_t index : question.indices)
        maps.push_back(torch::rand({question.pixels.size(2), question.pixels.size(3)}, namedGenerator(seed, fmt::format("random map/{}", index))));
    return torch::stack(maps);
}

Explanation lrpExplanation(Explainer explainer, const Classifier& classifier, const torch::Tensor& x, const torch::Tensor& targets,
                           const ExplainerOptions& options) {
    LrpOptions lrp = options.lrp;
    if (explainer == Explainer::PlainLrp) lrp.rules.assign(classifier.network->blocks.size(), BlockRule::Main);
    nn::Resnet network = classifier.network;
    return Lrp(network, std::move(lrp), classifier.normalisation).explain(record(*network, x), targets);
}

Result<Answer> answerFor(Explainer explainer, const Classifier& classifier, const Question& question, const ExplainerOptions& options) {
    const torch::Tensor x = classifier.normalised(question.pixels), targets = question.targets.to(x.device());
    Answer answer;
    switch (explainer) {
        case Explainer::Lrp:
        case Explainer::PlainLrp:
            answer.lrp = lrpExplanation(explainer, classifier, x, targets, options);
            answer.maps = answer.lrp->map;
            break;
        case Explainer::GradCam: answer.maps = gradCam(classifier, x, targets); break;
        case Explainer::IntegratedGradients: {
            VITRINE_TRY(answer.maps, integratedGradients(classifier, x, targets, options));
            break;
        }
        case Explainer::GradientTimesInput: answer.maps = (x * gradientOfLogit(classifier, x, targets)).sum(1); break;
        case Explainer::Gradient: answer.maps = gradientOfLogit(classifier, x, targets).abs().sum(1); break;
        case Explainer::Rise: {
            VITRINE_TRY(answer.maps, rise(classifier, x, targets, options));
            break;
        }
        case Explainer::Random: answer.maps = randomMaps(question, options.seed); break;
    }
    answer.maps = answer.maps.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    return answer;
}

}  // namespace

const char* name(Explainer explainer) { return kNames[static_cast<int>(explainer)]; }
const char* title(Explainer explainer) { return kTitles[static_cast<int>(explainer)]; }

Result<Explainer> explainerOf(const std::string& text) {
    for (const Explainer explainer : kExplainers)
        if (text == name(explainer)) return explainer;
    return Error{ErrorCode::InvalidArgument, "Unknown explainer", "\"" + text + "\"", "there is no explainer of that name",
                 fmt::format("Use one of {}.", fmt::join(kNames, ", "))};
}

Result<std::vector<Explainer>> explainerList(const std::string& list) {
    std::vector<Explainer> explainers;
    std::istringstream items(list);
    for (std::string item; std::getline(items, item, ',');) {
        std::erase(item, ' ');
        if (item.empty()) continue;
        VITRINE_TRY(const Explainer explainer, explainerOf(item));
        if (std::find(explainers.begin(), explainers.end(), explainer) == explainers.end()) explainers.push_back(explainer);
    }
    return explainers;
}

torch::Tensor riseMasks(std::uint64_t seed, std::int64_t first, std::int64_t last, std::int64_t side, double keep) {
    const std::int64_t cells = side >= 128 ? 8 : 4, cell = (side + cells - 1) / cells, grown = (cells + 1) * cell;
    std::vector<torch::Tensor> grids, shifts;
    for (std::int64_t mask = first; mask < last; ++mask) {
        const at::Generator generator = namedGenerator(seed, fmt::format("rise mask/{}", mask));
        grids.push_back((torch::rand({1, cells, cells}, generator) < keep).to(torch::kFloat32));
        shifts.push_back(torch::randint(0, cell, {2}, generator));
    }
    const auto options = F::InterpolateFuncOptions().size(std::vector<std::int64_t>{grown, grown}).mode(torch::kBilinear).align_corners(false);
    const torch::Tensor smooth = F::interpolate(torch::stack(grids), options).squeeze(1);
    std::vector<torch::Tensor> masks;
    for (std::size_t i = 0; i < shifts.size(); ++i)
        masks.push_back(smooth[static_cast<std::int64_t>(i)].narrow(0, shifts[i][0].item<std::int64_t>(), side).narrow(1, shifts[i][1].item<std::int64_t>(), side));
    return torch::stack(masks);
}

Result<Answer> explain(Explainer explainer, const Classifier& classifier, const Question& question, const ExplainerOptions& options) {
    const std::string object = fmt::format("{} on {} images", title(explainer), question.pixels.size(0));
    return guarded("Cannot explain the images", object, [&] { return answerFor(explainer, classifier, question, options); });
}

}  // namespace vitrine::lrp

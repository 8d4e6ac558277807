// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/train_classifier.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/compute/errors.h"

namespace vitrine::nn {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr const char* kWhat = "Cannot train the classifier";

Status check(const torch::Tensor& images, const torch::Tensor& labels, const TrainOptions& options) {
    const auto invalid = [](std::string object, std::string why, std::string next) {
        return Error{ErrorCode::InvalidArgument, kWhat, std::move(object), std::move(why), std::move(next)};
    };
    if (images.dim() != 4 || images.size(0) == 0)
        return invalid("training images", "there are none, or they are not [N, C, H, W]", "Give at least one image.");
    if (labels.dim() != 1 || labels.size(0) != images.size(0) || labels.scalar_type() != torch::kInt64)
        return invalid("training labels", fmt::format("they must be {} integers, one for each image", images.size(0)),
                       "Give one label for each image.");
    if (options.epochs < 1 || options.batch < 1 || !(options.learningRate > 0) || !options.generator.defined())
        return invalid("training options",
                       "epochs, batch size and learning rate must be positive, and a generator is needed",
                       "Correct the options.");
    return {};
}

std::unique_ptr<torch::optim::Optimizer> makeOptimizer(torch::nn::Module& model, const TrainOptions& options) {
    if (options.optimizer == OptimizerKind::Adam)
        return std::make_unique<torch::optim::Adam>(
            model.parameters(), torch::optim::AdamOptions(options.learningRate).weight_decay(options.weightDecay));
    return std::make_unique<torch::optim::SGD>(
        model.parameters(),
        torch::optim::SGDOptions(options.learningRate).momentum(options.momentum).weight_decay(options.weightDecay));
}

void setLearningRate(torch::optim::Optimizer& optimizer, double rate) {
    for (auto& group : optimizer.param_groups()) group.options().set_lr(rate);
}

/// One training, its state between the epochs.
class Training {
public:
    Training(const std::function<torch::Tensor(torch::Tensor)>& forward, const torch::Tensor& images,
             const torch::Tensor& labels, const TrainOptions& options,
             std::unique_ptr<torch::optim::Optimizer> optimizer)
        : m_forward(forward),
          m_images(images),
          m_labels(labels),
          m_options(options),
          m_optimizer(std::move(optimizer)) {}

    Result<EpochReport> epoch(std::int64_t number) {
        const std::int64_t count = m_images.size(0);
        const torch::Tensor order = torch::randperm(count, m_options.generator).to(m_images.device());
        EpochReport report{number, m_options.epochs};
        for (std::int64_t begin = 0; begin < count; begin += m_options.batch) {
            if (m_options.cancelled && m_options.cancelled())
                return Error{ErrorCode::Cancelled, "Training stopped", fmt::format("epoch {}", number),
                             "it was cancelled", "Start it again."};
            step(order.slice(0, begin, std::min(begin + m_options.batch, count)), report);
            if (!std::isfinite(report.loss))
                return Error{ErrorCode::MethodFailed, kWhat, fmt::format("epoch {}, image {}", number, begin),
                             "the loss is no finite number", "Lower the learning rate, or check the images for NaN."};
        }
        report.loss /= static_cast<double>(count);
        report.accuracy /= static_cast<double>(count);
        return report;
    }

private:
    /// One batch; adds loss and hits to the report.
    void step(const torch::Tensor& indices, EpochReport& report) {
        const auto steps =
            static_cast<double>(m_options.epochs * ((m_images.size(0) + m_options.batch - 1) / m_options.batch));
        report.learningRate =
            m_options.learningRate * 0.5 * (1 + std::cos(kPi * static_cast<double>(m_step++) / steps));
        setLearningRate(*m_optimizer, report.learningRate);
        const torch::Tensor labels = m_labels.index_select(0, indices);
        const torch::Tensor logits = m_forward(m_images.index_select(0, indices));
        const torch::Tensor loss = torch::nn::functional::cross_entropy(logits, labels);
        m_optimizer->zero_grad();
        loss.backward();
        m_optimizer->step();
        report.loss += loss.item<double>() * static_cast<double>(indices.size(0));
        report.accuracy += (logits.argmax(1) == labels).sum().item<double>();
    }

    const std::function<torch::Tensor(torch::Tensor)>& m_forward;
    const torch::Tensor& m_images;
    const torch::Tensor& m_labels;
    const TrainOptions& m_options;
    std::unique_ptr<torch::optim::Optimizer> m_optimizer;
    std::int64_t m_step = 0;
};

}  // namespace

Result<std::vector<EpochReport>> trainClassifier(torch::nn::Module& model,
                                                 const std::function<torch::Tensor(torch::Tensor)>& forward,
                                                 const torch::Tensor& images, const torch::Tensor& labels,
                                                 const TrainOptions& options) {
    VITRINE_CHECK(check(images, labels, options));
    const std::string object = fmt::format("{} images", images.size(0));
    auto result = guarded(kWhat, object, [&]() -> Result<std::vector<EpochReport>> {
        Training training(forward, images, labels, options, makeOptimizer(model, options));
        std::vector<EpochReport> reports;
        model.train();
        for (std::int64_t number = 1; number <= options.epochs; ++number) {
            VITRINE_TRY(const EpochReport report, training.epoch(number));
            reports.push_back(report);
            if (options.onEpoch) options.onEpoch(report);
        }
        return reports;
    });
    model.eval();
    return result;
}

}  // namespace vitrine::nn

// SPDX-License-Identifier: GPL-3.0-or-later
// One LRP explanation (forward pass, relevance back to the pixels) against forward and backward pass of the same
// network.
#include <torch/torch.h>

#include "core/nn/cifar_resnet.h"
#include "plugins/lrp_resnet/classifier.h"
#include "plugins/lrp_resnet/lrp.h"
#include "tests/bench/bench.h"

namespace vitrine::bench {
namespace {

lrp::Lrp explainer(nn::Resnet network, lrp::SplitRule rule) {
    lrp::LrpOptions options;
    options.rules = require(lrp::blockRules(rule, "", *network));
    return lrp::Lrp(network, options);
}

/// The gradient of one logit with respect to the pixels, without gradients of the weights.
void pixelGradient(nn::Resnet& network, const torch::Tensor& images) {
    const torch::Tensor input = images.detach().clone().set_requires_grad(true);
    network->forward(input).select(1, 0).sum().backward();
}

void weightGradients(nn::Resnet& network, const torch::Tensor& images) {
    network->zero_grad();
    network->forward(images).select(1, 0).sum().backward();
}

void setGradients(nn::ResnetImpl& network, bool wanted) {
    for (torch::Tensor& weight : network.parameters()) weight.set_requires_grad(wanted);
}

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    using namespace vitrine;
    using namespace vitrine::bench;
    Bench bench("bench_lrp", argc, argv);
    torch::manual_seed(1);
    const std::int64_t depth = bench.size(20, 8);
    nn::Resnet network(require(nn::cifarResnet(depth)));
    lrp::freeze(*network, torch::kCPU);
    const lrp::Lrp explain = explainer(network, lrp::SplitRule::Ratio);
    const int times = static_cast<int>(bench.size(25, 3));
    for (const int threads : {1, 2}) {
        torch::set_num_threads(threads);
        for (const std::int64_t batch : {1, 16}) {
            const torch::Tensor images = torch::randn({batch, 3, 32, 32});
            const torch::Tensor targets = torch::zeros({batch}, torch::kLong);
            const auto pass = [&] {
                const torch::NoGradGuard noGraph;
                explain.explain(lrp::record(*network, images), targets);
            };
            std::vector<double> relevances, forwards, toPixels, toWeights;
            for (int round = -3; round < times;
                 ++round) {  // In turn, so that whatever else the machine does hits all alike.
                const double relevance = seconds(pass), forward = seconds([&] {
                                                            const torch::NoGradGuard noGraph;
                                                            network->forward(images);
                                                        });
                const double pixel = seconds([&] { pixelGradient(network, images); });
                setGradients(*network, true);
                const double weight = seconds([&] { weightGradients(network, images); });
                setGradients(*network, false);
                if (round < 0) continue;  // Warm caches and oneDNN's choices first.
                relevances.push_back(relevance);
                forwards.push_back(forward);
                toPixels.push_back(pixel);
                toWeights.push_back(weight);
            }
            const double relevance = median(relevances), forward = median(forwards);
            const double pixels = median(toPixels), training = median(toWeights);
            const std::string measure = fmt::format("ResNet-{}, 32 x 32, batch {}, {} threads", depth, batch, threads);
            bench.add(measure, "LRP: forward and relevance", relevance * 1e3, "ms");
            bench.add(measure, "forward alone", forward * 1e3, "ms");
            bench.add(measure, "forward and backward to the pixels", pixels * 1e3, "ms");
            bench.add(measure, "forward and backward to the weights", training * 1e3, "ms");
            bench.ratio(measure, "LRP / backward to the pixels", relevance / pixels, "");
            bench.ratio(measure, "LRP / backward to the weights", relevance / training, "");
        }
    }
    return bench.finish();
}

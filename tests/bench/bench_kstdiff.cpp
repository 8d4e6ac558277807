// SPDX-License-Identifier: GPL-3.0-or-later
// The denoiser of KSTDiff with all days, hours and relations at once, against the same network written down day by day,
// hour by hour and relation by relation, as the released code goes about it.
#include <torch/torch.h>

#include "core/compute/profiler.h"
#include "core/compute/seed.h"
#include "plugins/kstdiff/flow_model.h"
#include "plugins/kstdiff/test_reference.h"
#include "plugins/kstdiff/training.h"
#include "tests/bench/bench.h"

namespace vitrine::bench {
namespace {

using namespace kstdiff;

/// A city's worth of regions with about the neighbours that New York's tracts have inside one side of the split.
struct Ground {
    torch::Tensor adjacency;
    RegionInputs inputs;
    torch::Tensor volume;

    explicit Ground(std::int64_t regions) {
        std::vector<torch::Tensor> relations;
        for (const double neighbours : {22.0, 5.0, 15.0}) {  // NearBy, BorderBy, SimilarFunc among 219 regions.
            const double share = std::min(0.5, neighbours / 219);
            const torch::Tensor upper =
                (torch::rand({regions, regions}, namedGenerator(1, fmt::format("edges {}", neighbours))) < share)
                    .to(torch::kFloat32)
                    .triu(1);
            relations.push_back(upper + upper.t());
        }
        adjacency = torch::stack(relations);
        inputs = {torch::randn({regions, 6}), torch::randn({regions, 32}), nn::RelationGraph(adjacency, torch::kCPU)};
        volume = torch::randn({regions}) * 0.3;
    }
};

DenoiserConfig configOf(std::int64_t layers, std::int64_t feedForward) {
    DenoiserConfig config;
    config.layers = layers;
    config.feedForward = feedForward;
    return config;
}

/// Share of the time of a call that operators other than matrix products take, with what lies between operators.
double outsideProducts(const std::function<void()>& work) {
    OperatorProfiler::instance().start();
    work();
    const OperatorTimeline timeline = OperatorProfiler::instance().stop();
    double products = 0;
    for (const OperatorEvent& event : timeline.events)
        for (const char* name : {"aten::mm", "aten::addmm", "aten::bmm", "aten::baddbmm"})
            if (event.name == name) products += static_cast<double>(event.selfNs);
    return 1 - products / static_cast<double>(timeline.wallNs);
}

void measureSampling(Bench& bench, const std::string& setting, const DenoiserConfig& config, std::int64_t days) {
    const Ground ground(bench.size(61, 12));
    Denoiser network(config);
    const reference::EdgeList edges(ground.adjacency);
    const torch::Tensor noisy = torch::randn({ground.volume.size(0), days, kHours, kChannels}),
                        steps = torch::full({days}, 500, torch::kInt64);
    const torch::NoGradGuard noGraph;
    const auto ours = [&] { network->forward(noisy, steps, ground.inputs, ground.volume); };
    const auto theirs = [&] { reference::denoise(*network, noisy, steps, ground.inputs, edges, ground.volume); };
    std::vector<double> batched, looped;
    const int times = static_cast<int>(bench.size(3, 1));
    for (int round = -1; round < times; ++round) {
        const double fast = median(repeated(static_cast<int>(bench.size(3, 1)), ours)), slow = seconds(theirs);
        if (round < 0) continue;  // Warm caches first.
        batched.push_back(fast);
        looped.push_back(slow);
    }
    const double fast = median(batched), slow = median(looped);
    const std::string measure = fmt::format("sampling, {}, {} regions, {} days, {} thread(s)", setting,
                                            ground.volume.size(0), days, torch::get_num_threads());
    bench.add(measure, "one denoising step, batched", fast * 1e3, "ms");
    bench.add(measure, "one denoising step, by day, hour and relation", slow * 1e3, "ms");
    bench.add(measure, "days a second at 1000 steps, batched", static_cast<double>(days) / (fast * 1000), "1/s");
    bench.ratio(measure, "by day, hour and relation / batched", slow / fast, "at least 20");
    bench.add(measure, "outside of matrix products, batched", 100 * outsideProducts(ours), "%");
}

void measureTraining(Bench& bench, const DenoiserConfig& config) {
    const Ground ground(bench.size(219, 12));
    const std::int64_t days = 4;
    Denoiser network(config);
    const reference::EdgeList edges(ground.adjacency);
    const torch::Tensor noisy = torch::randn({ground.volume.size(0), days, kHours, kChannels}),
                        steps = torch::full({days}, 50, torch::kInt64);
    const auto train = [&](const torch::Tensor& noise) {
        network->zero_grad();
        torch::l1_loss(noise, noisy).backward();
    };
    const auto ours = [&] { train(network->forward(noisy, steps, ground.inputs, ground.volume)); };
    const auto theirs = [&] { train(reference::denoise(*network, noisy, steps, ground.inputs, edges, ground.volume)); };
    std::vector<double> batched, looped;
    for (int round = -1; round < static_cast<int>(bench.size(3, 1)); ++round) {
        const double fast = median(repeated(static_cast<int>(bench.size(3, 1)), ours)), slow = seconds(theirs);
        if (round < 0) continue;
        batched.push_back(fast);
        looped.push_back(slow);
    }
    const double fast = median(batched), slow = median(looped);
    const std::string measure = fmt::format("training, {} layers, {} regions, {} days, {} thread(s)", config.layers,
                                            ground.volume.size(0), days, torch::get_num_threads());
    bench.add(measure, "steps a second, batched", 1 / fast, "1/s");
    bench.add(measure, "steps a second, by day, hour and relation", 1 / slow, "1/s");
    bench.ratio(measure, "by day, hour and relation / batched", slow / fast, "none");
    bench.add(measure, "outside of matrix products, batched", 100 * outsideProducts(ours), "%");
}

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    using namespace vitrine::bench;
    Bench bench("bench_kstdiff", argc, argv);
    torch::manual_seed(1);
    for (const int threads : {1, 2}) {
        torch::set_num_threads(threads);
        measureSampling(bench, "3 layers, feed-forward 64", configOf(3, 64), bench.size(8, 2));
        if (!bench.smoke()) measureSampling(bench, "5 layers, feed-forward 2048 (released)", configOf(5, 2048), 8);
        measureTraining(bench, configOf(3, 64));
    }
    return bench.finish();
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/scenes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/clock.h"
#include "core/compute/errors.h"
#include "core/compute/seed.h"
#include "core/compute/tensor.h"
#include "core/compute/weights.h"
#include "core/data/safetensors.h"
#include "core/nn/cifar_resnet.h"
#include "core/nn/train_classifier.h"
#include "core/run/run_context.h"

namespace vitrine::lrp {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr std::uint64_t kTrainingSeed = 20240715;  // Fixed: the network belongs to the generator, not to a run.
constexpr std::int64_t kTrainingScenes = 3000, kTrainingEpochs = 8, kTestScenes = 300;
constexpr const char* kModelKey = "scenes-resnet-1.safetensors";  // A new number for every change of generator or training.

using Colour = std::array<double, 3>;

/// Uniform numbers of one scene, one after the other.
class Dice {
public:
    Dice(std::uint64_t seed, std::int64_t index)
        : m_numbers(torch::rand({kNumbers}, namedGenerator(seed, fmt::format("scene/{}", index)), torch::kFloat64)),
          m_next(m_numbers.data_ptr<double>()) {}
    double roll(double low, double high) { return low + (high - low) * *m_next++; }
    Colour colour() {
        Colour colour;
        for (double& channel : colour) channel = roll(0.05, 0.95);
        return colour;
    }

private:
    static constexpr std::int64_t kNumbers = 256;  // A scene takes at most 150.
    torch::Tensor m_numbers;
    const double* m_next;
};

bool inPolygonStar(double u, double v, int points, double inner) {
    const double r = std::hypot(u, v), sector = kPi / points;
    double angle = std::fmod(std::atan2(v, u) + 2 * kPi, 2 * sector);
    angle = std::abs(angle - sector);  // 0 at a notch, `sector` at a tip.
    // The edge is the straight line from notch (radius inner, angle 0) to tip (radius 1, angle sector).
    const double x = r * std::cos(angle), y = r * std::sin(angle), tipX = std::cos(sector), tipY = std::sin(sector);
    return (tipX - inner) * y - tipY * (x - inner) >= 0;
}

/// True inside shape `kind` of radius 1 around 0. 0..9 are the classes, 10..12 the distractors.
bool inside(int kind, double u, double v) {
    const double r = std::hypot(u, v), box = std::max(std::abs(u), std::abs(v));
    switch (kind) {
        case 0: return r <= 0.85;                                                            // disc
        case 1: return r <= 0.95 && r >= 0.5;                                                // ring
        case 2: return box <= 0.75;                                                          // square
        case 3: return box <= 0.85 && box >= 0.45;                                           // frame
        case 4: return v <= 0.6 && v >= -0.95 && std::abs(u) <= (v + 0.95) * 0.6;            // triangle
        case 5: return box <= 0.95 && std::min(std::abs(u), std::abs(v)) <= 0.28;            // cross
        case 6: return inPolygonStar(u, v, 5, 0.42);                                         // star
        case 7: return r <= 0.95 && std::hypot(u - 0.45, v) >= 0.75;                         // crescent
        case 8: return box <= 0.9 && std::fmod(v + 4.0, 0.6) < 0.3;                          // bars
        case 9: return std::abs(std::abs(u) - 0.55) <= 0.4 && std::hypot(std::abs(u) - 0.55, v) <= 0.4;  // pair of dots
        case 10: return std::hypot(u / 0.95, v / 0.3) <= 1;                                  // needle
        case 11: return r <= 0.9 && v >= 0;                                                  // half disc
        default: return box <= 0.9 && (u <= -0.35 || v >= 0.35);                             // angle
    }
}

struct Placed {
    int kind;
    double x, y, radius, angle;
    Colour colour;
    bool covers(double px, double py) const {
        const double dx = (px - x) / radius, dy = (py - y) / radius, c = std::cos(angle), s = std::sin(angle);
        return inside(kind, c * dx + s * dy, c * dy - s * dx);
    }
};

/// A background of four waves between two colours, with fine grain.
struct Texture {
    Colour dark, light;
    std::array<std::array<double, 3>, 4> waves;  // Frequency in x and y, phase.
    explicit Texture(Dice& dice) : dark(dice.colour()), light(dark) {
        for (double& channel : light) channel = std::clamp(channel + dice.roll(-0.35, 0.35), 0.0, 1.0);
        for (auto& [fx, fy, phase] : waves) fx = dice.roll(-0.5, 0.5), fy = dice.roll(-0.5, 0.5), phase = dice.roll(0, 2 * kPi);
    }
    double mix(double x, double y) const {
        double sum = 0;
        for (const auto& [fx, fy, phase] : waves) sum += std::sin(fx * x + fy * y + phase);
        return 0.5 + 0.125 * sum;
    }
    double distanceTo(const Colour& colour) const {
        double sum = 0;
        for (std::size_t c = 0; c < 3; ++c) sum += std::abs(colour[c] - (dark[c] + light[c]) / 2);
        return sum;
    }
    /// A colour that stands out from the background.
    Colour contrast(Dice& dice) const {
        Colour best = dice.colour();
        for (int attempt = 0; attempt < 6; ++attempt)
            if (const Colour other = dice.colour(); distanceTo(other) > distanceTo(best)) best = other;
        return best;
    }
};

Placed place(Dice& dice, int kind, const Texture& texture) {
    const double radius = dice.roll(11, 16), margin = radius + 1;
    const double x = dice.roll(margin, kSceneSide - margin), y = dice.roll(margin, kSceneSide - margin);
    return {kind, x, y, radius, dice.roll(-0.25, 0.25), texture.contrast(dice)};
}

/// Class shape and distractor, apart from each other: opposite in the frame when they would touch.
std::pair<Placed, Placed> placePair(Dice& dice, int label, const Texture& texture) {
    const Placed thing = place(dice, label, texture);
    Placed other = place(dice, 10 + static_cast<int>(dice.roll(0, 2.999)), texture);
    if (std::hypot(thing.x - other.x, thing.y - other.y) < thing.radius + other.radius) {
        other.radius = 9;
        other.x = thing.x < kSceneSide / 2.0 ? kSceneSide - 10 : 10;
        other.y = thing.y < kSceneSide / 2.0 ? kSceneSide - 10 : 10;
    }
    return {thing, other};
}

/// Stem and pooling of an ImageNet network: four times fewer pixels in the blocks, so that training takes seconds; its skips that change
/// the shape are projections.
nn::ResnetConfig sceneNetwork() {
    nn::ResnetConfig config = nn::smallResnet({12, 24, 48}, 1, kSceneClasses, kSceneSide);
    config.family = nn::ResnetFamily::Torchvision;
    config.optionA = false;
    return config;
}

Error trainingError(const Error& cause) {
    return {cause.code, "Cannot train the network of the built-in scenes", "two-object scenes", cause.message(), "Run again, or bind images and weights."};
}

Status trainScenes(const std::filesystem::path& file, const nn::ResnetConfig& config, const std::function<void(const std::string&)>& say,
                   const std::function<bool()>& cancelled) {
    const std::int64_t start = steadyMicros(), total = kTrainingScenes + kTestScenes;
    std::vector<torch::Tensor> pixels;
    std::vector<std::int64_t> labels;
    for (std::int64_t i = 0; i < total; ++i) {
        if (i % 64 == 0 && cancelled()) return cancelledError();
        Scene scene = drawScene(kTrainingSeed, i);
        pixels.push_back(scene.pixels);
        labels.push_back(scene.label);
    }
    const torch::Tensor x = nn::kImageNet.apply(torch::stack(pixels)), y = torch::tensor(labels);
    nn::Resnet network(config);
    nn::initialise(*network, namedGenerator(kTrainingSeed, "initial weights"));
    nn::TrainOptions options;
    options.epochs = kTrainingEpochs;
    options.optimizer = nn::OptimizerKind::Adam;
    options.learningRate = 0.004;
    options.generator = namedGenerator(kTrainingSeed, "order of training");
    options.cancelled = cancelled;
    const auto reports = nn::trainClassifier(*network, [&](torch::Tensor batch) { return network->forward(batch); },
                                             x.slice(0, 0, kTrainingScenes), y.slice(0, 0, kTrainingScenes), options);
    if (!reports) return reports.error().code == ErrorCode::Cancelled ? cancelledError() : trainingError(reports.error());
    const torch::NoGradGuard noGrad;
    const torch::Tensor hits = network->forward(x.slice(0, kTrainingScenes)).argmax(1) == y.slice(0, kTrainingScenes);
    say(fmt::format("the network of the built-in scenes was trained on {} scenes in {}: {:.1f} % of {} new ones are right", kTrainingScenes,
                    durationText(static_cast<double>(steadyMicros() - start) * 1e-6), 100 * hits.to(torch::kFloat64).mean().item<double>(), kTestScenes));
    return writeSafetensors(file, weightsOf(*network));
}

}  // namespace

const std::vector<std::string>& sceneClassNames() {
    static const std::vector<std::string> names{"disc", "ring", "square", "frame", "triangle", "cross", "star", "crescent", "bars", "pair of dots"};
    return names;
}

Scene drawScene(std::uint64_t seed, std::int64_t index) {
    Dice dice(seed, index);
    Scene scene;
    scene.label = index % kSceneClasses;
    const Texture texture(dice);
    const auto [thing, other] = placePair(dice, static_cast<int>(scene.label), texture);
    scene.pixels = torch::empty({3, kSceneSide, kSceneSide});
    scene.object = torch::empty({kSceneSide, kSceneSide}, torch::kBool);
    auto pixels = scene.pixels.accessor<float, 3>();
    auto object = scene.object.accessor<bool, 2>();
    for (std::int64_t y = 0; y < kSceneSide; ++y) {
        for (std::int64_t x = 0; x < kSceneSide; ++x) {
            const double px = static_cast<double>(x) + 0.5, py = static_cast<double>(y) + 0.5, mix = texture.mix(px, py);
            const bool onThing = thing.covers(px, py), onOther = !onThing && other.covers(px, py);
            object[y][x] = onThing;
            for (std::size_t c = 0; c < 3; ++c) {
                const double background = texture.dark[c] * (1 - mix) + texture.light[c] * mix;
                pixels[static_cast<std::int64_t>(c)][y][x] = static_cast<float>(onThing ? thing.colour[c] : onOther ? other.colour[c] : background);
            }
        }
    }
    const torch::Tensor grain = torch::randn({3, kSceneSide, kSceneSide}, namedGenerator(seed, fmt::format("grain/{}", index)));
    scene.pixels = (scene.pixels + 0.04 * grain).clamp(0, 1);
    return scene;
}

Result<Sample> SceneSource::at(std::int64_t index) const {
    const Scene scene = drawScene(m_seed, index);
    Sample sample;
    sample.index = index;
    sample.name = fmt::format("scene {} ({})", index, sceneClassNames()[static_cast<std::size_t>(scene.label)]);
    sample.label = scene.label;
    sample.pixels = scene.pixels;
    sample.picture = (scene.pixels * 255).round().to(torch::kUInt8).permute({1, 2, 0}).contiguous();
    sample.side = kSceneSide;
    sample.object = scene.object;
    return sample;
}

Result<Classifier> sceneClassifier(const CacheFunction& cached, const torch::Device& device, const std::function<void(const std::string&)>& say,
                                   const std::function<bool()>& cancelled) {
    const nn::ResnetConfig config = sceneNetwork();
    VITRINE_TRY(const auto file, cached(kModelKey, [&](const std::filesystem::path& path) {
        return guarded("Cannot train the network of the built-in scenes", "two-object scenes", [&] { return trainScenes(path, config, say, cancelled); });
    }));
    VITRINE_TRY(const NamedArrays weights, readSafetensors(file));
    Classifier classifier;
    classifier.network = nn::Resnet(config);
    VITRINE_CHECK(loadInto(*classifier.network, weights, file.string()));
    classifier.classNames = sceneClassNames();
    classifier.title = fmt::format("{} of the built-in scenes", config.title());
    classifier.device = device;
    freeze(*classifier.network, device);
    return classifier;
}

}  // namespace vitrine::lrp

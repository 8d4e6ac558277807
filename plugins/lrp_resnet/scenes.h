// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"
#include "plugins/lrp_resnet/classifier.h"
#include "plugins/lrp_resnet/images.h"

namespace vitrine::lrp {

/// The built-in generator (ours, not the paper's): a textured background, one of ten shapes that is the class, and one distractor shape
/// of another kind that never matters. Where the class's shape lies is known, so that a map can be judged without a classifier's opinion.
struct Scene {
    torch::Tensor pixels;  ///< F32 [3, 64, 64] in [0, 1].
    torch::Tensor object;  ///< Bool [64, 64]: the shape that decides the class.
    std::int64_t label = 0;
};

inline constexpr std::int64_t kSceneSide = 64, kSceneClasses = 10;

const std::vector<std::string>& sceneClassNames();
/// Scene number `index` of a seed: a pure function of both. Labels go round: index % 10.
Scene drawScene(std::uint64_t seed, std::int64_t index);

/// Endless scenes, offered as `count` images.
class SceneSource final : public ImageSource {
public:
    SceneSource(std::uint64_t seed, std::int64_t count) : m_seed(seed), m_count(count) {}
    std::int64_t count() const override { return m_count; }
    std::string describe() const override { return fmt::format("{} generated two-object scenes", m_count); }
    Result<Sample> at(std::int64_t index) const override;

private:
    std::uint64_t m_seed;
    std::int64_t m_count;
};

/// Makes the file `<cache>/<key>` once: RunContext::cached, or the same for a session.
using CacheFunction = std::function<Result<std::filesystem::path>(const std::string& key,
                                                                  const std::function<Status(const std::filesystem::path&)>& make)>;

/// A small ResNet for the scenes: trained in some seconds, the same for every run (its seed is fixed), taken from the cache the next time.
Result<Classifier> sceneClassifier(const CacheFunction& cached, const torch::Device& device, const std::function<void(const std::string&)>& say,
                                   const std::function<bool()>& cancelled);

}  // namespace vitrine::lrp

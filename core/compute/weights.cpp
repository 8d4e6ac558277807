// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/weights.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/files.h"
#include "core/compute/errors.h"
#include "core/compute/tensor.h"
#include "core/data/npy.h"
#include "core/data/safetensors.h"
#include "core/data/state_dict.h"
#include "core/data/zip.h"

namespace vitrine {
namespace {

/// "3 missing (a, b, c)" with at most ten names; nothing when there are none.
void list(std::vector<std::string>& parts, const std::string& kind, const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 10;
    if (names.empty()) return;
    const std::size_t shown = std::min(names.size(), kShown);
    parts.push_back(fmt::format("{} {} ({}{})", names.size(), kind,
                                fmt::join(names.begin(), names.begin() + shown, ", "),
                                names.size() > kShown ? ", ..." : ""));
}

bool hasSuffix(const std::string& name, const std::vector<std::string>& suffixes) {
    return std::any_of(suffixes.begin(), suffixes.end(), [&](const std::string& suffix) {
        return name == suffix || (name.size() > suffix.size() && name.ends_with("." + suffix));
    });
}

/// Calls `visit(name, tensor)` for every parameter, then every buffer.
template <class Visit>
void forEachTensor(const torch::nn::Module& module, Visit visit) {
    for (const auto& item : module.named_parameters()) visit(item.key(), item.value());
    for (const auto& item : module.named_buffers()) visit(item.key(), item.value());
}

}  // namespace

Result<NamedArrays> readWeights(const std::filesystem::path& file) {
    VITRINE_TRY(const MappedFile mapped, MappedFile::open(file));
    const std::string_view head = mapped.text();
    if (looksLikeLegacyTorch(head)) return readStateDict(file);
    if (looksLikeSafetensors(head)) return readSafetensors(file);
    if (!looksLikeZip(head))
        return Error{ErrorCode::BadFormat, "Cannot read weights", file.string() + ", byte 0",
                     "the file is neither safetensors nor npz nor a PyTorch state dict",
                     "Give a .safetensors, .npz, .pt, .pth, .th or .ckpt file of tensors."};
    VITRINE_TRY(const ZipArchive archive, ZipArchive::open(file, {}));
    const auto& entries = archive.entries();
    const bool fromTorch = std::any_of(entries.begin(), entries.end(), [](const ZipEntry& entry) {
        return entry.name == "data.pkl" || entry.name.ends_with("/data.pkl");
    });
    return fromTorch ? readStateDict(file) : readNpz(file);
}

NamedArrays withoutPrefix(const NamedArrays& weights, const std::string& prefix) {
    NamedArrays result;
    for (const auto& [name, array] : weights)
        result.emplace(name.starts_with(prefix) ? name.substr(prefix.size()) : name, array);
    return result;
}

Status loadInto(torch::nn::Module& module, const NamedArrays& weights, const std::string& object,
                const std::vector<std::string>& optionalSuffixes) {
    std::vector<std::string> missing, extra, misShaped;
    std::vector<std::pair<torch::Tensor, const Array*>> pairs;
    std::set<std::string> known;
    forEachTensor(module, [&](const std::string& name, const torch::Tensor& target) {
        known.insert(name);
        const auto found = weights.find(name);
        if (found == weights.end()) {
            if (!hasSuffix(name, optionalSuffixes)) missing.push_back(name);
        } else if (found->second.shape() != target.sizes().vec()) {
            misShaped.push_back(fmt::format("{}: [{}], expected [{}]", name, fmt::join(found->second.shape(), ", "),
                                            fmt::join(target.sizes().vec(), ", ")));
        } else {
            pairs.emplace_back(target, &found->second);
        }
    });
    for (const auto& [name, array] : weights)
        if (!known.count(name) && !hasSuffix(name, optionalSuffixes)) extra.push_back(name);
    std::vector<std::string> problems;
    list(problems, "missing", missing);
    list(problems, "unknown", extra);
    list(problems, "of another shape", misShaped);
    if (!problems.empty())
        return Error{ErrorCode::BadFormat, "Cannot load weights", object,
                     fmt::format("tensors do not fit the network: {}", fmt::join(problems, "; ")),
                     "Give weights of this very network, or choose the network "
                     "that they belong to."};
    return guarded("Cannot load weights", object, [&] {
        torch::NoGradGuard noGrad;
        for (auto& [target, array] : pairs) target.copy_(toTensor(*array));
    });
}

NamedArrays weightsOf(const torch::nn::Module& module) {
    NamedArrays result;
    forEachTensor(module,
                  [&](const std::string& name, const torch::Tensor& tensor) { result.emplace(name, toArray(tensor)); });
    return result;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"
#include "core/data/array.h"

namespace vitrine::lrp {

/// One image to explain.
struct Sample {
    std::int64_t index = 0;      ///< Number in its source; names its random streams.
    std::string name;            ///< "cifar10_lossless100.bin #3", "n02123045_tabby.JPEG"
    std::int64_t label = -1;     ///< True class; -1: not known.
    torch::Tensor pixels;        ///< What the network sees, before normalisation: F32 [3, S, S] in [0, 1].
    torch::Tensor picture;       ///< What a person sees: U8 [H, W, 3]; at most 512 px on the shorter side.
    std::int64_t top = 0, left = 0, side = 0;  ///< The square of `picture` that the network sees.
    torch::Tensor object;        ///< Bool [S, S]: where the thing is that decides the class. Undefined when not known.
};

/// Images by number, decoded when asked for.
class ImageSource {
public:
    virtual ~ImageSource() = default;
    virtual std::int64_t count() const = 0;
    virtual std::string describe() const = 0;  ///< "100 CIFAR images of a.bin"
    virtual Result<Sample> at(std::int64_t index) const = 0;
};

/// Opens a CIFAR binary file, a JPEG pack, one picture, or a folder of pictures, for a network with S x S inputs. Pictures of another
/// size are cropped to their middle square and resized to S x S (mean over the covered area when shrinking, bilinear when growing); `say` is
/// told so once.
Result<std::unique_ptr<ImageSource>> openImages(const std::filesystem::path& path, std::int64_t inputSize,
                                                const std::function<void(const std::string&)>& say);

/// A sample of a picture U8 [H, W, 3]: cropped and resized as above.
Result<Sample> sampleOf(const Array& picture, std::int64_t inputSize, const std::string& name);

}  // namespace vitrine::lrp

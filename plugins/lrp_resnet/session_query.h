// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/run/method.h"
#include "plugins/lrp_resnet/inputs.h"

namespace vitrine::lrp {

/// Reads the parameters of requests; the first wrong one is the error.
Result<std::int64_t> wholeNumber(const Json& parameters, const char* key, std::int64_t fallback, std::int64_t least, std::int64_t most);
Result<std::string> textOf(const Json& parameters, const char* key, const std::string& fallback);

/// The session's options with those of the request on top: "explainer", "split", "block_rules", "epsilon", "top_k", "fold_batch_norm",
/// "close_padding", "first_layer", "quantise", "levels", "step", "ties", "replacement", "rise_masks", "integration_steps".
Result<Options> optionsOf(const Options& session, const Json& parameters);

/// The image of a request: the array "image" (U8 [H, W, 3], or F32 [3, S, S] in [0, 1] as the network takes it), else number "image"
/// of the session's images (default 0).
Result<Sample> sampleOfRequest(const Inputs& inputs, const Request& request);

/// True for "target": "label"; the other targets leave the class to "class", else to the prediction.
Result<bool> asksForLabel(const Json& parameters);

/// The numbers "from" .. "from" + "count" - 1 of a request, cut at `total`; at most `most` of them.
Result<std::vector<std::int64_t>> rangeOf(const Json& parameters, std::int64_t total, std::int64_t most);

/// Small pictures of the images "from", "count": what the network sees, at most 96 px, U8 [n, h, w, 3], with names and labels.
Result<Reply> thumbnails(const Inputs& inputs, const Request& request);

/// The array "map" of a request, F32 [S, S] without NaN.
Result<torch::Tensor> mapOfRequest(const Request& request, std::int64_t side);

/// A rectangle drawn by hand, in pixels of the network's input.
struct Edit {
    std::int64_t x = 0, y = 0, width = 0, height = 0;
};
Result<std::vector<Edit>> editsOf(const Json& parameters, std::int64_t side);

}  // namespace vitrine::lrp

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/figures.h"

#include "core/compute/tensor.h"
#ifndef VITRINE_NO_MEDIA
#include "core/media/colormap.h"
#include "core/media/resize.h"
#endif

namespace vitrine::lrp {

double fullColour(const torch::Tensor& map) {
    const torch::Tensor magnitudes = map.abs().flatten().to(torch::kFloat64);
    const double most = magnitudes.quantile(0.99).item<double>();
    return most > 0 ? most : magnitudes.max().item<double>();
}

Array stackRows(const std::vector<Array>& rows) {
    std::vector<torch::Tensor> tensors;
    for (const Array& row : rows) tensors.push_back(toTensor(row));
    return toArray(torch::cat(tensors).contiguous());
}

#ifdef VITRINE_NO_MEDIA

bool canDraw() { return false; }

namespace {
Error noPictures() {
    return {ErrorCode::Unsupported, "Cannot draw", "heat map", "this build has no image support", "Build with VITRINE_MEDIA=ON."};
}
}  // namespace
Result<Array> heatPicture(const torch::Tensor&, std::int64_t) { return noPictures(); }
Result<Array> inputPicture(const Sample&) { return noPictures(); }
Result<Array> overlayPicture(const Sample&, const torch::Tensor&, double) { return noPictures(); }
Result<Array> sheetRow(const Sample&, const std::vector<torch::Tensor>&, double) { return noPictures(); }

#else

namespace {

constexpr std::int64_t kGap = 4;        // px between the pictures of a contact sheet.
constexpr std::int64_t kLeastSide = 256;

Array coloured(const torch::Tensor& map) {
    const double most = fullColour(map);
    const bool isSigned = map.min().item<double>() < 0;
    return applyColormap(toArray(map.contiguous()), isSigned ? Colormap::Bwr : Colormap::Magma, isSigned ? -most : 0, most);
}

/// Enlarged without smoothing (each pixel stays visible), shrunk by area.
Result<Array> toSide(const Array& picture, std::int64_t side) {
    return resizeImage(picture, side, side, picture.dim(0) > side ? Resampling::Area : Resampling::Nearest);
}

/// Blends colours over a square of `picture` F32 [H, W, 3] with the weight |map| / full.
void blend(torch::Tensor square, const torch::Tensor& map, double opacity) {
    const double most = fullColour(map);
    const torch::Tensor colours = toTensor(coloured(map)).to(torch::kFloat32);
    const torch::Tensor weight = (map.abs() / (most > 0 ? most : 1)).clamp(0, 1).mul(opacity).unsqueeze(-1);
    square.copy_(square * (1 - weight) + colours * weight);
}

Array bytes(const torch::Tensor& picture) { return toArray(picture.round().clamp(0, 255).to(torch::kUInt8).contiguous()); }

Array seenSquare(const Sample& sample) {
    return toArray(sample.picture.narrow(0, sample.top, sample.side).narrow(1, sample.left, sample.side).contiguous());
}

}  // namespace

bool canDraw() { return true; }

Result<Array> heatPicture(const torch::Tensor& map, std::int64_t side) { return toSide(coloured(map), side); }

Result<Array> inputPicture(const Sample& sample) {
    const std::int64_t zoom = std::max<std::int64_t>(1, kLeastSide / sample.side);
    return resizeImage(toArray(sample.picture), sample.picture.size(0) * zoom, sample.picture.size(1) * zoom, Resampling::Nearest);
}

Result<Array> overlayPicture(const Sample& sample, const torch::Tensor& map, double opacity) {
    VITRINE_TRY(const Array picture, inputPicture(sample));
    const std::int64_t zoom = picture.dim(0) / sample.picture.size(0), side = sample.side * zoom;
    VITRINE_TRY(const Array grown, resizeImage(toArray(map.contiguous()), side, side, Resampling::Bilinear));
    const torch::Tensor canvas = toTensor(picture).to(torch::kFloat32);
    blend(canvas.narrow(0, sample.top * zoom, side).narrow(1, sample.left * zoom, side), toTensor(grown), opacity);
    return bytes(canvas);
}

Result<Array> sheetRow(const Sample& sample, const std::vector<torch::Tensor>& maps, double opacity) {
    VITRINE_TRY(const Array seen, toSide(seenSquare(sample), kCell));
    std::vector<torch::Tensor> cells{toTensor(seen)};
    const torch::Tensor gap = torch::full({kCell, kGap, 3}, 255, torch::kUInt8);
    for (const torch::Tensor& map : maps) {
        VITRINE_TRY(const Array heat, heatPicture(map, kCell));
        cells.push_back(gap);
        cells.push_back(toTensor(heat));
        if (&map != &maps.front()) continue;
        VITRINE_TRY(const Array grown, resizeImage(toArray(map.contiguous()), kCell, kCell, Resampling::Bilinear));
        const torch::Tensor over = toTensor(seen).to(torch::kFloat32);
        blend(over, toTensor(grown), opacity);
        cells.push_back(gap);
        cells.push_back(toTensor(bytes(over)));
    }
    const torch::Tensor row = torch::cat(cells, 1);
    return toArray(torch::cat({row, torch::full({kGap, row.size(1), 3}, 255, torch::kUInt8)}).contiguous());
}

#endif

}  // namespace vitrine::lrp

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/images.h"

#include <algorithm>

#include "core/base/files.h"
#include "core/compute/errors.h"
#include "core/compute/tensor.h"
#include "core/data/cifar.h"
#include "core/data/readers.h"
#ifndef VITRINE_NO_MEDIA
#include "core/media/image.h"
#endif

namespace vitrine::lrp {
namespace {

namespace F = torch::nn::functional;

constexpr std::int64_t kShownSide = 512;     // px; larger pictures are shown smaller.
constexpr std::size_t kMostFiles = 1000000;  // A folder beyond that is a mistake.

Result<Array> pictureFile(const std::filesystem::path& file) {
#ifdef VITRINE_NO_MEDIA
    return Error{ErrorCode::Unsupported, "Cannot read the picture", file.string(), "this build has no image support", "Build with VITRINE_MEDIA=ON."};
#else
    return readImage(file);
#endif
}

Result<Array> pictureBytes(std::span<const std::uint8_t> bytes, const std::string& name) {
#ifdef VITRINE_NO_MEDIA
    return Error{ErrorCode::Unsupported, "Cannot decode the picture", name, "this build has no image support", "Build with VITRINE_MEDIA=ON."};
#else
    return decodeImage(bytes, name);
#endif
}

/// [3, H, W] in [0, 1] to [3, height, width].
torch::Tensor resized(const torch::Tensor& pixels, std::int64_t height, std::int64_t width) {
    if (pixels.size(1) == height && pixels.size(2) == width) return pixels;
    const torch::Tensor batch = pixels.unsqueeze(0);
    const bool shrinks = pixels.size(1) >= height && pixels.size(2) >= width;
    auto options = F::InterpolateFuncOptions().size(std::vector<std::int64_t>{height, width});
    if (shrinks) return F::interpolate(batch, options.mode(torch::kArea)).squeeze(0);
    return F::interpolate(batch, options.mode(torch::kBilinear).align_corners(false)).squeeze(0);
}

torch::Tensor bytesOf(const torch::Tensor& pixels) {
    return (pixels * 255).round().clamp(0, 255).to(torch::kUInt8).permute({1, 2, 0}).contiguous();
}

/// The standard binary batches, or a JPEG pack: labelled images in one file.
class PackedImages final : public ImageSource {
public:
    PackedImages(std::string name, NamedArrays arrays, std::int64_t inputSize)
        : m_name(std::move(name)), m_arrays(std::move(arrays)), m_inputSize(inputSize), m_compressed(m_arrays.contains("offsets")) {}

    std::int64_t count() const override { return m_arrays.at("labels").count(); }
    std::string describe() const override { return fmt::format("{} images of {}", count(), m_name); }
    Result<Sample> at(std::int64_t index) const override {
        const std::string name = fmt::format("{} #{}", m_name, index);
        VITRINE_TRY(const Array picture, m_compressed ? jpeg(index, name) : planes(index));
        VITRINE_TRY(Sample sample, sampleOf(picture, m_inputSize, name));
        sample.index = index;
        sample.label = m_arrays.at("labels").values<std::int64_t>()[static_cast<std::size_t>(index)];
        return sample;
    }

private:
    Result<Array> planes(std::int64_t index) const {
        return toArray(toTensor(m_arrays.at("images").row(index)).permute({1, 2, 0}).contiguous());
    }
    Result<Array> jpeg(std::int64_t index, const std::string& name) const {
        const auto offsets = m_arrays.at("offsets").values<std::int64_t>();
        const auto first = static_cast<std::size_t>(offsets[static_cast<std::size_t>(index)]);
        const auto last = static_cast<std::size_t>(offsets[static_cast<std::size_t>(index) + 1]);
        return pictureBytes(m_arrays.at("bytes").values<std::uint8_t>().subspan(first, last - first), name);
    }

    std::string m_name;
    NamedArrays m_arrays;
    std::int64_t m_inputSize;
    bool m_compressed;
};

/// Pictures of the user, one file each.
class PictureFiles final : public ImageSource {
public:
    PictureFiles(std::vector<std::filesystem::path> files, std::int64_t inputSize, std::string description)
        : m_files(std::move(files)), m_inputSize(inputSize), m_description(std::move(description)) {}

    std::int64_t count() const override { return static_cast<std::int64_t>(m_files.size()); }
    std::string describe() const override { return m_description; }
    Result<Sample> at(std::int64_t index) const override {
        const std::filesystem::path& file = m_files[static_cast<std::size_t>(index)];
        VITRINE_TRY(const Array picture, pictureFile(file));
        VITRINE_TRY(Sample sample, sampleOf(picture, m_inputSize, file.string()));
        sample.name = file.filename().string();
        sample.index = index;
        return sample;
    }

private:
    std::vector<std::filesystem::path> m_files;
    std::int64_t m_inputSize;
    std::string m_description;
};

bool isPicture(const std::filesystem::path& file) {
    static const std::vector<std::string> suffixes{".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".pgm", ".pbm", ".pam", ".gif", ".tif", ".tiff", ".webp"};
    std::string suffix = file.extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end();
}

/// The pictures of a folder by name; sub-folders and other files are left out and counted.
Result<std::vector<std::filesystem::path>> picturesOf(const std::filesystem::path& folder, std::size_t& others) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_regular_file(ignored) && isPicture(entry->path())) files.push_back(entry->path());
        else ++others;
        if (files.size() > kMostFiles)
            return Error{ErrorCode::TooLarge, "Cannot open the images", folder.string(), fmt::format("it holds more than {} pictures", kMostFiles), "Give a smaller folder."};
    }
    if (error) return systemError("Cannot list the folder", folder, error.value());
    if (files.empty())
        return Error{ErrorCode::NotFound, "Cannot open the images", folder.string(), fmt::format("the folder holds no picture ({} other entries)", others),
                     "Give a folder with PNG, JPEG, BMP, GIF, TIFF, WebP or PNM files; sub-folders are not searched."};
    std::sort(files.begin(), files.end());
    return files;
}

/// "jpgpack", "cifar" or "image", by the first bytes and then the name.
Result<std::string> kindOf(const std::filesystem::path& file) {
    VITRINE_TRY(const MappedFile bytes, MappedFile::open(file));
    if (bytes.text().starts_with("JPGPACK1")) return std::string("jpgpack");
#ifndef VITRINE_NO_MEDIA
    if (looksLikeImage({bytes.data(), std::min<std::size_t>(bytes.size(), 64)})) return std::string("image");
#endif
    return std::string(isPicture(file) ? "image" : file.extension() == ".jpgpack" ? "jpgpack" : "cifar");
}

}  // namespace

Result<Sample> sampleOf(const Array& picture, std::int64_t inputSize, const std::string& name) {
    return guarded("Cannot prepare the picture", name, [&]() -> Result<Sample> {
        if (picture.dtype() != DType::U8 || picture.rank() != 3 || picture.dim(2) != 3 || picture.empty())
            return Error{ErrorCode::BadFormat, "Cannot prepare the picture", name, "it is " + picture.describe() + ", expected u8 [H, W, 3]", "Give an RGB picture."};
        torch::Tensor pixels = toTensor(picture).permute({2, 0, 1}).to(torch::kFloat32) / 255;
        const std::int64_t shorter = std::min(pixels.size(1), pixels.size(2));
        Sample sample;
        sample.name = name;
        const torch::Tensor square = pixels.narrow(1, (pixels.size(1) - shorter) / 2, shorter).narrow(2, (pixels.size(2) - shorter) / 2, shorter);
        sample.pixels = resized(square, inputSize, inputSize).contiguous();
        if (shorter > kShownSide) pixels = resized(pixels, pixels.size(1) * kShownSide / shorter, pixels.size(2) * kShownSide / shorter);
        sample.picture = bytesOf(pixels);
        sample.side = std::min(sample.picture.size(0), sample.picture.size(1));
        sample.top = (sample.picture.size(0) - sample.side) / 2;
        sample.left = (sample.picture.size(1) - sample.side) / 2;
        return sample;
    });
}

Result<std::unique_ptr<ImageSource>> openImages(const std::filesystem::path& path, std::int64_t inputSize,
                                                const std::function<void(const std::string&)>& say) {
    const std::string resizing = fmt::format("pictures of another size are cropped to their middle square and resized to {0} x {0} for the network; "
                                             "heat maps are scaled up again for the overlay", inputSize);
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        std::size_t others = 0;
        VITRINE_TRY(auto files, picturesOf(path, others));
        if (others > 0) say(fmt::format("{} entries of {} are no pictures and are left out", others, path.string()));
        say(resizing);
        const std::string description = fmt::format("{} pictures of {}", files.size(), path.string());
        return std::unique_ptr<ImageSource>(std::make_unique<PictureFiles>(std::move(files), inputSize, description));
    }
    VITRINE_TRY(const std::string kind, kindOf(path));
    if (kind == "image") {
        say(resizing);
        return std::unique_ptr<ImageSource>(std::make_unique<PictureFiles>(std::vector{path}, inputSize, path.filename().string()));
    }
    VITRINE_TRY(NamedArrays arrays, kind == "jpgpack" ? readJpgPack(path) : readCifar(path));
    if (arrays.at("labels").count() == 0)
        return Error{ErrorCode::BadFormat, "Cannot open the images", path.string(), "the file holds no image", "Give a file with at least one image."};
    if (inputSize != 32) say(resizing);
    return std::unique_ptr<ImageSource>(std::make_unique<PackedImages>(path.filename().string(), std::move(arrays), inputSize));
}

}  // namespace vitrine::lrp

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/formats.h"

#include <memory>
#include <mutex>

#include "core/data/readers.h"
#include "core/media/audio.h"
#include "core/media/image.h"
#include "core/media/video.h"

namespace vitrine {
namespace {

MediaLimits limitsFrom(const ReadLimits& limits) {
    MediaLimits media;
    media.maxBytes = std::min(media.maxBytes, limits.maxBytes);
    return media;
}

Result<DataValue> readPicture(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(Array image, readImage(path, limitsFrom(limits)));
    return DataValue(std::move(image));
}

Result<DataValue> readClip(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(VideoReader reader, VideoReader::open(path, limitsFrom(limits)));
    const auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    std::int64_t frames = 0;
    for (;; ++frames) {
        VITRINE_TRY(const auto frame, reader.next());
        if (!frame) break;
        const auto values = frame->pixels.values<std::uint8_t>();
        if (pixels->size() + values.size() > limits.maxBytes)
            return Error{ErrorCode::TooLarge, "Cannot read video", fmt::format("{}, frame {}", path.string(), frames),
                         fmt::format("its frames need more than {} bytes", limits.maxBytes),
                         "Cut it shorter or scale it down."};
        pixels->insert(pixels->end(), values.begin(), values.end());
    }
    if (frames == 0)
        return Error{ErrorCode::BadFormat, "Cannot read video", path.string(), "it holds no frames",
                     "The file is cut off: copy it again."};
    Array clip = Array::wrap(DType::U8, {frames, reader.info().height, reader.info().width, 3}, pixels, pixels->data());
    clip.axes = {"time", "y", "x", "channel"};
    return DataValue(std::move(clip));
}

Result<DataValue> readSound(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(AudioClip clip, readAudio(path, {}, limitsFrom(limits)));
    return DataValue(std::move(clip.samples));
}

bool isPicture(std::string_view head, const std::filesystem::path&) {
    return looksLikeImage({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()});
}

bool isClip(std::string_view head, const std::filesystem::path& path) {
    const std::string_view type = head.substr(0, 12);
    const bool quickTime =
        type.size() == 12 && (type.substr(4, 4) == "ftyp" || type.substr(4, 4) == "moov") && path.extension() != ".m4a";
    return quickTime || head.starts_with("\x1a\x45\xdf\xa3") ||
           (head.starts_with("RIFF") && type.substr(std::min<std::size_t>(8, type.size())) == "AVI ");
}

bool isSound(std::string_view head, const std::filesystem::path&) {
    const std::string_view type = head.substr(0, 12);
    return (head.starts_with("RIFF") && type.substr(std::min<std::size_t>(8, type.size())) == "WAVE") ||
           head.starts_with("fLaC") || head.starts_with("OggS") || head.starts_with("ID3");
}

}  // namespace

void registerMediaFormats() {
    static std::once_flag once;
    std::call_once(once, [] {
        FormatRegistry& registry = FormatRegistry::instance();
        registry.add({"image",
                      "Picture",
                      {".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".pgm", ".pbm", ".pnm", ".pam", ".gif", ".tif", ".tiff",
                       ".webp"},
                      isPicture,
                      readPicture});
        registry.add({"video",
                      "Video clip",
                      {".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".ts"},
                      isClip,
                      readClip});
        registry.add(
            {"audio", "Sound", {".wav", ".mp3", ".flac", ".ogg", ".oga", ".m4a", ".aac", ".aiff"}, isSound, readSound});
    });
}

}  // namespace vitrine

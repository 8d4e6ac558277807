// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/array.h"
#include "core/media/limits.h"

namespace vitrine {

struct VideoInfo {
    int width = 0, height = 0;   ///< As stored; a rotation tag is not applied.
    double framesPerSecond = 0;  ///< Mean rate; 0 when unknown.
    std::int64_t frameCountEstimate =
        0;  ///< From the header or from duration and rate; `VideoReader::frameTimes` counts exactly.
    double durationSeconds = 0;
    double timeBase = 0;  ///< Seconds per tick of the stream's clock.
    std::string codec;    ///< "h264", "gif", ...
};

struct VideoFrame {
    Array pixels;        ///< U8 [H,W,3] RGB, axes y, x, channel.
    double seconds = 0;  ///< Since the clip's first timestamp.
};

/// Reads the first video stream of mp4, mov, avi, mkv, webm, gif and others, frame by frame or at any place.
class VideoReader {
public:
    static Result<VideoReader> open(const std::filesystem::path& path, const MediaLimits& limits = {});
    VideoReader(VideoReader&&) noexcept;
    VideoReader& operator=(VideoReader&&) noexcept;
    ~VideoReader();

    const VideoInfo& info() const;

    /// The next frame, or nothing at the end. A damaged place is an error; the call after it goes on behind.
    Result<std::optional<VideoFrame>> next();

    /// Makes `next` return frame `number` (0 is the first). Exact: decodes from the key frame before it.
    Status seekFrame(std::int64_t number);
    /// Makes `next` return the first frame that begins at `seconds` or later.
    Status seekSeconds(double seconds);

    /// Seconds of every frame in the order of display. Reads the whole file once, without decoding; kept.
    Result<std::vector<double>> frameTimes();
    /// Numbers of the frames where decoding can start, in rising order.
    Result<std::vector<std::int64_t>> keyFrames();

private:
    struct State;
    explicit VideoReader(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

struct VideoOptions {
    double framesPerSecond = 10;  ///< 0.01 ... 1000; GIF players round to hundredths of a second.
    int quality =
        18;  ///< x264's constant rate factor: 0 lossless ... 51 worst. Without x264 the nearest MPEG-4 quantiser.
};

/// Writes a clip: ".mp4" with H.264 (MPEG-4 part 2 where FFmpeg lacks x264), or ".gif" with a palette per frame. H.264
/// needs even sides: an odd side gets its last row or column twice. The file appears under its name only when `finish`
/// succeeds.
class VideoWriter {
public:
    static Result<VideoWriter> open(const std::filesystem::path& path, int width, int height,
                                    const VideoOptions& options = {});
    VideoWriter(VideoWriter&&) noexcept;
    VideoWriter& operator=(VideoWriter&&) noexcept;
    ~VideoWriter();

    /// U8 [H,W,3] or [H,W] of the size given to `open`.
    Status add(const Array& frame);
    /// Completes and names the file; the writer is spent afterwards. At least one frame must have been added.
    Status finish();
    /// "libx264", "mpeg4" or "gif".
    std::string encoder() const;

private:
    struct State;
    explicit VideoWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace vitrine

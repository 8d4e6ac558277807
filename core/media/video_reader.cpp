// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/media/media_source.h"
#include "core/media/pixel_converter.h"
#include "core/media/video.h"

namespace vitrine {
namespace {

using ffmpeg::MediaSource;

/// One frame of the index: its time in the stream's clock, and whether decoding can start there.
struct IndexEntry {
    std::int64_t timestamp;
    bool key;
};

}  // namespace

struct VideoReader::State {
    std::filesystem::path path;
    MediaLimits limits;
    MediaSource source;
    VideoInfo info;
    ffmpeg::PixelConverter converter;
    ffmpeg::Frame frame = ffmpeg::makeFrame();
    bool pending = false;  ///< `frame` was found by a seek and is still to be returned.
    std::vector<IndexEntry> index;

    State(std::filesystem::path file, const MediaLimits& caps, MediaSource open)
        : path(std::move(file)), limits(caps), source(std::move(open)) {
        const AVStream& stream = source.stream();
        info.width = stream.codecpar->width;
        info.height = stream.codecpar->height;
        const AVRational rate =
            av_guess_frame_rate(const_cast<AVFormatContext*>(&source.input()), const_cast<AVStream*>(&stream), nullptr);
        info.framesPerSecond = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
        info.timeBase = av_q2d(stream.time_base);
        if (stream.duration > 0)
            info.durationSeconds = static_cast<double>(stream.duration) * info.timeBase;
        else if (source.input().duration > 0)
            info.durationSeconds = static_cast<double>(source.input().duration) / AV_TIME_BASE;
        info.frameCountEstimate = stream.nb_frames > 0
                                      ? stream.nb_frames
                                      : std::llround(std::min(info.durationSeconds * info.framesPerSecond, 1e15));
        info.codec = avcodec_get_name(stream.codecpar->codec_id);
    }

    std::int64_t frameTimestamp() const {
        return frame->best_effort_timestamp == AV_NOPTS_VALUE ? source.startTime() : frame->best_effort_timestamp;
    }

    /// Decodes until a frame at or after `timestamp` is pending; false at the end.
    Result<bool> decodeTo(std::int64_t timestamp) {
        for (;;) {
            VITRINE_TRY(const bool got, source.receive(*frame));
            if (!got) return false;
            if (frameTimestamp() >= timestamp) return pending = true;
        }
    }

    /// From the key frame before; where the container's index leads behind the target, from the start.
    Status seek(std::int64_t timestamp, std::int64_t keyTimestamp) {
        pending = false;
        if (source.seek(keyTimestamp)) {
            const auto got = source.receive(*frame);
            if (got.ok() && *got && frameTimestamp() <= timestamp) {
                pending = frameTimestamp() == timestamp;
                return pending ? Status() : found(decodeTo(timestamp));
            }
        }
        VITRINE_TRY(source, MediaSource::open(path, AVMEDIA_TYPE_VIDEO, limits));
        return found(decodeTo(timestamp));
    }

    Status found(const Result<bool>& decoded) const {
        if (!decoded.ok()) return decoded.error();
        if (*decoded) return {};
        return Error{ErrorCode::BadFormat, "Cannot seek in video", path.string(), "the stream ends before the frame",
                     "The file is cut off: copy it again."};
    }

    Status fillIndex() {
        if (!index.empty()) return {};
        VITRINE_TRY(MediaSource scan, MediaSource::open(path, AVMEDIA_TYPE_VIDEO, limits));
        const ffmpeg::Packet packet = ffmpeg::makePacket();
        for (;;) {
            VITRINE_TRY(const bool got, scan.readPacket(*packet));
            if (!got) break;
            if (packet->flags & AV_PKT_FLAG_DISCARD) continue;
            if (static_cast<std::int64_t>(index.size()) >= limits.maxFrames)
                return Error{ErrorCode::TooLarge, "Cannot index video", path.string(),
                             fmt::format("it has more than {} frames", limits.maxFrames), "Cut it into parts."};
            const std::int64_t timestamp = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
            index.push_back({timestamp == AV_NOPTS_VALUE ? static_cast<std::int64_t>(index.size()) : timestamp,
                             (packet->flags & AV_PKT_FLAG_KEY) != 0});
        }
        std::stable_sort(index.begin(), index.end(),
                         [](const IndexEntry& a, const IndexEntry& b) { return a.timestamp < b.timestamp; });
        if (index.empty())
            return Error{ErrorCode::BadFormat, "Cannot index video", path.string(), "it holds no frames",
                         "The file is cut off: copy it again."};
        return {};
    }
};

VideoReader::VideoReader(std::unique_ptr<State> state) : m_state(std::move(state)) {}
VideoReader::VideoReader(VideoReader&&) noexcept = default;
VideoReader& VideoReader::operator=(VideoReader&&) noexcept = default;
VideoReader::~VideoReader() = default;

Result<VideoReader> VideoReader::open(const std::filesystem::path& path, const MediaLimits& limits) {
    VITRINE_TRY(MediaSource source, MediaSource::open(path, AVMEDIA_TYPE_VIDEO, limits));
    auto state = std::make_unique<State>(path, limits, std::move(source));
    if (state->info.width > limits.maxSide || state->info.height > limits.maxSide)
        return Error{ErrorCode::TooLarge, "Cannot read video", path.string(),
                     fmt::format("it has {} x {} pixels, sides of at most {} are read", state->info.width,
                                 state->info.height, limits.maxSide),
                     "Scale it down first."};
    return VideoReader(std::move(state));
}

const VideoInfo& VideoReader::info() const {
    return m_state->info;
}

Result<std::optional<VideoFrame>> VideoReader::next() {
    State& state = *m_state;
    if (!std::exchange(state.pending, false)) {
        VITRINE_TRY(const bool got, state.source.receive(*state.frame));
        if (!got) return std::optional<VideoFrame>();
    }
    const double seconds = state.source.seconds(state.frameTimestamp());
    if (state.frame->width != state.info.width || state.frame->height != state.info.height)
        return Error{ErrorCode::Unsupported, "Cannot read video",
                     fmt::format("{}, second {:.3f}", state.path.string(), seconds),
                     fmt::format("the picture changes from {} x {} to {} x {} pixels", state.info.width,
                                 state.info.height, state.frame->width, state.frame->height),
                     "Convert the clip to one size."};
    VITRINE_TRY(Array pixels, state.converter.toRgb(*state.frame, state.path.string()));
    return std::optional<VideoFrame>(VideoFrame{std::move(pixels), seconds});
}

Status VideoReader::seekFrame(std::int64_t number) {
    State& state = *m_state;
    VITRINE_CHECK(state.fillIndex());
    const auto count = static_cast<std::int64_t>(state.index.size());
    if (number < 0 || number >= count)
        return Error{ErrorCode::InvalidArgument, "Cannot seek in video",
                     fmt::format("{}, frame {}", state.path.string(), number), fmt::format("it has {} frames", count),
                     fmt::format("Give a frame from 0 to {}.", count - 1)};
    std::int64_t key = number;
    while (key > 0 && !state.index[static_cast<std::size_t>(key)].key) --key;
    return state.seek(state.index[static_cast<std::size_t>(number)].timestamp,
                      state.index[static_cast<std::size_t>(key)].timestamp);
}

Status VideoReader::seekSeconds(double seconds) {
    State& state = *m_state;
    VITRINE_TRY(const std::vector<double> times, frameTimes());
    const double tolerance = state.info.timeBase / 2;  // A time that was printed and read again still finds its frame.
    const auto found =
        std::find_if(times.begin(), times.end(), [&](double time) { return time >= seconds - tolerance; });
    if (!(seconds >= 0) || found == times.end())
        return Error{ErrorCode::InvalidArgument, "Cannot seek in video",
                     fmt::format("{}, second {}", state.path.string(), seconds),
                     fmt::format("its last frame begins at second {:.3f}", times.back()),
                     "Give a time inside the clip."};
    return seekFrame(found - times.begin());
}

Result<std::vector<double>> VideoReader::frameTimes() {
    VITRINE_CHECK(m_state->fillIndex());
    std::vector<double> times;
    for (const IndexEntry& entry : m_state->index) times.push_back(m_state->source.seconds(entry.timestamp));
    return times;
}

Result<std::vector<std::int64_t>> VideoReader::keyFrames() {
    VITRINE_CHECK(m_state->fillIndex());
    std::vector<std::int64_t> keys;
    for (std::size_t i = 0; i < m_state->index.size(); ++i)
        if (m_state->index[i].key) keys.push_back(static_cast<std::int64_t>(i));
    return keys;
}

}  // namespace vitrine

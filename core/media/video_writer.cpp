// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/files.h"
#include "core/base/ids.h"
#include "core/media/palette.h"
#include "core/media/pixel_converter.h"
#include "core/media/video.h"

namespace vitrine {
namespace {

using ffmpeg::Frame;

constexpr const char* kWhat = "Cannot write video";

struct FreeOutput {
    void operator()(AVFormatContext* context) const {
        if (context->pb) avio_closep(&context->pb);
        avformat_free_context(context);
    }
};

/// The array as [H,W,3], its last row and column repeated up to `height` x `width`.
Array padded(const Array& frame, std::int64_t height, std::int64_t width) {
    if (frame.rank() == 3 && frame.dim(0) == height && frame.dim(1) == width) return frame;
    const std::int64_t channels = frame.rank() == 3 ? 3 : 1;
    Array result = Array::zeros(DType::U8, {height, width, 3});
    const auto in = frame.values<std::uint8_t>();
    auto* out = static_cast<std::uint8_t*>(result.mutableBytes());
    for (std::int64_t y = 0; y < height; ++y)
        for (std::int64_t x = 0; x < width; ++x) {
            const std::int64_t pixel = std::min(y, frame.dim(0) - 1) * frame.dim(1) + std::min(x, frame.dim(1) - 1);
            for (std::int64_t c = 0; c < 3; ++c)
                *out++ = in[static_cast<std::size_t>(pixel * channels + (channels == 3 ? c : 0))];
        }
    return result;
}

/// Flushes the finished file to the disk and gives it its name.
Status publish(const std::filesystem::path& temporary, const std::filesystem::path& path) {
    const int fd = ::open(temporary.c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0) return systemError(kWhat, path, errno);
    const int flushed = ::fsync(fd), code = errno;
    ::close(fd);
    if (flushed != 0) return systemError(kWhat, path, code);
    if (::rename(temporary.c_str(), path.c_str()) != 0) return systemError(kWhat, path, errno);
    return {};
}

}  // namespace

struct VideoWriter::State {
    std::filesystem::path path, temporary;
    std::unique_ptr<AVFormatContext, FreeOutput> output;
    ffmpeg::Codec codec;
    AVStream* stream = nullptr;
    ffmpeg::PixelConverter converter;
    ffmpeg::Packet packet = ffmpeg::makePacket();
    int width = 0, height = 0;
    double framesPerSecond = 0;
    std::int64_t frames = 0;
    bool gif = false;

    ~State() {
        output.reset();
        std::error_code ignored;
        if (!temporary.empty()) std::filesystem::remove(temporary, ignored);
    }

    Error fail(int code, const ffmpeg::LogCapture& log) const {
        if (code == AVERROR(ENOSPC) || code == AVERROR(EACCES) || code == AVERROR(ENOENT) || code == AVERROR(EROFS))
            return systemError(kWhat, path, AVUNERROR(code));
        return ffmpeg::failure(kWhat, fmt::format("{}, frame {}", path.string(), frames), code, log,
                               "Try another size, rate or format.");
    }

    std::int64_t timeOf(std::int64_t frame) const {
        return gif ? std::llround(100.0 * static_cast<double>(frame) / framesPerSecond) : frame;
    }

    Status openEncoder(const VideoOptions& options) {
        ffmpeg::LogCapture log;
        const AVCodec* encoder = gif ? avcodec_find_encoder(AV_CODEC_ID_GIF) : avcodec_find_encoder_by_name("libx264");
        if (!encoder && !gif) encoder = avcodec_find_encoder(AV_CODEC_ID_MPEG4);
        codec.reset(encoder ? avcodec_alloc_context3(encoder) : nullptr);
        if (!codec) return fail(AVERROR_ENCODER_NOT_FOUND, log);
        codec->width = gif ? width : (width + 1) / 2 * 2;
        codec->height = gif ? height : (height + 1) / 2 * 2;
        codec->time_base = gif ? AVRational{1, 100} : av_inv_q(av_d2q(options.framesPerSecond, 100000));
        codec->framerate = av_d2q(options.framesPerSecond, 100000);
        codec->pix_fmt = gif ? AV_PIX_FMT_PAL8 : AV_PIX_FMT_YUV420P;
        if (!gif) {
            codec->color_range = AVCOL_RANGE_MPEG;
            codec->colorspace = AVCOL_SPC_SMPTE170M;
            av_opt_set_int(codec->priv_data, "crf", options.quality, 0);
            if (encoder->id == AV_CODEC_ID_MPEG4) {
                codec->flags |= AV_CODEC_FLAG_QSCALE;
                codec->global_quality = FF_QP2LAMBDA * std::clamp(1 + options.quality * 30 / 51, 1, 31);
            }
        }
        if (output->oformat->flags & AVFMT_GLOBALHEADER) codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        if (const int code = avcodec_open2(codec.get(), encoder, nullptr); code < 0) return fail(code, log);
        return {};
    }

    Status openFile() {
        ffmpeg::LogCapture log;
        stream = avformat_new_stream(output.get(), nullptr);
        if (!stream) throw std::bad_alloc();
        stream->time_base = codec->time_base;
        stream->avg_frame_rate = codec->framerate;
        int code = avcodec_parameters_from_context(stream->codecpar, codec.get());
        if (code >= 0) code = avio_open(&output->pb, ("file:" + temporary.string()).c_str(), AVIO_FLAG_WRITE);
        if (code >= 0) code = avformat_write_header(output.get(), nullptr);
        if (code < 0) return fail(code, log);
        return {};
    }

    Result<Frame> encodable(const Array& pixels) {
        const Array rgb = padded(pixels, codec->height, codec->width);
        if (gif) {
            VITRINE_TRY(Frame frame, ffmpeg::makePicture(AV_PIX_FMT_PAL8, codec->width, codec->height, path.string()));
            const PalettedImage image = reduceColours(rgb.values<std::uint8_t>());
            std::memcpy(frame->data[1], image.palette.data(), sizeof image.palette);
            ffmpeg::arrayToPacked(Array::of<std::uint8_t>(image.indices, {codec->height, codec->width}), *frame);
            return frame;
        }
        VITRINE_TRY(const Frame packed,
                    ffmpeg::makePicture(AV_PIX_FMT_RGB24, codec->width, codec->height, path.string()));
        ffmpeg::arrayToPacked(rgb, *packed);
        packed->colorspace = AVCOL_SPC_RGB;
        return converter.convert(*packed, AV_PIX_FMT_YUV420P, path.string());
    }

    /// Feeds one frame (or the end) and writes what the encoder gives.
    Status encode(const AVFrame* frame) {
        ffmpeg::LogCapture log;
        int code = avcodec_send_frame(codec.get(), frame);
        while (code >= 0) {
            code = avcodec_receive_packet(codec.get(), packet.get());
            if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
            if (code < 0) break;
            const std::int64_t step = gif ? std::max<std::int64_t>(1, timeOf(1)) : 1;
            if (packet->duration == 0) packet->duration = step;
            av_packet_rescale_ts(packet.get(), codec->time_base, stream->time_base);
            packet->stream_index = stream->index;
            code = av_interleaved_write_frame(output.get(), packet.get());
        }
        return fail(code, log);
    }
};

VideoWriter::VideoWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
VideoWriter::VideoWriter(VideoWriter&&) noexcept = default;
VideoWriter& VideoWriter::operator=(VideoWriter&&) noexcept = default;
VideoWriter::~VideoWriter() = default;

Result<VideoWriter> VideoWriter::open(const std::filesystem::path& path, int width, int height,
                                      const VideoOptions& options) {
    const auto refuse = [](const std::string& object, const std::string& why, const std::string& next) {
        return Error{ErrorCode::InvalidArgument, kWhat, object, why, next};
    };
    const std::string suffix = path.extension().string();
    if (suffix != ".mp4" && suffix != ".gif")
        return refuse(path.string(), "its name ends neither in .mp4 nor in .gif", "Choose one of them.");
    if (width < 1 || height < 1 || width > 16384 || height > 16384)
        return refuse(fmt::format("{} x {} pixels", width, height), "sides of 1 to 16384 are possible",
                      "Choose another size.");
    if (!(options.framesPerSecond >= 0.01 && options.framesPerSecond <= 1000))
        return refuse(fmt::format("{} frames per second", options.framesPerSecond), "0.01 to 1000 are possible",
                      "Choose another rate.");
    if (options.quality < 0 || options.quality > 51)
        return refuse(fmt::format("quality {}", options.quality), "0 to 51 are possible", "18 is a good choice.");
    auto state = std::make_unique<State>();
    state->path = path;
    state->temporary = path.string() + ".tmp-" + makeUuid().substr(0, 8);
    state->width = width;
    state->height = height;
    state->framesPerSecond = options.framesPerSecond;
    state->gif = suffix == ".gif";
    AVFormatContext* context = nullptr;
    ffmpeg::LogCapture log;
    if (const int code = avformat_alloc_output_context2(&context, nullptr, state->gif ? "gif" : "mp4", nullptr);
        code < 0)
        return state->fail(code, log);
    state->output.reset(context);
    VITRINE_CHECK(state->openEncoder(options));
    VITRINE_CHECK(state->openFile());
    return VideoWriter(std::move(state));
}

Status VideoWriter::add(const Array& frame) {
    State& state = *m_state;
    const bool shape = frame.dtype() == DType::U8 && (frame.rank() == 2 || (frame.rank() == 3 && frame.dim(2) == 3)) &&
                       frame.dim(0) == state.height && frame.dim(1) == state.width;
    if (!shape)
        return Error{ErrorCode::InvalidArgument, kWhat, fmt::format("{}, frame {}", state.path.string(), state.frames),
                     "the frame is " + frame.describe(),
                     fmt::format("Give u8 [{}, {}, 3].", state.height, state.width)};
    VITRINE_TRY(const Frame picture, state.encodable(frame));
    picture->pts = state.timeOf(state.frames);
    VITRINE_CHECK(state.encode(picture.get()));
    ++state.frames;
    return {};
}

Status VideoWriter::finish() {
    State& state = *m_state;
    if (state.frames == 0)
        return Error{ErrorCode::InvalidArgument, kWhat, state.path.string(), "no frame was added", "Add frames first."};
    VITRINE_CHECK(state.encode(nullptr));
    ffmpeg::LogCapture log;
    int code = av_write_trailer(state.output.get());
    if (const int closed = avio_closep(&state.output->pb); code >= 0) code = closed;
    if (code < 0) return state.fail(code, log);
    VITRINE_CHECK(publish(state.temporary, state.path));
    state.temporary.clear();
    return {};
}

std::string VideoWriter::encoder() const {
    return m_state->codec->codec->name;
}

}  // namespace vitrine

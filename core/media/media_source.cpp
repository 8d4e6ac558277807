// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/media_source.h"

#include "core/base/files.h"

namespace vitrine::ffmpeg {
namespace {

/// Containers that hold their own data. FFmpeg also knows playlists and scripts that name other files and servers:
/// those stay closed.
constexpr const char* kContainers =
    "mov,avi,matroska,webm,gif,mpegts,mpeg,mpegvideo,flv,asf,ivf,yuv4mpegpipe,apng,h264,hevc,m4v,"
    "wav,w64,aiff,au,caf,mp3,flac,ogg,aac,ac3,amr";

const char* what(AVMediaType type) {
    return type == AVMEDIA_TYPE_VIDEO ? "Cannot read video" : "Cannot read sound";
}

constexpr const char* kNext =
    "The file is cut off, damaged or of another kind: copy it again or convert it to mp4 or wav.";

Result<Input> openInput(const std::filesystem::path& path, AVMediaType type) {
    LogCapture log;
    AVDictionary* options = nullptr;
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    av_dict_set(&options, "format_whitelist", kContainers, 0);
    AVFormatContext* context = nullptr;
    const int code = avformat_open_input(&context, ("file:" + path.string()).c_str(), nullptr, &options);
    av_dict_free(&options);
    if (code < 0) return failure(what(type), path.string(), code, log, kNext);
    Input input(context);
    if (const int found = avformat_find_stream_info(context, nullptr); found < 0)
        return failure(what(type), path.string(), found, log, kNext);
    return input;
}

}  // namespace

Result<MediaSource> MediaSource::open(const std::filesystem::path& path, AVMediaType type, const MediaLimits& limits) {
    VITRINE_CHECK(
        MappedFile::open(path));  // Names a missing file, a folder or a denied permission better than FFmpeg does.
    MediaSource source;
    source.m_name = path.string();
    VITRINE_TRY(source.m_input, openInput(path, type));
    LogCapture log;
    const AVCodec* decoder = nullptr;
    source.m_stream = av_find_best_stream(source.m_input.get(), type, -1, -1, &decoder, 0);
    if (source.m_stream == AVERROR_STREAM_NOT_FOUND)
        return Error{ErrorCode::BadFormat, what(type), source.m_name,
                     type == AVMEDIA_TYPE_VIDEO ? "it holds no pictures" : "it holds no sound",
                     "Check that this is the right file."};
    if (source.m_stream < 0 || !decoder)
        return source.fail(source.m_stream < 0 ? source.m_stream : AVERROR_DECODER_NOT_FOUND, log);
    for (unsigned i = 0; i < source.m_input->nb_streams; ++i)
        if (static_cast<int>(i) != source.m_stream) source.m_input->streams[i]->discard = AVDISCARD_ALL;
    source.m_codec.reset(avcodec_alloc_context3(decoder));
    if (!source.m_codec) throw std::bad_alloc();
    int code = avcodec_parameters_to_context(source.m_codec.get(), source.stream().codecpar);
    source.m_codec->pkt_timebase = source.stream().time_base;
    source.m_codec->max_pixels = static_cast<std::int64_t>(limits.maxBytes / 4);
    source.m_codec->err_recognition = AV_EF_CRCCHECK;
    source.m_codec->thread_count = 0;
    if (code >= 0) code = avcodec_open2(source.m_codec.get(), decoder, nullptr);
    if (code < 0) return source.fail(code, log);
    source.m_packet = makePacket();
    return source;
}

Error MediaSource::fail(int code, const LogCapture& log) const {
    const AVMediaType type = m_codec ? m_codec->codec_type : AVMEDIA_TYPE_VIDEO;
    return failure(what(type), fmt::format("{}, frame {}", m_name, m_decoded), code, log, kNext);
}

Result<bool> MediaSource::readPacket(AVPacket& packet) {
    LogCapture log;
    for (;;) {
        av_packet_unref(&packet);
        const int code = av_read_frame(m_input.get(), &packet);
        // A parse error in the middle shows as a plain end of file, with the reason in the I/O context.
        if (code == AVERROR_EOF && m_input->pb && m_input->pb->error < 0) return fail(m_input->pb->error, log);
        if (code == AVERROR_EOF) return false;
        if (code < 0) return fail(code, log);
        if (packet.stream_index != m_stream) continue;
        if (packet.flags & AV_PKT_FLAG_CORRUPT) return fail(AVERROR_INVALIDDATA, log);
        return true;
    }
}

Result<bool> MediaSource::receive(AVFrame& frame) {
    LogCapture log;
    for (;;) {
        const int got = avcodec_receive_frame(m_codec.get(), &frame);
        if (got >= 0) {
            if (frame.decode_error_flags) return fail(AVERROR_INVALIDDATA, log);
            ++m_decoded;
            return true;
        }
        if (got == AVERROR_EOF) return false;
        if (got != AVERROR(EAGAIN)) return fail(got, log);
        if (m_draining) return false;
        VITRINE_TRY(const bool more, readPacket(*m_packet));
        m_draining = !more;
        const int sent = avcodec_send_packet(m_codec.get(), more ? m_packet.get() : nullptr);
        if (sent < 0 && sent != AVERROR_EOF) return fail(sent, log);
    }
}

bool MediaSource::seek(std::int64_t timestamp) {
    LogCapture log;
    if (av_seek_frame(m_input.get(), m_stream, timestamp, AVSEEK_FLAG_BACKWARD) < 0) return false;
    avcodec_flush_buffers(m_codec.get());
    m_draining = false;
    return true;
}

std::int64_t MediaSource::startTime() const {
    return stream().start_time == AV_NOPTS_VALUE ? 0 : stream().start_time;
}

double MediaSource::seconds(std::int64_t timestamp) const {
    return static_cast<double>(timestamp - startTime()) * av_q2d(stream().time_base);
}

}  // namespace vitrine::ffmpeg

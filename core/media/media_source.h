// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside core/media only: one stream of a file, decoded frame by frame.

#include <filesystem>

#include "core/media/ffmpeg_support.h"
#include "core/media/limits.h"

namespace vitrine::ffmpeg {

/// An open file and the decoder of its best video or audio stream. Only plain files of known containers are opened: no
/// network address, no playlist that points elsewhere.
class MediaSource {
public:
    static Result<MediaSource> open(const std::filesystem::path& path, AVMediaType type, const MediaLimits& limits);

    /// Decodes the next frame into `frame`; false at the end of the stream.
    Result<bool> receive(AVFrame& frame);

    /// The next packet of the stream without decoding it; false at the end.
    Result<bool> readPacket(AVPacket& packet);

    /// Jumps to the key frame at or before `timestamp`; false when the container cannot.
    bool seek(std::int64_t timestamp);

    const AVStream& stream() const { return *m_input->streams[m_stream]; }
    const AVFormatContext& input() const { return *m_input; }
    const AVCodecContext& codec() const { return *m_codec; }
    const std::string& name() const { return m_name; }
    /// The stream's first timestamp, in its time base: second 0 of what we report.
    std::int64_t startTime() const;
    double seconds(std::int64_t timestamp) const;

private:
    Error fail(int code, const LogCapture& log) const;
    Input m_input;
    Codec m_codec;
    Packet m_packet;
    std::string m_name;
    int m_stream = -1;
    bool m_draining = false;
    std::int64_t m_decoded = 0;
};

}  // namespace vitrine::ffmpeg

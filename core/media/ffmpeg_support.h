// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside core/media only: FFmpeg's structures with owners, its log kept quiet, its error codes as our errors.

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>

#include "core/base/result.h"

namespace vitrine::ffmpeg {

template <auto free>
struct Free {
    template <class T>
    void operator()(T* object) const {
        free(&object);
    }
};
struct FreeSws {
    void operator()(SwsContext* context) const { sws_freeContext(context); }
};

using Frame = std::unique_ptr<AVFrame, Free<av_frame_free>>;
using Packet = std::unique_ptr<AVPacket, Free<av_packet_free>>;
using Codec = std::unique_ptr<AVCodecContext, Free<avcodec_free_context>>;
using Input = std::unique_ptr<AVFormatContext, Free<avformat_close_input>>;
using Scaler = std::unique_ptr<SwsContext, FreeSws>;
using Resampler = std::unique_ptr<SwrContext, Free<swr_free>>;

/// Collects the warnings and errors that FFmpeg logs on this thread while the object lives, instead of printing them.
class LogCapture {
public:
    LogCapture();
    ~LogCapture();
    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;
    /// The last message, or empty.
    std::string last() const { return m_last; }
    bool saw(const std::string& text) const { return m_all.find(text) != std::string::npos; }

private:
    static void receive(void* context, int level, const char* format, va_list arguments);
    LogCapture* m_outer;
    std::string m_last, m_all;
};

/// Text of an AVERROR code.
std::string errorText(int code);

/// An error whose `why` is what FFmpeg logged last, else the text of `code`; out of memory and oversized pictures
/// become TooLarge.
Error failure(const std::string& what, const std::string& object, int code, const LogCapture& log,
              const std::string& next);

/// An allocated packet or frame; running out of memory here throws std::bad_alloc as elsewhere in C++.
Frame makeFrame();
Packet makePacket();

/// A frame with its own buffer for pixels of that format.
Result<Frame> makePicture(AVPixelFormat format, int width, int height, const std::string& object);

}  // namespace vitrine::ffmpeg

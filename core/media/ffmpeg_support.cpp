// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ffmpeg_support.h"

#include <cstdio>
#include <mutex>
#include <new>

namespace vitrine::ffmpeg {
namespace {

constexpr std::size_t kMostLogText = 16384;
thread_local LogCapture* t_capture = nullptr;

}  // namespace

LogCapture::LogCapture() : m_outer(t_capture) {
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback(&LogCapture::receive); });
    t_capture = this;
}

LogCapture::~LogCapture() {
    t_capture = m_outer;
}

void LogCapture::receive(void*, int level, const char* format, va_list arguments) {
    if (level > AV_LOG_WARNING || !t_capture) return;
    char text[512];
    std::vsnprintf(text, sizeof text, format, arguments);
    std::string line = text;
    while (!line.empty() && (line.back() == '\n' || line.back() == '.' || line.back() == ' ')) line.pop_back();
    if (line.empty()) return;
    if (t_capture->m_all.size() < kMostLogText) t_capture->m_all += line + '\n';
    t_capture->m_last = std::move(line);
}

std::string errorText(int code) {
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(code, text, sizeof text);
    return text;
}

Error failure(const std::string& what, const std::string& object, int code, const LogCapture& log,
              const std::string& next) {
    const std::string why = log.last().empty() ? errorText(code) : log.last();
    if (code == AVERROR(ENOMEM) || log.saw("exceeds specified max pixel count") || log.saw("Picture size"))
        return Error{ErrorCode::TooLarge, what, object, why,
                     "Make the picture smaller, or check that the file is not damaged."};
    if (code == AVERROR(ENOSPC))
        return Error{ErrorCode::NoSpace, what, object, why, "Free some space on that disk and try again."};
    if (code == AVERROR_DECODER_NOT_FOUND || code == AVERROR_ENCODER_NOT_FOUND || code == AVERROR_PATCHWELCOME)
        return Error{ErrorCode::Unsupported, what, object, why, "Convert the file to a common format."};
    return Error{ErrorCode::BadFormat, what, object, why, next};
}

Frame makeFrame() {
    Frame frame(av_frame_alloc());
    if (!frame) throw std::bad_alloc();
    return frame;
}

Packet makePacket() {
    Packet packet(av_packet_alloc());
    if (!packet) throw std::bad_alloc();
    return packet;
}

Result<Frame> makePicture(AVPixelFormat format, int width, int height, const std::string& object) {
    LogCapture log;
    Frame frame = makeFrame();
    frame->format = format;
    frame->width = width;
    frame->height = height;
    if (const int code = av_frame_get_buffer(frame.get(), 0); code < 0)
        return failure("Cannot allocate a picture", object, code, log,
                       "Close other programs or use a smaller picture.");
    return frame;
}

}  // namespace vitrine::ffmpeg

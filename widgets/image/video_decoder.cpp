// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/video_decoder.h"

#include <algorithm>

namespace vitrine {
namespace {

constexpr std::size_t kMostFrames = 120, kMostBytes = std::size_t(200) << 20;
constexpr std::int64_t kAhead = 24;        ///< Frames decoded before they are asked for.
constexpr std::int64_t kNear = 12;         ///< Decoding so far forward is quicker than a jump.
constexpr std::int64_t kLost = std::int64_t(1) << 62;   ///< The reader's place is not known: the next wish is a jump.

}  // namespace

VideoDecoder::VideoDecoder(QObject* parent) : QObject(parent) {}

VideoDecoder::~VideoDecoder() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

void VideoDecoder::open(const std::filesystem::path& file) {
    m_thread = std::thread([this, file] { work(file); });
}

void VideoDecoder::want(std::int64_t frame) {
    {
        const std::scoped_lock lock(m_mutex);
        m_wanted = frame;
    }
    m_wake.notify_all();
}

void VideoDecoder::work(const std::filesystem::path& file) {
    const auto fail = [this](const Error& error) { QMetaObject::invokeMethod(this, [this, error] { Q_EMIT failed(error); }, Qt::QueuedConnection); };
    auto reader = VideoReader::open(file);
    if (!reader.ok()) return fail(reader.error());
    auto info = std::make_shared<ClipInfo>();
    info->video = reader->info();
    auto times = reader->frameTimes();
    if (!times.ok()) return fail(times.error());
    if (times->empty()) return fail(Error{ErrorCode::BadFormat, "Cannot play clip", file.string(), "it holds no frame", "Write the clip again."});
    info->times = *std::move(times);
    info->keyFrames = reader->keyFrames().valueOr({0});
    QMetaObject::invokeMethod(this, [this, info] { Q_EMIT opened(info); }, Qt::QueuedConnection);
    serve(*reader, *info);
}

void VideoDecoder::serve(VideoReader& reader, const ClipInfo& info) {
    std::int64_t delivered = -1, ahead = 0;
    const auto last = static_cast<std::int64_t>(info.times.size()) - 1;
    while (!m_stop) {
        const std::int64_t wanted = std::clamp<std::int64_t>(m_wanted, 0, last);
        if (wanted != delivered) {
            if (deliver(reader, info, wanted)) delivered = wanted;
            ahead = 0;
            continue;
        }
        // Nothing newer: decode ahead, then sleep.
        const bool useful = m_next <= std::min(last, delivered + kAhead) && m_next > delivered && ahead < kAhead;
        if (useful) {
            auto frame = reader.next();
            ++ahead;
            if (frame.ok() && *frame) keep(m_next++, (*frame)->pixels, delivered);
            else ahead = kAhead, m_next = kLost;   // The end, or damage: told when this frame is asked for.
            continue;
        }
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [&] { return m_stop || std::clamp<std::int64_t>(m_wanted, 0, last) != delivered; });
    }
}

bool VideoDecoder::deliver(VideoReader& reader, const ClipInfo& info, std::int64_t wanted) {
    if (const auto kept = cached(wanted)) {
        post(wanted, *kept, true);
        return true;
    }
    bool first = false;
    if (wanted < m_next || wanted > m_next + kNear) {
        const auto key = std::upper_bound(info.keyFrames.begin(), info.keyFrames.end(), wanted);
        const std::int64_t start = key == info.keyFrames.begin() ? 0 : *(key - 1);
        if (const Status sought = reader.seekFrame(start); !sought.ok()) {
            m_next = kLost;
            QMetaObject::invokeMethod(this, [this, error = sought.error()] { Q_EMIT failed(error); }, Qt::QueuedConnection);
            return true;
        }
        m_next = start;
        first = true;
    }
    while (m_next <= wanted) {
        if (m_stop || (!first && overtaken(wanted) && std::abs(m_wanted - wanted) > kNear)) return false;
        auto frame = reader.next();
        if (!frame.ok() || !*frame) {
            const Error error = frame.ok() ? Error{ErrorCode::BadFormat, "Cannot show frame", std::to_string(wanted), "the clip ends before it", "Write the clip again."} : frame.error();
            m_next = kLost;
            QMetaObject::invokeMethod(this, [this, error] { Q_EMIT failed(error); }, Qt::QueuedConnection);
            return true;
        }
        keep(m_next, (*frame)->pixels, wanted);
        if (m_next == wanted || first) post(m_next, (*frame)->pixels, m_next == wanted);
        first = false;
        ++m_next;
    }
    return true;
}

std::optional<Array> VideoDecoder::cached(std::int64_t frame) const {
    for (const Cached& kept : m_cache)
        if (kept.frame == frame) return kept.pixels;
    return std::nullopt;
}

void VideoDecoder::keep(std::int64_t frame, const Array& pixels, std::int64_t around) {
    if (cached(frame)) return;
    m_cache.push_back({frame, pixels});
    m_cachedBytes += pixels.byteSize();
    // The frame farthest from where the person looks goes first.
    while (m_cache.size() > kMostFrames || (m_cachedBytes > kMostBytes && m_cache.size() > 1)) {
        const auto farthest = std::max_element(m_cache.begin(), m_cache.end(), [&](const Cached& a, const Cached& b) { return std::abs(a.frame - around) < std::abs(b.frame - around); });
        m_cachedBytes -= farthest->pixels.byteSize();
        m_cache.erase(farthest);
    }
}

void VideoDecoder::post(std::int64_t frame, const Array& pixels, bool exact) {
    QMetaObject::invokeMethod(this, [this, frame, pixels, exact] { Q_EMIT frameReady(frame, pixels, exact); }, Qt::QueuedConnection);
}

}  // namespace vitrine

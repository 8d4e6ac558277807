// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/media/video.h"

namespace vitrine {

/// What is known of a clip once it is open.
struct ClipInfo {
    VideoInfo video;
    std::vector<double> times;                 ///< Seconds of every frame, in order of display.
    std::vector<std::int64_t> keyFrames;
};

/// Decodes a clip on a thread of its own: the newest wish wins, frames around it are kept (120 frames or 200 MB) and those after it are
/// decoded ahead. A far wish is answered twice: by the key frame before it at once, then exactly. Signals come on the thread of the object.
class VideoDecoder : public QObject {
    Q_OBJECT

public:
    explicit VideoDecoder(QObject* parent = nullptr);
    ~VideoDecoder() override;
    void open(const std::filesystem::path& file);   ///< Once.
    void want(std::int64_t frame);

Q_SIGNALS:
    void opened(const std::shared_ptr<const vitrine::ClipInfo>& info);
    void frameReady(qint64 frame, const vitrine::Array& pixels, bool exact);
    void failed(const vitrine::Error& error);

private:
    struct Cached {
        std::int64_t frame;
        Array pixels;
    };

    void work(const std::filesystem::path& file);
    void serve(VideoReader& reader, const ClipInfo& info);
    bool deliver(VideoReader& reader, const ClipInfo& info, std::int64_t wanted);
    std::optional<Array> cached(std::int64_t frame) const;
    void keep(std::int64_t frame, const Array& pixels, std::int64_t around);
    void post(std::int64_t frame, const Array& pixels, bool exact);
    bool overtaken(std::int64_t wanted) const { return m_stop || m_wanted != wanted; }

    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::atomic<std::int64_t> m_wanted{0};
    std::atomic<bool> m_stop{false};
    // Of the thread alone:
    std::deque<Cached> m_cache;
    std::size_t m_cachedBytes = 0;
    std::int64_t m_next = 0;                   ///< Frame that the reader gives next.
};

}  // namespace vitrine

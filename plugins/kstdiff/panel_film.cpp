// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_film.h"

#include <QPointer>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "core/base/background.h"
#include "core/media/video.h"
#include "widgets/base/ui_thread.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr std::size_t kMostWaiting = 4;  ///< Pictures in memory while the writer is behind.

Array pixelsOf(const QImage& image) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    Array pixels = Array::zeros(DType::U8, {rgb.height(), rgb.width(), 3});
    for (int y = 0; y < rgb.height(); ++y)
        std::memcpy(pixels.mutableValues<std::uint8_t>().data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(rgb.width()) * 3,
                    rgb.constScanLine(y), static_cast<std::size_t>(rgb.width()) * 3);
    return pixels;
}

}  // namespace

/// What painter and writer share.
struct Film::Queue {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<QImage> waiting;
    bool complete = false, cancelled = false;
    int written = 0;

    /// The next picture; a null one at the end.
    QImage take() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return complete || cancelled || !waiting.empty(); });
        if (cancelled || waiting.empty()) return {};
        QImage next = std::move(waiting.front());
        waiting.pop_front();
        return next;
    }

    Status write(const std::filesystem::path& file, double framesPerSecond) {
        QImage picture = take();
        if (!picture.isNull()) {
            VITRINE_TRY(VideoWriter writer, VideoWriter::open(file, picture.width(), picture.height(), {.framesPerSecond = framesPerSecond}));
            for (; !picture.isNull(); picture = take()) {
                VITRINE_CHECK(writer.add(pixelsOf(picture)));
                const std::lock_guard lock(mutex);
                ++written;
            }
            const bool stopped = [this] {
                const std::lock_guard lock(mutex);
                return cancelled;
            }();
            if (!stopped) return writer.finish();
        }
        return Error{ErrorCode::Cancelled, "Film not written", file.string(), "it was cancelled", ""};
    }
};

Film::Film(std::filesystem::path file, int count, double framesPerSecond, std::function<QImage(int)> picture, QObject* parent)
    : QObject(parent), m_queue(std::make_shared<Queue>()), m_picture(std::move(picture)), m_count(count) {
    inBackground([queue = m_queue, file = std::move(file), framesPerSecond, self = QPointer(this)] {
        const Status status = queue->write(file, framesPerSecond);
        {
            const std::lock_guard lock(queue->mutex);  // Nobody waits for room any more.
            queue->cancelled = true;
        }
        postToUi([self, status] {
            if (!self) return;
            self->m_turn.stop();
            Q_EMIT self->finished(status);
        });
    });
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &Film::paintNext);
    m_turn.start();
}

Film::~Film() { cancel(); }

void Film::cancel() {
    m_turn.stop();
    const std::lock_guard lock(m_queue->mutex);
    m_queue->cancelled = true;
    m_queue->changed.notify_all();
}

void Film::paintNext() {
    {
        const std::lock_guard lock(m_queue->mutex);
        if (m_queue->cancelled) return m_turn.stop();
        if (m_queue->waiting.size() >= kMostWaiting) return m_turn.setInterval(10);  // The writer is behind.
    }
    m_turn.setInterval(0);
    QImage picture = m_picture(m_next++);
    const std::lock_guard lock(m_queue->mutex);
    if (!picture.isNull()) m_queue->waiting.push_back(std::move(picture));
    if (m_next >= m_count) {
        m_queue->complete = true;
        m_turn.stop();
    }
    m_queue->changed.notify_all();
    Q_EMIT progressed(m_next, m_count);
}

}  // namespace vitrine::kstdiff_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QObject>
#include <QTimer>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/result.h"

namespace vitrine::kstdiff_panel {

/// A film of pictures: each is painted in a turn of the event loop of its own and written on a thread, so that the window stays alive. The
/// file appears when the film is complete; a cancelled one leaves nothing.
class Film : public QObject {
    Q_OBJECT

public:
    /// `picture(i)` for i in [0, count); all of one size. A null picture: this turn was for a part of the next one.
    Film(std::filesystem::path file, int count, double framesPerSecond, std::function<QImage(int)> picture, QObject* parent);
    ~Film() override;
    void cancel();

Q_SIGNALS:
    void progressed(int done, int count);
    void finished(const vitrine::Status& status);  ///< Once; ErrorCode::Cancelled after `cancel`.

private:
    struct Queue;
    void paintNext();
    std::shared_ptr<Queue> m_queue;
    std::function<QImage(int)> m_picture;
    QTimer m_turn;
    int m_count, m_next = 0;
};

}  // namespace vitrine::kstdiff_panel

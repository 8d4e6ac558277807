// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QThreadPool>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "core/data/array.h"

namespace vitrine {

/// Small pictures by number, made on two threads, the newest wish first; wishes that were overtaken by too many newer ones are forgotten, and
/// asked again when their place is seen again. UI thread only, but for `Load`.
class ThumbnailLoader : public QObject {
public:
    using Load = std::function<Result<Array>(int index)>;

    ThumbnailLoader();
    ~ThumbnailLoader() override;
    /// Forgets everything; runs of the old `load` end unheard.
    void reset(Load load);
    void setSide(int pixels);                   ///< Largest side of what is kept; a change makes pictures anew.
    void setMostWaiting(int count) { m_mostWaiting = std::max(8, count); }
    /// The picture, or null: it is then wished for.
    QImage picture(int index);
    std::optional<Error> error(int index) const;
    void put(int index, const Array& picture);
    bool settled() const { return m_waiting.empty() && m_running.isEmpty(); }

    std::function<void(int index)> arrived;

private:
    void startNext();
    void take(int index, int generation, QImage picture, std::optional<Error> error);

    Load m_load;
    QThreadPool m_pool;
    QCache<int, QImage> m_cache;
    QHash<int, Error> m_errors;
    QHash<int, QImage> m_given;                 ///< By `put`: there is no way to get them again.
    std::deque<int> m_waiting;                  ///< Newest last.
    QHash<int, int> m_running;                  ///< Index to generation.
    int m_side = 96, m_generation = 0, m_mostWaiting = 64;
};

}  // namespace vitrine

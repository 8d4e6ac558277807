// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "widgets/map/map_picture.h"

namespace vitrine {

/// Draws scenes on the thread pool, one at a time; of those asked for meanwhile only the last is drawn.
class MapRenderer : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    void request(MapScene scene);
    /// On this thread, for a first picture that is cheap.
    void drawNow(const MapScene& scene);
    void forget();  ///< No frame any more; one that is being drawn is dropped.
    bool busy() const { return m_running; }
    const std::shared_ptr<const MapFrame>& frame() const { return m_frame; }

Q_SIGNALS:
    void drawn();

private:
    void start(MapScene scene);
    std::shared_ptr<const MapFrame> m_frame;
    std::optional<MapScene> m_next;
    bool m_running = false;
    int m_generation = 0;
};

}  // namespace vitrine

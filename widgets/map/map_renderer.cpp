// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/map_renderer.h"

#include <QPointer>
#include <QThreadPool>
#include <QtConcurrent>

#include "widgets/base/ui_thread.h"

namespace vitrine {
namespace {

/// Apart from the global pool: a drawing waits for its bands there, and threads of one pool that wait for each other wait for ever.
QThreadPool& drawingPool() {
    static QThreadPool& ofBands = *QThreadPool::globalInstance();  // Made first, gone last.
    static QThreadPool pool;
    pool.setMaxThreadCount(std::max(1, ofBands.maxThreadCount()));
    return pool;
}

}  // namespace

void MapRenderer::request(MapScene scene) {
    if (m_running) m_next = std::move(scene);
    else start(std::move(scene));
}

void MapRenderer::drawNow(const MapScene& scene) { m_frame = renderMap(scene, m_frame.get()); }

void MapRenderer::forget() {
    ++m_generation;
    m_frame.reset();
    m_next.reset();
}

void MapRenderer::start(MapScene scene) {
    m_running = true;
    QPointer<MapRenderer> self(this);
    static_cast<void>(QtConcurrent::run(&drawingPool(), [self, scene = std::move(scene), previous = m_frame, generation = m_generation] {
        auto frame = renderMap(scene, previous.get());
        postToUi([self, frame = std::move(frame), generation] {
            if (!self) return;
            self->m_running = false;
            if (generation == self->m_generation) self->m_frame = frame;
            if (self->m_next) {
                MapScene next = *std::move(self->m_next);
                self->m_next.reset();
                self->start(std::move(next));
            }
            if (generation == self->m_generation) Q_EMIT self->drawn();
        });
    }));
}

}  // namespace vitrine

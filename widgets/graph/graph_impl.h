// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QMutex>
#include <QPixmap>
#include <QTimer>
#include <map>

#include "widgets/graph/graph_scene.h"
#include "widgets/graph/graph_view.h"

namespace vitrine {

struct GraphView::Impl {
    /// What view and worker share; it outlives the view when the worker is still at it.
    struct LayoutJob {
        LayoutInput input;
        std::atomic<bool> cancelled = false;
        QMutex mutex;
        std::vector<QPointF> snapshot;         ///< Latest positions on the way.
    };
    explicit Impl(GraphView* view);
    ~Impl();

    void startLayout();
    void finishLayout();
    void fitNow();
    GraphCamera fitted(const QRectF& area) const;
    /// The picture is drawn anew: roughly while moving, finely a moment later.
    void changed(bool moving);
    void zoomAt(const QPointF& pixel, double factor);
    void setHover(std::optional<std::size_t> node);
    void goTo(int dx, int dy);
    void openMenu(const QPoint& global);
    void paintMessage(QPainter& painter, const QRectF& area) const;

    GraphView* view;
    GraphScene scene;
    GraphCamera camera;
    QString colourColumn, title, emptyText = QStringLiteral("No graph yet.");
    Json provenance = Json::object();
    std::optional<std::size_t> hover, current;
    std::map<std::size_t, QPointF> dragged;    ///< Nodes that were put somewhere by hand.
    bool moved = false;                        ///< Zoomed or panned: the camera stays.
    bool done = true;

    std::shared_ptr<LayoutJob> job;
    QFutureWatcher<GraphLayout> watcher;
    QTimer poll, refine;

    QPixmap picture;                           ///< All but what follows the pointer.
    bool stale = true, fine = true;

    enum class Drag { None, Pan, Node };
    Drag drag = Drag::None;
    QPointF pressed, last;
    std::optional<std::size_t> grabbed;
    bool keyFocus = false;
};

}  // namespace vitrine

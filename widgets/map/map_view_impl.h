// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>

#include "widgets/map/map_canvas.h"
#include "widgets/map/map_legend.h"
#include "widgets/map/map_view.h"
#include "widgets/map/time_bar.h"

namespace vitrine {

/// Maps that follow each other.
struct MapGroup {
    std::vector<QPointer<MapView>> members;
    bool telling = false;  ///< A change is being told: what follows from it is not told again.
};

struct MapView::Impl {
    explicit Impl(MapView& view) : q(view) {}
    void build();
    void connectCanvas();
    void prepare();
    void take(std::vector<PreparedLayer> layers, std::map<const MapShapes*, std::shared_ptr<const ProjectedShapes>> known);
    void updateTimes();
    void updateLegend();
    void layOut();
    void moveTo(const MapCamera& camera);
    QRectF boundsOf(const QStringList& ids) const;
    MapLayer* find(const QString& id);
    QToolButton* tool(const QString& icon, const QString& text, MapCanvas::Tool tool);
    void applyState();
    void openMenu(const QPoint& at);
    void paint(QPainter& painter, const QRectF& area, int step, double ratio, bool vector) const;

    /// Calls `change` for every other map of the group.
    template <class Change>
    void tell(Change change) {
        if (!group || group->telling) return;
        group->telling = true;
        for (const QPointer<MapView>& member : group->members)
            if (member && member != &q) change(*member);
        group->telling = false;
    }

    MapView& q;
    MapCanvas* canvas = nullptr;
    TimeBar* times = nullptr;
    MapLegend* legend = nullptr;
    QWidget* tools = nullptr;
    std::vector<MapLayer> given;
    std::map<const MapShapes*, std::shared_ptr<const ProjectedShapes>> projected;  ///< For the projection of now.
    MapProjection::Kind kind = MapProjection::Kind::Equirectangular;
    QStringList stepNames;
    QString title;
    Json provenance = Json::object(), pendingState;
    std::shared_ptr<MapGroup> group;
    int generation = 0;
    bool preparing = false, timeBar = true;
    bool fitted = true;  ///< The person has not moved the view: it follows the size and the layers.
};

/// Draws a scene with vector strokes, for SVG and PDF. False when it cannot be drawn so: nothing is drawn then.
bool paintVectors(QPainter& painter, const MapScene& scene);

}  // namespace vitrine

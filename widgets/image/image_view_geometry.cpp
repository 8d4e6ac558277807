// SPDX-License-Identifier: GPL-3.0-or-later
// Where the picture lies in an ImageView: fitting, zooming, panning, linked views, saved state.
#include <algorithm>
#include <cmath>

#include "widgets/image/image_view_impl.h"
#include "widgets/image/paint_parts.h"

namespace vitrine {
namespace {

constexpr double kLargestPixel = 256;   ///< Device-independent pixels of one pixel at the strongest zoom.
constexpr double kInSight = 24;         ///< So much of the picture stays in the view.

Json rectJson(const QRectF& r) { return Json::array({r.x(), r.y(), r.width(), r.height()}); }

std::optional<QRectF> rectOf(const Json& json) {
    if (!json.is_array() || json.size() != 4) return std::nullopt;
    for (const Json& number : json)
        if (!number.is_number()) return std::nullopt;
    return QRectF(json[0].get<double>(), json[1].get<double>(), json[2].get<double>(), json[3].get<double>());
}

}  // namespace

QRectF ImageView::Impl::canvasRect() const {
    QRectF canvas(q.rect());
    if (const Layer* bar = colourBar ? barLayer() : nullptr)
        canvas.setWidth(std::max(32.0, canvas.width() - colourBarWidth(smallFont(), bar->used, QString::fromStdString(bar->raster->array().unit))));
    return canvas;
}

ImageView::Impl::Geometry ImageView::Impl::fitted(const QRectF& canvas, const QRectF& pixels) const {
    Geometry fit{canvas, 1, canvas.topLeft()};
    if (pixels.isEmpty() || canvas.isEmpty()) return fit;
    fit.scale = std::min({canvas.width() / pixels.width(), canvas.height() / pixels.height(), kLargestPixel});
    fit.origin = canvas.center() - pixels.center() * fit.scale;
    return fit;
}

void ImageView::Impl::layOut() {
    const QRectF canvas = canvasRect();
    if (empty()) {
        geometry.canvas = canvas;
        return;
    }
    if (fit || geometry.canvas.isEmpty()) {
        geometry = fitted(canvas, QRectF(QPointF(0, 0), pictureSize()));
    } else {
        geometry.origin += canvas.center() - geometry.canvas.center();
        geometry.canvas = canvas;
        keepInSight();
    }
    q.update();
}

void ImageView::Impl::keepInSight() {
    const QSizeF shown = pictureSize() * geometry.scale;
    const QRectF& canvas = geometry.canvas;
    const double slackX = std::min(kInSight, shown.width()), slackY = std::min(kInSight, shown.height());
    geometry.origin.setX(std::clamp(geometry.origin.x(), canvas.left() + slackX - shown.width(), canvas.right() - slackX));
    geometry.origin.setY(std::clamp(geometry.origin.y(), canvas.top() + slackY - shown.height(), canvas.bottom() - slackY));
}

void ImageView::Impl::zoomAt(const QPointF& place, double factor) {
    if (empty()) return;
    const double whole = fitted(geometry.canvas, QRectF(QPointF(0, 0), pictureSize())).scale;
    const double scale = std::clamp(geometry.scale * factor, std::min(whole / 2, 1 / q.devicePixelRatioF()), std::max(kLargestPixel, whole));
    const QPointF pixel = geometry.toPixel(place);
    geometry.scale = scale;
    geometry.origin = place - pixel * scale;
    fit = false;
    keepInSight();
    viewMoved();
}

void ImageView::Impl::panBy(const QPointF& by) {
    if (empty()) return;
    geometry.origin += by;
    fit = false;
    keepInSight();
    viewMoved();
}

void ImageView::Impl::viewMoved() {
    q.update();
    if (link) {
        for (const QPointer<ImageView>& view : link->views)
            if (view && view != &q) view->m_impl->follow(q);
    }
    Q_EMIT q.viewChanged();
}

void ImageView::Impl::follow(const ImageView& leader) {
    const Impl& from = *leader.m_impl;
    if (empty() || from.empty()) return;
    fit = from.fit;
    if (fit) {
        layOut();
    } else {
        // The same share of the picture in the middle, and the picture as wide on screen.
        const QPointF centre = from.geometry.toPixel(from.geometry.canvas.center());
        const double ratio = pictureSize().width() / from.pictureSize().width(), ratioY = pictureSize().height() / from.pictureSize().height();
        geometry.canvas = canvasRect();
        geometry.scale = from.geometry.scale / ratio;
        geometry.origin = geometry.canvas.center() - QPointF(centre.x() * ratio, centre.y() * ratioY) * geometry.scale;
    }
    q.update();
    Q_EMIT q.viewChanged();
}

void ImageView::Impl::shareCursor(const std::optional<QPointF>& pixel) {
    if (!link) return;
    for (const QPointer<ImageView>& view : link->views) {
        if (!view || view == &q || view->m_impl->empty() || empty()) continue;
        const QSizeF theirs = view->m_impl->pictureSize(), ours = pictureSize();
        if (!pixel) view->setCursorPixel(std::nullopt);
        else view->setCursorPixel(QPointF(pixel->x() / ours.width() * theirs.width(), pixel->y() / ours.height() * theirs.height()));
    }
}

void ImageView::link(ImageView* other) {
    if (!other || other == this) return;
    auto& mine = m_impl->link;
    if (!mine) {
        mine = std::make_shared<ImageLink>();
        mine->views.push_back(this);
    }
    const auto theirs = other->m_impl->link ? other->m_impl->link->views : std::vector<QPointer<ImageView>>{other};
    for (const QPointer<ImageView>& view : theirs) {
        if (!view || std::find(mine->views.begin(), mine->views.end(), view) != mine->views.end()) continue;
        mine->views.push_back(view);
        view->m_impl->link = mine;
        view->m_impl->follow(*this);
    }
}

void ImageView::unlink() {
    if (auto link = std::exchange(m_impl->link, nullptr)) std::erase_if(link->views, [this](const auto& view) { return !view || view == this; });
}

QPointF ImageView::pixelAt(const QPointF& place) const { return m_impl->geometry.toPixel(place); }
QPointF ImageView::placeOf(const QPointF& pixel) const { return m_impl->geometry.toPlace(pixel); }
double ImageView::zoom() const { return m_impl->geometry.scale; }

QRectF ImageView::visibleRegion() const {
    const Impl& d = *m_impl;
    if (d.empty()) return {};
    const QRectF seen(d.geometry.toPixel(d.geometry.canvas.topLeft()), d.geometry.canvas.size() / d.geometry.scale);
    return seen & QRectF(QPointF(0, 0), d.pictureSize());
}

void ImageView::setVisibleRegion(const QRectF& region) {
    Impl& d = *m_impl;
    if (d.empty() || region.isEmpty()) return;
    d.geometry = d.fitted(d.canvasRect(), region);
    d.fit = false;
    d.keepInSight();
    d.viewMoved();
}

void ImageView::fit() {
    m_impl->fit = true;
    m_impl->layOut();
    m_impl->viewMoved();
}

void ImageView::resizeEvent(QResizeEvent*) { m_impl->layOut(); }

Json ImageView::saveState() const {
    const Impl& d = *m_impl;
    if (d.empty() && !d.pendingState.is_null()) return d.pendingState;
    Json state{{"fit", d.fit}, {"mode", d.mode == Mode::Region ? "region" : "pan"}, {"swipe", d.swipe}};
    if (!d.fit) {
        const QPointF centre = d.geometry.toPixel(d.geometry.canvas.center());
        state["centre"] = {centre.x(), centre.y()};
        state["zoom"] = d.geometry.scale;
    }
    if (d.band.rect()) state["region"] = rectJson(*d.band.rect());
    return state;
}

void ImageView::restoreState(const Json& state) {
    Impl& d = *m_impl;
    if (!state.is_object()) return;
    if (d.empty()) {   // Kept until there is a picture.
        d.pendingState = state;
        return;
    }
    setMode(stringOr(state, "mode") == "region" ? Mode::Region : Mode::Pan);
    d.swipe = std::clamp(numberOr(state, "swipe", 0.5), 0.0, 1.0);
    d.band.set(state.contains("region") ? rectOf(state["region"]) : std::nullopt, d.pictureSize());
    d.fit = boolOr(state, "fit", true);
    const Json centre = state.value("centre", Json());
    const double zoom = numberOr(state, "zoom", 0);
    if (!d.fit && centre.is_array() && centre.size() == 2 && centre[0].is_number() && centre[1].is_number() && zoom > 0) {
        d.geometry.canvas = d.canvasRect();
        d.geometry.scale = std::min(zoom, kLargestPixel);
        d.geometry.origin = d.geometry.canvas.center() - QPointF(centre[0].get<double>(), centre[1].get<double>()) * d.geometry.scale;
        d.keepInSight();
    } else {
        d.fit = true;
        d.layOut();
    }
    d.repaint();
}

}  // namespace vitrine

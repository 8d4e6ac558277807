// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/image_view.h"

#include <QTimer>
#include <algorithm>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/image_view_impl.h"

namespace vitrine {

void ImageView::Impl::Layer::colour() {
    if (!raster) return;
    used = withRange(asked, raster->span());
    table = ColourTable(used, opacity, byMagnitude);
}

ImageView::ImageView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this)) {
    m_impl->emptyText = QStringLiteral("Nothing to show yet");
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(64, 64);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(QStringLiteral("Picture"));
    setAccessibleDescription(QStringLiteral("Arrows pan, plus and minus zoom, 0 fits, 1 is 100 %, Control and arrows move the cursor, Space clicks."));
    connect(&Theme::instance(), &Theme::changed, this, [this] { m_impl->repaint(); });
}

ImageView::~ImageView() { unlink(); }

void ImageView::Impl::repaint() {
    ++version;
    q.update();
}

void ImageView::Impl::prepare(const std::shared_ptr<Raster>& raster) {
    const auto start = [this, raster] { Raster::prepare(raster, &q, [this, raster] { layerChanged(raster); }); };
    if (raster->small()) return start();
    QTimer::singleShot(16, &q, start);   // The first picture has the processor to itself.
}

void ImageView::Impl::layerChanged(const std::shared_ptr<Raster>& raster) {
    if (other.raster == raster) other.colour();
    for (Layer& overlay : overlays)
        if (overlay.raster == raster) overlay.colour();
    if (base.raster == raster) {
        const ValueColours before = base.used;
        base.colour();
        if (base.raster->isValues() && !(before == base.used)) Q_EMIT q.coloursChanged(base.used);
    }
    if (colourBar) layOut();   // Its numbers may need another width.
    repaint();
}

ImageView::Impl::Layer* ImageView::Impl::findOverlay(const QString& name) {
    const auto found = std::find_if(overlays.begin(), overlays.end(), [&](const Layer& layer) { return layer.name == name; });
    return found == overlays.end() ? nullptr : &*found;
}

const ImageView::Impl::Layer* ImageView::Impl::barLayer() const {
    for (auto layer = overlays.rbegin(); layer != overlays.rend(); ++layer)
        if (layer->raster->isValues()) return &*layer;
    return base.raster && base.raster->isValues() ? &base : nullptr;
}

Status ImageView::setImage(const Array& image, const ValueColours& colours) {
    Impl& d = *m_impl;
    if (image.empty() && image.rank() <= 1) {
        d.base.raster.reset();
        d.other.raster.reset();
        d.overlays.clear();
        d.band.set(std::nullopt, {});
        d.cursor.reset();
        d.repaint();
        return {};
    }
    VITRINE_TRY(auto raster, Raster::make(image));
    const QSizeF before = d.pictureSize();
    d.base.raster = raster;
    d.base.asked = colours;
    d.base.colour();
    if (d.pictureSize() != before) {
        d.band.set(std::nullopt, {});
        d.cursor.reset();
        if (d.other.raster && QSizeF(d.other.raster->width(), d.other.raster->height()) != d.pictureSize()) d.other.raster.reset();
        d.fit = true;
    }
    d.layOut();
    d.prepare(raster);
    if (!d.pendingState.is_null()) restoreState(std::exchange(d.pendingState, Json()));
    d.repaint();
    return {};
}

void ImageView::setColours(const ValueColours& colours) {
    Impl& d = *m_impl;
    d.base.asked = colours;
    const ValueColours before = d.base.used;
    d.base.colour();
    if (d.other.raster) {
        d.other.asked = d.base.used;
        d.other.colour();
    }
    if (d.colourBar) d.layOut();
    d.repaint();
    if (!(before == d.base.used)) Q_EMIT coloursChanged(d.base.used);
}

ValueColours ImageView::colours() const { return m_impl->empty() ? m_impl->base.asked : m_impl->base.used; }

void ImageView::setEmptyText(const QString& text) {
    m_impl->emptyText = text;
    update();
}

Status ImageView::setOverlay(const QString& name, Overlay overlay) {
    Impl& d = *m_impl;
    VITRINE_TRY(auto raster, Raster::make(overlay.values, overlay.values.rank() == 2));
    Impl::Layer* layer = d.findOverlay(name);
    if (!layer) {
        d.overlays.emplace_back();
        layer = &d.overlays.back();
    }
    *layer = {name, raster, overlay.colours, {}, {}, overlay.opacity, overlay.byMagnitude, overlay.smooth};
    layer->colour();
    d.layOut();
    d.prepare(raster);
    d.repaint();
    return {};
}

void ImageView::setOverlayOpacity(const QString& name, double opacity) {
    Impl::Layer* layer = m_impl->findOverlay(name);
    if (!layer) return;
    layer->opacity = std::clamp(opacity, 0.0, 1.0);
    layer->colour();
    m_impl->repaint();
}

void ImageView::removeOverlay(const QString& name) {
    std::erase_if(m_impl->overlays, [&](const Impl::Layer& layer) { return layer.name == name; });
    m_impl->layOut();
    m_impl->repaint();
}

Status ImageView::setSwipe(const Array& other, const QString& leftTitle, const QString& rightTitle) {
    Impl& d = *m_impl;
    d.leftTitle = leftTitle;
    d.rightTitle = rightTitle;
    if (other.empty()) {
        d.other.raster.reset();
        d.repaint();
        return {};
    }
    VITRINE_TRY(auto raster, Raster::make(other));
    if (QSizeF(raster->width(), raster->height()) != d.pictureSize())
        return Error{ErrorCode::InvalidArgument, "Cannot compare pictures", other.describe(), "it has not the size of the picture on the left",
                     "Give two pictures of one size."};
    d.other.raster = raster;
    // One range for both sides, or the comparison would lie.
    d.other.asked = d.base.raster->isValues() ? d.base.used : d.base.asked;
    d.other.colour();
    d.prepare(raster);
    d.repaint();
    return {};
}

double ImageView::swipePosition() const { return m_impl->swipe; }

void ImageView::setSwipePosition(double share) {
    m_impl->swipe = std::clamp(share, 0.0, 1.0);
    m_impl->repaint();
}

void ImageView::setMode(Mode mode) {
    m_impl->mode = mode;
    setCursor(mode == Mode::Region ? Qt::CrossCursor : Qt::ArrowCursor);
    update();
}

std::optional<QRectF> ImageView::region() const { return m_impl->band.rect(); }

void ImageView::setRegion(std::optional<QRectF> region) {
    m_impl->band.set(region, m_impl->pictureSize());
    update();
}

void ImageView::setCursorPixel(std::optional<QPointF> pixel) {
    if (m_impl->cursor == pixel) return;
    m_impl->cursor = pixel;
    update();
}

void ImageView::setTitle(const QString& title) {
    m_impl->title = title;
    setAccessibleName(title.isEmpty() ? QStringLiteral("Picture") : title);
    update();
}

void ImageView::setColourBar(bool shown) {
    m_impl->colourBar = shown;
    m_impl->layOut();
    m_impl->repaint();
}

void ImageView::setReadout(bool shown) {
    m_impl->readoutShown = shown;
    update();
}

void ImageView::setProvenance(const Json& provenance) { m_impl->provenance = provenance; }

bool ImageView::settled() const {
    const auto ready = [](const Impl::Layer& layer) { return !layer.raster || layer.raster->prepared(); };
    return ready(m_impl->base) && ready(m_impl->other) && std::all_of(m_impl->overlays.begin(), m_impl->overlays.end(), ready);
}

QString ImageView::figureTitle() const { return m_impl->title; }

std::optional<Table> ImageView::figureData() const {
    const Impl& d = *m_impl;
    constexpr std::int64_t kMost = 4'000'000;
    if (d.empty()) return std::nullopt;
    const Impl::Layer* bar = d.barLayer();
    const Raster& raster = bar ? *bar->raster : *d.base.raster;
    const std::int64_t count = std::int64_t(raster.width()) * raster.height();
    if (count > kMost) return std::nullopt;
    Array x = Array::zeros(DType::I64, {count}), y = Array::zeros(DType::I64, {count});
    std::vector<Array> channels(raster.isValues() ? 1 : 3);
    for (Array& channel : channels) channel = Array::zeros(raster.isValues() ? DType::F64 : DType::I64, {count});
    for (std::int64_t i = 0; i < count; ++i) {
        const int column = static_cast<int>(i % raster.width()), row = static_cast<int>(i / raster.width());
        x.mutableValues<std::int64_t>()[static_cast<std::size_t>(i)] = column;
        y.mutableValues<std::int64_t>()[static_cast<std::size_t>(i)] = row;
        if (raster.isValues()) {
            channels[0].mutableValues<double>()[static_cast<std::size_t>(i)] = raster.valueAt(column, row);
            continue;
        }
        const QRgb colour = raster.colourAt(column, row);
        const int parts[3] = {qRed(colour), qGreen(colour), qBlue(colour)};
        for (std::size_t c = 0; c < 3; ++c) channels[c].mutableValues<std::int64_t>()[static_cast<std::size_t>(i)] = parts[c];
    }
    Table table;
    table.columns = {{"x", x, "pixel"}, {"y", y, "pixel"}};
    if (raster.isValues()) table.columns.push_back({"value", channels[0], raster.array().unit});
    else table.columns.insert(table.columns.end(), {{"red", channels[0], ""}, {"green", channels[1], ""}, {"blue", channels[2], ""}});
    return table;
}

}  // namespace vitrine

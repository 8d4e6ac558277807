// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_maps.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <algorithm>

#include "plugins/kstdiff/panel_chart.h"
#include "widgets/map/map_canvas.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr std::array<const char*, 3> kLayerIds{"real", "generated", "difference"};
constexpr double kFullShare = 0.99;  ///< Volumes are heavy-tailed: the range ends where this share of the values lies below.
constexpr const char* kFlowGroup = "flow";

}  // namespace

FlowMaps::FlowMaps(Desk& desk, QWidget* parent) : QWidget(parent), m_desk(desk), m_hours(new TimeBar(this)) {
    buildMaps();
    QStringList names;
    for (int hour = 0; hour < kHours; ++hour) names << hourText(hour);
    m_hours->setSteps(names);
    m_hours->setStep(desk.state().hour);
    m_hours->setReady([this] {
        return std::all_of(m_maps.begin(), m_maps.end(),
                           [](const MapView* each) { return each->shownStep() < 0 || each->shownStep() == each->step(); });
    });
    connect(m_hours, &TimeBar::stepChanged, &desk, &Desk::setHour);
    connect(m_maps[0], &MapView::stepChanged, &desk, [this](int hour) {
        if (m_made) m_desk.setHour(hour);
    });
    connect(m_maps[0], &MapView::selectionChanged, this, [this](const QStringList& ids) {
        if (m_mode == Mode::Pick) return m_desk.pick(ids);
        for (MapView* each : m_maps) each->setSelection(m_desk.state().picked);  // A click that was meant for something else.
    });
    connect(&desk, &Desk::cityChanged, this, &FlowMaps::makeLayers);
    connect(&desk, &Desk::sampleChanged, this, &FlowMaps::showValues);
    connect(&desk, &Desk::statusChanged, this, &FlowMaps::showTitles);
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        const ViewState& now = m_desk.state();
        if (before.hour != now.hour) {
            m_hours->setStep(now.hour);
            map(0).setStep(now.hour);
        }
        if (before.picked != now.picked)
            for (MapView* each : m_maps) each->setSelection(now.picked);
        if (before.newRegion != now.newRegion || before.channel != now.channel) return makeLayers();
        if (before.logColours != now.logColours) map(0).setColours(kLayerIds[0], flowColours());
        if (before.logColours != now.logColours) showStrips();
    });
    makeLayers();
}

void FlowMaps::buildMaps() {
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::space(1));
    for (int which = 0; which < 3; ++which) {
        auto* map = named(new MapView(this), (QString("map.") + kLayerIds[static_cast<std::size_t>(which)]).toUtf8().constData(), "Map");
        map->setMinimumSize(150, 130);
        map->setTimeBar(false);
        m_maps[static_cast<std::size_t>(which)] = map;
        auto* cell = new QVBoxLayout;
        cell->setSpacing(0);
        cell->addWidget(map, 1);
        auto* strip = new ColourStrip(this);
        m_strips[static_cast<std::size_t>(which)] = strip;
        cell->addWidget(strip);
        row->addLayout(cell, 1);
        connect(map, &MapView::coloursChanged, this, &FlowMaps::showStrips);
        if (which > 0) m_maps[0]->link(map);
        connect(map, &MapView::clicked, this, [this, which](const QString& id) { click(which, id); });
        for (MapCanvas* canvas : map->findChildren<MapCanvas*>()) canvas->installEventFilter(this);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row, 1);
    column->addWidget(m_hours);
}

ValueColours FlowMaps::flowColours() const {
    const City* city = m_desk.city();
    const Means& means = city && city->hasFlow() ? city->real : m_desk.generated();
    const double high = std::max(1e-3, means.quantile(kFullShare));
    const bool logarithmic = m_desk.state().logColours;
    return {Colormap::Viridis, logarithmic ? high / 300 : 0, high, logarithmic};
}

std::vector<MapLayer> FlowMaps::layersOf(int which, const QString& id, const QString& title, const Array& values, const ValueColours& colours) const {
    const City& city = *m_desk.city();
    MapLayer layer;
    layer.id = id;
    layer.title = title;
    layer.unit = kFlowUnit;
    layer.shapes = city.shapes;
    layer.values = values;
    layer.colours = colours;
    if (which < 2) layer.colourGroup = kFlowGroup;
    layer.marked = city.heldOut;
    layer.markedTitle = "Held out";
    std::vector<MapLayer> layers{layer};
    if (const auto& centre = m_desk.state().newRegion) {
        auto points = std::make_shared<MapShapes>();
        points->kind = MapShapes::Kind::Points;
        points->addPoint(city.placeOf(*centre), kNewRegion, kNewRegion);
        MapLayer fresh;
        fresh.id = "new";
        fresh.title = "New region";
        fresh.shapes = points;
        fresh.series = 5;
        fresh.size = 7;
        fresh.labels = true;
        layers.push_back(fresh);
    }
    return layers;
}

void FlowMaps::makeLayers() {
    m_made = false;
    const City* city = m_desk.city();
    for (MapView* each : m_maps)
        if (!city) static_cast<void>(each->setLayers({}));
    showTitles();
    if (!city) return;
    const int channel = m_desk.state().channel;
    const Means gap = difference(m_desk.generated(), city->real);
    const std::array<Array, 3> values{city->real.overHours(channel), m_desk.generated().overHours(channel), gap.overHours(channel)};
    const std::array<QString, 3> titles{"Real " + channelText(channel), "Generated " + channelText(channel), "Generated - real"};
    for (int which = 0; which < 3; ++which) {
        const auto place = static_cast<std::size_t>(which);
        MapView& each = map(which);
        each.setGraticule(!city->planar);
        if (const Status status = each.setLayers(
                layersOf(which, kLayerIds[place], titles[place], values[place], which < 2 ? flowColours() : ValueColours{Colormap::Vik, 0, 0}));
            !status.ok())
            m_desk.context().report(status.error());
        each.setSelection(m_desk.state().picked);
    }
    m_made = true;
    map(0).setStep(m_desk.state().hour);
    showStrips();
}

void FlowMaps::showStrips() {
    for (int which = 0; which < 3; ++which)
        if (const auto colours = map(which).colours(kLayerIds[static_cast<std::size_t>(which)]))
            m_strips[static_cast<std::size_t>(which)]->setColours(*colours, kFlowUnit);
}

void FlowMaps::showValues() {
    const City* city = m_desk.city();
    if (!city || !m_made) return;
    const int channel = m_desk.state().channel;
    const std::array<Array, 3> values{city->real.overHours(channel), m_desk.generated().overHours(channel),
                                      difference(m_desk.generated(), city->real).overHours(channel)};
    for (int which = 0; which < 3; ++which)
        if (const Status status = map(which).setValues(kLayerIds[static_cast<std::size_t>(which)], values[static_cast<std::size_t>(which)]);
            !status.ok())
            m_desk.context().report(status.error());
    showTitles();
    showStrips();
}

void FlowMaps::showTitles() {
    const QString channel = channelText(m_desk.state().channel);
    const City* city = m_desk.city();
    const auto t = m_desk.shownT();
    map(0).setTitle(!city || city->hasFlow() ? "Real " + channel : QString("No real flow known"));
    map(1).setTitle(t ? QString("Generated, t = %1").arg(*t) : "Generated " + channel);
    map(2).setTitle("Generated - real");
    const QString empty = m_desk.failure() ? QString("There is no city to show. Bind one on the left.") : QString("Loading the city...");
    for (MapView* each : m_maps) each->setEmptyText(empty);
}

void FlowMaps::setMode(Mode mode) {
    if (mode == m_mode) return;
    m_mode = mode;
    for (MapView* each : m_maps)
        for (MapCanvas* canvas : each->findChildren<MapCanvas*>()) mode == Mode::Pick ? canvas->unsetCursor() : canvas->setCursor(Qt::CrossCursor);
    Q_EMIT modeChanged(mode);
}

void FlowMaps::click(int which, const QString& id) {
    const Mode mode = m_mode;
    if (mode == Mode::NewRegion) {
        setMode(Mode::Pick);
        Q_EMIT placed(map(which).geoAt(m_pressed));
    } else if (mode == Mode::Edge && m_desk.city() && m_desk.city()->find(id) >= 0) {
        Q_EMIT chosen(id);
    }
}

bool FlowMaps::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::MouseButtonPress) {
        auto* canvas = static_cast<QWidget*>(watched);
        m_pressed = canvas->mapTo(canvas->parentWidget(), static_cast<QMouseEvent*>(event)->position());
    }
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Space) return m_hours->setPlaying(!m_hours->playing()), true;
        if (key == Qt::Key_Escape && m_mode != Mode::Pick) return setMode(Mode::Pick), true;
    }
    return QWidget::eventFilter(watched, event);
}

bool FlowMaps::settled() const {
    return std::all_of(m_maps.begin(), m_maps.end(), [](const MapView* each) { return each->settled(); });
}

Json FlowMaps::saveState() const {
    Json state = Json::object();
    for (int which = 0; which < 3; ++which) state[kLayerIds[static_cast<std::size_t>(which)]] = map(which).saveState();
    return state;
}

void FlowMaps::restoreState(const Json& state) {
    if (!state.is_object()) return;
    for (int which = 0; which < 3; ++which)
        if (const auto own = state.find(kLayerIds[static_cast<std::size_t>(which)]); own != state.end()) map(which).restoreState(*own);
}

QImage FlowMaps::filmPart(int part, const QSize& size) {
    const int hour = part / 3, which = part % 3, gap = Theme::space(2);
    if (which == 0) {
        m_filmPicture = QImage(size.width() * 3 + 2 * gap, size.height(), QImage::Format_RGB32);
        m_filmPicture.fill(ink(Ink::Window));
    }
    QPainter painter(&m_filmPicture);
    painter.drawImage(which * (size.width() + gap), 0, map(which).picture(hour, size));
    return which == 2 ? m_filmPicture : QImage();
}

void MapsFigure::paintFigure(QPainter& painter, const QRectF& area) {
    const double gap = 8, width = (area.width() - 2 * gap) / 3;
    for (int which = 0; which < 3; ++which)
        m_maps.map(which).paintFigure(painter, QRectF(area.left() + which * (width + gap), area.top(), width, area.height()));
}

}  // namespace vitrine::kstdiff_panel

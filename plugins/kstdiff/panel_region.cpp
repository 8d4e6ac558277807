// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_region.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QSplitter>
#include <cmath>

#include "plugins/kstdiff/panel_graph.h"
#include "widgets/base/text.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr int kMostNeighbours = 48;
constexpr const char* kPickFirst = "Pick a region: click it on a map, or draw a lasso around several.";

/// Mean over regions of what is known.
std::array<double, kHours> meanProfile(const Means& means, const std::vector<int>& regions, int channel, int& known) {
    std::array<double, kHours> sum{};
    known = 0;
    for (const int region : regions) {
        if (!means.has(region)) continue;
        ++known;
        for (int hour = 0; hour < kHours; ++hour) sum[static_cast<std::size_t>(hour)] += means.at(region, hour, channel);
    }
    for (double& value : sum) value /= std::max(1, known);
    return sum;
}

/// Drawn days of the regions, each day the mean of them.
std::vector<std::array<double, kHours>> drawnDays(const Sample& sample, const std::vector<int>& regions, int channel) {
    std::vector<std::array<double, kHours>> days(static_cast<std::size_t>(sample.days()), std::array<double, kHours>{});
    int known = 0;
    for (const int region : regions) {
        const auto own = daysOf(sample.flow, sample.row(region), channel);
        if (own.empty()) continue;
        ++known;
        for (std::size_t day = 0; day < own.size(); ++day)
            for (std::size_t hour = 0; hour < kHours; ++hour) days[day][hour] += own[day][hour];
    }
    for (auto& day : days)
        for (double& value : day) value /= std::max(1, known);
    return known > 0 ? days : std::vector<std::array<double, kHours>>();
}

QString regionsTitle(const Desk& desk, const std::vector<int>& regions) {
    if (desk.state().newRegion) return "New region";
    if (regions.size() == 1)
        return "Region " + desk.city()->regions[regions.front()] +
               (desk.city()->heldOut[static_cast<std::size_t>(regions.front())] ? ", held out" : ", in train");
    return QString("Mean of %1 regions").arg(regions.size());
}

}  // namespace

CurveView::Content curvesOf(const Desk& desk) {
    CurveView::Content content;
    const City* city = desk.city();
    const std::vector<int> regions = desk.picked();
    const int channel = desk.state().channel;
    if (!city || (regions.empty() && !desk.state().newRegion)) return content;
    content.title = regionsTitle(desk, regions) + ": " + channelText(channel);
    int known = 0;
    if (!desk.state().newRegion) {
        if (const auto real = meanProfile(city->real, regions, channel, known); known > 0)
            content.lines.push_back({CurveView::Role::Real, "Real mean", real});
        if (const Sample* sample = desk.sample()) {
            if (const auto drawn = meanProfile(sample->means, regions, channel, known); known > 0)
                content.lines.push_back({CurveView::Role::Generated, "Generated mean", drawn});
            content.days = drawnDays(*sample, regions, channel);
            if (regions.size() == 1 && std::isfinite(sample->estimateOf(regions.front())))
                content.level = sample->estimateOf(regions.front()), content.levelName = "Volume estimate";
        }
    }
    if (const WhatIf* changed = desk.whatIf()) {
        if (!changed->isNew) content.lines.push_back({CurveView::Role::Before, "Before the change", changed->before[channel]});
        content.lines.push_back({CurveView::Role::Changed, "Changed", changed->after[channel]});
        if (std::isfinite(changed->estimateAfter)) content.level = changed->estimateAfter, content.levelName = "Volume estimate";
    }
    return content;
}

FeatureBars* makeFeatureBars(Desk& desk, QWidget* parent) {
    auto* scroll = new QScrollArea(parent);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumWidth(200);
    auto* bars = new FeatureBars(scroll);
    scroll->setWidget(bars);
    bars->setAccessibleName("Features of the region");
    QObject::connect(bars, &FeatureBars::changed, &desk, [&desk](int feature, double z) { desk.setFeature(feature, z, true); });
    QObject::connect(bars, &FeatureBars::reset, &desk, [&desk](int feature) { desk.resetFeature(feature); });
    const auto show = [&desk, bars] {
        const bool some = desk.city() && !desk.editedRegion().empty();
        bars->setFeatures(some ? desk.city()->features : QStringList(), some ? desk.featuresOwn() : std::vector<double>(),
                          some ? desk.featuresNow() : std::vector<double>());
    };
    QObject::connect(&desk, &Desk::cityChanged, bars, show);
    QObject::connect(&desk, &Desk::stateChanged, bars, show);
    show();
    return bars;
}

CurveView* makeCurves(Desk& desk, QWidget* parent) {
    auto* curves = new CurveView(parent);
    curves->setAccessibleName("Flow by hour");
    curves->setHour(desk.state().hour);
    QObject::connect(curves, &CurveView::hourPicked, &desk, &Desk::setHour);
    QObject::connect(&desk, &Desk::stateChanged, curves, [&desk, curves] { curves->setHour(desk.state().hour); });
    return curves;
}

RegionTab::RegionTab(Desk& desk, QWidget* parent) : LateTab(parent), m_desk(desk), m_splitter(new QSplitter(Qt::Horizontal, this)) {
    m_splitter->setChildrenCollapsible(false);
    m_curves = makeCurves(desk, m_splitter);
    m_curves->setObjectName("region.curves");
    m_curves->setEmptyText(kPickFirst);
    m_bars = makeFeatureBars(desk, m_splitter);
    m_bars->setObjectName("region.features");
    m_graph = named(new GraphView(m_splitter), "region.graph", "Neighbours in the knowledge graph",
                    "Regions next to the picked one in the knowledge graph, by relation. Click one to go there.");
    m_graph->setTitle("Neighbours");
    m_graph->setEmptyText("Neighbours of the picked region appear here.");
    m_graph->setMinimumWidth(150);
    m_attention = named(new AttentionView(m_splitter), "region.attention", "Fusion attention");
    m_attention->setEmptyText("Fusion attention of the picked region appears here once a model is ready.");
    m_splitter->setSizes({400, 250, 260, 220});
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, Theme::space(1), 0, 0);
    row->addWidget(m_splitter);
    connect(m_graph, &GraphView::nodeClicked, this, [this](qint64 node) {
        if (node > 0 && node < std::ssize(m_nodes) && m_nodes[static_cast<std::size_t>(node)] >= 0)
            m_desk.pick({m_desk.city()->regions[m_nodes[static_cast<std::size_t>(node)]]});
    });
    for (const auto signal : {&Desk::cityChanged, &Desk::sampleChanged, &Desk::whatIfChanged}) connect(&desk, signal, this, &RegionTab::showCurves);
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        const ViewState& now = m_desk.state();
        m_attention->setHour(now.hour);
        if (before.picked != now.picked || before.channel != now.channel || before.newRegion != now.newRegion) showCurves();
        if (before.picked != now.picked || before.edits != now.edits) showGraph();
        if (before.picked != now.picked) m_attention->setShares({}, {});
    });
    connect(&desk, &Desk::cityChanged, this, &RegionTab::showGraph);
    connect(&desk, &Desk::attentionChanged, this, &RegionTab::showAttention);
    showCurves();
    showGraph();
    showAttention();
}

void RegionTab::showCurves() { m_curves->setContent(curvesOf(m_desk)); }

void RegionTab::showGraph() {
    const int region = m_desk.current();
    m_nodes.clear();
    if (!m_desk.city() || region < 0) {
        m_drawn.clear();
        return m_graph->setGraph({});
    }
    EntityGraph around = aroundEntity(*m_desk.city(), {Entity::Kind::Region, region}, kBetweenRegions, kMostNeighbours,
                                      [this](int relation, int other) { return m_desk.edgeNow(relation, other); });
    std::string drawn;
    for (std::size_t node = 0; node < around.entities.size(); ++node) {
        const Entity& entity = around.entities[node];
        m_nodes.push_back(entity.kind == Entity::Kind::Region ? entity.index : -1);
        drawn +=
            around.graph.nodeNames[node] + (node > 0 ? std::to_string(around.graph.edgeType.values<std::int64_t>()[node - 1]) : std::string()) + "|";
    }
    if (drawn == m_drawn) return;  // A dragged feature changes no edge.
    m_drawn = std::move(drawn);
    m_graph->setTitle(around.left > 0 ? QString("Neighbours, the closest %1 of %2").arg(kMostNeighbours).arg(kMostNeighbours + around.left)
                                      : QString("Neighbours"));
    m_graph->setGraph(std::move(around.graph));
    m_graph->setCurrent(0);
}

void RegionTab::showAttention() {
    m_attention->setHour(m_desk.state().hour);
    m_attention->setShares(m_desk.attention(), m_desk.attentionT());
}

Json RegionTab::saveState() const { return {{"columns", sizesOf(*m_splitter)}}; }
void RegionTab::restoreState(const Json& state) {
    if (state.is_object()) restoreSizes(*m_splitter, state.value("columns", Json()));
}

}  // namespace vitrine::kstdiff_panel

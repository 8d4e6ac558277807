// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_flow.h"

#include <QHBoxLayout>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "plugins/lrp_resnet/panel_channels.h"
#include "plugins/lrp_resnet/panel_label.h"
#include "plugins/lrp_resnet/panel_river.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine::lrp_panel {
namespace {

/// What a split rule of the whole network means for one block.
QString ruleOfSplit(const std::string& split, bool identity) {
    if (split == "symmetric") return "half";
    if (split == "latest") return identity ? "main" : "ratio";
    if (split == "simple") return identity ? "main" : "half";
    if (split == "duplicate") return "duplicate";
    return split == "main" ? "main" : "ratio";
}

}  // namespace

FlowTab::FlowTab(Desk& desk, QWidget* parent) : LateTab(parent), m_desk(desk), m_splitter(new QSplitter(Qt::Horizontal, this)) {
    m_splitter->setChildrenCollapsible(false);
    buildRiver();
    buildDetail();
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({620, 380});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, Theme::space(1), 0, 0);
    column->addWidget(m_splitter);
    connect(&desk, &Desk::flowChanged, this, [this] {
        showFlow();
        showLayer();
    });
    connect(&desk, &Desk::explainedChanged, this, [this](int view) {
        if (view != 0 || m_desk.flow()) return;
        showFlow();
        showLayer();
    });
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        const ViewState& now = m_desk.state();
        if (before.layer != now.layer || before.channel != now.channel || before.region != now.region) showLayer();
    });
    connect(&desk.context().draft, &RunDraft::changed, this, &FlowTab::showFlow);
    showFlow();
    showLayer();
}

void FlowTab::buildRiver() {
    auto* box = new QWidget(m_splitter);
    m_river = new River(box);
    m_depth = new QSlider(Qt::Horizontal, box);
    m_depth->setObjectName("flow.depth");
    m_depth->setAccessibleName("Depth of the flow");
    m_depth->setToolTip("How far the relevance has flowed, in layers from the output. The block that it reaches is shown on the right.");
    m_depth->setPageStep(1);
    m_play = new QToolButton(box);
    m_play->setObjectName("flow.play");
    m_play->setIcon(Theme::instance().icon("play"));
    m_play->setAccessibleName("Let the relevance flow");
    m_play->setToolTip("Let the relevance flow from the output to the chosen depth");
    m_depthText = new ElidedLabel(" ", box);
    m_depthText->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_depthText->setFixedWidth(m_depthText->fontMetrics().horizontalAdvance("layer4.22"));
    connect(m_play, &QToolButton::clicked, m_river, &River::play);
    connect(m_depth, &QSlider::valueChanged, this, &FlowTab::slideTo);
    connect(m_river, &River::blockClicked, this, &FlowTab::lookInto);
    connect(m_river, &River::ruleAsked, this, &FlowTab::askRule);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(Theme::space(2));
    bar->addWidget(m_play);
    bar->addWidget(new QLabel("Output", box));
    bar->addWidget(m_depth, 1);
    bar->addWidget(m_depthText);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(1));
    column->addWidget(m_river, 1);
    column->addLayout(bar);
}

void FlowTab::buildDetail() {
    auto* box = new QWidget(m_splitter);
    m_relevance = new ImageView(box);
    m_relevance->setObjectName("layer.relevance");
    m_relevance->setAccessibleName("Relevance of the block");
    m_rho = new ImageView(box);
    m_rho->setObjectName("layer.rho");
    m_rho->setAccessibleName("Rho of the block");
    m_relevance->link(m_rho);
    for (ImageView* view : {m_relevance, m_rho}) {
        view->setColourBar(true);
        view->setMinimumSize(80, 60);
        view->setEmptyText("Click a block of the river");
    }
    m_channels = new ChannelBars(box);
    connect(m_channels, &ChannelBars::channelClicked, this,
            [this](int channel) { m_desk.edit("Choose a channel", [channel](ViewState& state) { state.channel = channel; }); });
    m_relevanceText = new ElidedLabel("Relevance", box);
    m_rhoText = new ElidedLabel("rho: 1 main, 0 skip", box);
    m_rhoText->setToolTip("rho = |F| / (|F| + |S|), mean over the channels: where the block's main branch outweighs its skip");
    auto* maps = new QGridLayout;
    maps->setHorizontalSpacing(Theme::space(2));
    maps->setVerticalSpacing(Theme::space(1));
    maps->addWidget(m_relevanceText, 0, 0);
    maps->addWidget(m_rhoText, 0, 1);
    maps->addWidget(m_relevance, 1, 0);
    maps->addWidget(m_rho, 1, 1);
    maps->setRowStretch(1, 1);
    maps->setColumnStretch(0, 1);
    maps->setColumnStretch(1, 1);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(1));
    column->addLayout(maps, 3);
    column->addWidget(m_channels, 2);
}

QString FlowTab::ruleOf(const Info::Block& block) const {
    const auto rules = m_desk.blockRules();
    if (const auto found = rules.find(block.name); found != rules.end()) return qs(found->second);
    return ruleOfSplit(stringOr(m_desk.context().draft.values(), "split", "ratio"), block.skip == "identity");
}

void FlowTab::showFlow() {
    const Explained* flow = m_desk.flow();
    RiverData data;
    if (flow && m_desk.info() && flow->hasFlow()) {
        const auto rules = m_desk.blockRules();
        data.target = m_desk.info()->className(flow->target);
        for (std::size_t i = 0; i < flow->boundaries.size() && i < flow->sums.size(); ++i) {
            data.nodes.push_back({qs(flow->boundaries[i]), flow->sums[i]});
            if (i == 0) continue;
            RiverData::Segment segment;
            segment.name = qs(flow->boundaries[i]);
            for (std::size_t b = 0; b < flow->blocks.size() && b < m_desk.info()->blocks.size(); ++b) {
                if (flow->blocks[b].name != flow->boundaries[i]) continue;
                const Info::Block& block = m_desk.info()->blocks[b];
                segment.block = true;
                segment.main = flow->blocks[b].main;
                segment.skip = flow->blocks[b].skip;
                segment.rule = ruleOf(block);
                segment.exception = rules.contains(block.name);
                segment.skipKind = block.skip == "option_a" ? "zero channels (option A)" : qs(block.skip);
            }
            data.segments.push_back(segment);
        }
    }
    m_sliding = true;
    const int segments = static_cast<int>(data.segments.size());
    m_river->setData(std::move(data));
    m_depth->setMaximum(segments);
    if (segments > 0 && m_wishedDepth >= 0) m_river->setDepth(std::exchange(m_wishedDepth, -1), false);
    m_depth->setValue(m_river->depth());
    m_depthText->setText(m_river->depth() == segments || segments == 0
                             ? "pixels"
                             : m_river->data().segments[static_cast<std::size_t>(std::max(0, m_river->depth() - 1))].name);
    m_depth->setEnabled(segments > 0);
    m_play->setEnabled(segments > 0);
    m_sliding = false;
}

void FlowTab::slideTo(int depth) {
    const auto& segments = m_river->data().segments;
    m_depthText->setText(depth == 0                                   ? QString("output")
                         : depth >= static_cast<int>(segments.size()) ? QString("pixels")
                                                                      : segments[static_cast<std::size_t>(depth - 1)].name);
    if (m_sliding) return;
    m_river->setDepth(depth);
    if (depth > 0 && depth <= static_cast<int>(segments.size()) && segments[static_cast<std::size_t>(depth - 1)].block) {
        const std::string block = ss(segments[static_cast<std::size_t>(depth - 1)].name);
        m_desk.edit("Look into a block", [block](ViewState& state) { state.layer = block; }, true);
    }
}

void FlowTab::lookInto(const QString& block) {
    const bool again = ss(block) == m_desk.state().layer;
    m_desk.edit("Look into a block", [&](ViewState& state) {
        state.layer = again ? "" : ss(block);
        state.channel = -1;
    });
}

void FlowTab::askRule(const QString& block, const QPoint& place) {
    QMenu menu(this);
    menu.setObjectName("flow.rules");
    const auto rules = m_desk.blockRules();
    const auto found = rules.find(ss(block));
    const auto add = [&](const QString& title, const std::string& rule) {
        QAction* action = menu.addAction(title, this, [this, block, rule] { m_desk.setBlockRule(ss(block), rule); });
        action->setCheckable(true);
        action->setChecked(found == rules.end() ? rule.empty() : found->second == rule);
    };
    menu.addSection("Rule of " + block);
    add("As the split rule", "");
    add("Ratio: rho = |F| / (|F| + |S|)", "ratio");
    add("Half: rho = 0.5", "half");
    add("Main: all through F", "main");
    add("Skip: all through S", "skip");
    add("Duplicate: all into both", "duplicate");
    menu.exec(place);
}

void FlowTab::showLayer() {
    const ViewState& state = m_desk.state();
    m_river->setCurrent(qs(state.layer));
    const Explained* flow = m_desk.flow();
    const bool ready = flow && !flow->layerMap.empty() && flow->layer == state.layer;
    if (!ready) {
        if (!state.layer.empty() && flow) return;   // The answer is on the way: the last block stays on the screen.
        for (ImageView* view : {m_relevance, m_rho}) static_cast<void>(view->setImage(Array()));
        m_channels->setShares({}, false);
        m_relevanceText->setText("Relevance");
        return;
    }
    const Array channel = channelOf(flow->layerRelevance, state.channel);
    const Array& map = channel.empty() ? flow->layerMap : channel;
    const QString what = channel.empty() ? qs(state.layer) + ": relevance" : QString("%1: channel %2").arg(qs(state.layer)).arg(state.channel);
    Status status = m_relevance->setImage(map, coloursFor(map, state.display.colours, fullColour(map)));
    if (status.ok()) status = m_rho->setImage(flow->rhoMap, {Colormap::Vik, 0, 1, false});
    if (!status.ok()) m_desk.context().report(status.error());
    m_relevanceText->setText(what);
    const double side = m_desk.info() ? static_cast<double>(m_desk.info()->inputSize) : 1;
    m_channels->setShares(channelShares(flow->layerRelevance, state.region, side), state.region.has_value());
    m_channels->setCurrent(state.channel);
}

Json FlowTab::saveState() const {
    return {{"depth", m_river->depth() == m_river->segments() ? -1 : m_river->depth()}, {"sizes", sizesOf(*m_splitter)}};
}

void FlowTab::restoreState(const Json& state) {
    m_wishedDepth = static_cast<int>(numberOr(state, "depth", -1));
    restoreSizes(*m_splitter, state.value("sizes", Json()));
    showFlow();
}

bool FlowTab::settled() const { return !m_river->flowing(); }

}  // namespace vitrine::lrp_panel

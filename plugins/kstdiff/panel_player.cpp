// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_player.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "widgets/base/text.h"
#include "widgets/image/matrix_view.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr int kFrameMs = 160;

/// Largest value of the way that is not the noise's very own: the axis is that of the flow at the end, with room for the noise.
double reachOf(const Path& path, const std::vector<int>& regions, int channel) {
    double reach = 0;
    for (const int region : regions) {
        const int row = path.rows[static_cast<std::size_t>(region)];
        if (row < 0) continue;
        for (const auto& hours : daysOf(path.noisy, row, channel))
            for (const double value : hours) reach = std::max(reach, value);
    }
    return reach;
}

}  // namespace

PlayerTab::PlayerTab(Desk& desk, QWidget* parent) : LateTab(parent), m_desk(desk) {
    m_splitter = splitterBelow(buildBar(), this);
    m_curves = makeCurves(desk, m_splitter);
    m_curves->setObjectName("player.curves");
    m_curves->setEmptyText("Pick a held-out region on a map to see its day emerge from noise.");
    m_matrix = named(new MatrixView(m_splitter), "player.matrix", "All regions by hour",
                     "Every drawn region at this state, the largest on top. Click to pick a region and hour.");
    m_matrix->setTitles("All drawn regions", "region", "hour of day");
    m_matrix->setEmptyText("The way from noise to flow appears here once a model is ready.");
    m_matrix->setMinimumWidth(200);
    m_splitter->setSizes({520, 480});
    m_clock.setInterval(kFrameMs);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (m_slider->value() >= m_slider->maximum()) togglePlay();
        else m_slider->setValue(m_slider->value() + 1);
    });
    connect(m_matrix, &MatrixView::cellClicked, this, [this](int row, int hour) {
        if (row >= 0 && row < std::ssize(m_rows)) m_desk.pick({m_desk.city()->regions[m_rows[static_cast<std::size_t>(row)]]});
        if (hour >= 0) m_desk.setHour(hour);
    });
    connect(&desk, &Desk::pathChanged, this, &PlayerTab::showWay);
    connect(&desk, &Desk::cityChanged, this, &PlayerTab::showWay);
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        const ViewState& now = m_desk.state();
        if (before.picked != now.picked || before.channel != now.channel) return showWay();
        if (before.step != now.step || before.cleanFrames != now.cleanFrames) showState();
    });
    showWay();
}

QWidget* PlayerTab::buildBar() {
    auto* bar = new QWidget(this);
    m_play = named(new QToolButton(bar), "player.play", "Play", "Play the way from noise to flow");
    m_play->setIcon(Theme::instance().icon("play"));
    m_slider = named(new QSlider(Qt::Horizontal, bar), "player.step", "State of the denoising",
                     "From t = T (noise around the volume estimate) at the left to t = 0 (flow) at the right");
    m_slider->setPageStep(1);
    m_text = new QLabel(bar);
    m_text->setObjectName("player.text");
    m_text->setFont(Theme::instance().monoFont());
    m_text->setMinimumWidth(m_text->fontMetrics().horizontalAdvance("t = 10000"));
    m_what = named(new QComboBox(bar), "player.what", "What is shown", "The noisy state itself, or the flow that the denoiser sees in it");
    m_what->addItems({"Noisy flow x_t", "Denoiser's estimate of x_0"});
    connect(m_play, &QToolButton::clicked, this, &PlayerTab::togglePlay);
    connect(m_slider, &QSlider::valueChanged, &m_desk, &Desk::setStep);
    connect(m_what, &QComboBox::activated, this,
            [this](int index) { m_desk.edit("Change what the player shows", [index](ViewState& state) { state.cleanFrames = index == 1; }); });
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(Theme::space(1), 0, 0, 0);
    row->setSpacing(Theme::space(2));
    row->addWidget(m_play);
    row->addWidget(new QLabel("t = T", bar));
    row->addWidget(m_slider, 1);
    row->addWidget(new QLabel("t = 0", bar));
    row->addWidget(m_text);
    row->addWidget(m_what);
    return bar;
}

void PlayerTab::togglePlay() {
    const bool on = !m_clock.isActive() && m_desk.path();
    if (on && m_slider->value() >= m_slider->maximum()) m_slider->setValue(0);
    on ? m_clock.start() : m_clock.stop();
    m_play->setIcon(Theme::instance().icon(on ? "pause" : "play"));
    m_play->setAccessibleName(on ? "Pause" : "Play");
}

void PlayerTab::hideEvent(QHideEvent* event) {
    if (m_clock.isActive()) togglePlay();
    LateTab::hideEvent(event);
}

void PlayerTab::showWay() {
    const Path* path = m_desk.path();
    m_slider->setEnabled(path != nullptr);
    m_play->setEnabled(path != nullptr);
    m_rows.clear();
    if (path) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, std::max(0, path->states() - 1));
        m_slider->setValue(m_desk.state().step < 0 ? m_slider->maximum() : m_desk.state().step);
        m_reach = reachOf(*path, m_desk.picked(), m_desk.state().channel);
        const Means last = path->state(path->states() - 1, false);
        m_rows = path->regions;
        std::stable_sort(m_rows.begin(), m_rows.end(), [&](int a, int b) { return last.volume(a) > last.volume(b); });
    }
    showState();
}

void PlayerTab::showState() {
    const Path* path = m_desk.path();
    const int channel = m_desk.state().channel;
    m_what->setCurrentIndex(m_desk.state().cleanFrames ? 1 : 0);
    if (!path) {
        m_curves->setContent({});
        static_cast<void>(m_matrix->setMatrix({}));
        m_text->setText("");
        return;
    }
    const int index = std::clamp(m_desk.state().step < 0 ? path->states() - 1 : m_desk.state().step, 0, path->states() - 1);
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(index);
    m_text->setText(QString("t = %1").arg(path->t[static_cast<std::size_t>(index)]));
    const Means now = path->state(index, m_desk.state().cleanFrames), last = path->state(path->states() - 1, false);
    CurveView::Content content;
    const int region = m_desk.current();
    if (region >= 0 && now.has(region)) {
        content.title = "Region " + m_desk.city()->regions[region] + ": " + channelText(channel) + ", " + m_text->text();
        content.lines = {{CurveView::Role::Before, "End of the way", last.profile(region, channel)},
                         {CurveView::Role::Generated, m_desk.state().cleanFrames ? "Estimate of x_0" : "State x_t", now.profile(region, channel)}};
        if (m_desk.sample() && std::isfinite(m_desk.sample()->estimateOf(region)))
            content.level = m_desk.sample()->estimateOf(region), content.levelName = "Volume estimate";
        content.atLeast = m_reach;
    }
    m_curves->setEmptyText(region < 0 ? "Pick a held-out region on a map to see its day emerge from noise."
                                      : "This region is in train and was not drawn. Pick a hatched one.");
    m_curves->setContent(std::move(content));
    Array matrix = Array::zeros(DType::F32, {std::ssize(m_rows), kHours});
    QStringList names;
    double high = 0;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        names << m_desk.city()->regions[m_rows[row]];
        for (int hour = 0; hour < kHours; ++hour) {
            matrix.mutableValues<float>()[row * kHours + static_cast<std::size_t>(hour)] = static_cast<float>(now.at(m_rows[row], hour, channel));
            high = std::max(high, last.at(m_rows[row], hour, channel));
        }
    }
    matrix.unit = kFlowUnit;
    QStringList hours;
    for (int hour = 0; hour < kHours; ++hour) hours << QString::number(hour);
    static_cast<void>(m_matrix->setMatrix(matrix, names, hours, {Colormap::Viridis, 0, std::max(high, 1e-3)}));
    m_matrix->setTitles("All drawn regions, " + m_text->text(), "region", "hour of day");
}

Json PlayerTab::saveState() const { return {{"columns", sizesOf(*m_splitter)}}; }
void PlayerTab::restoreState(const Json& state) {
    if (state.is_object()) restoreSizes(*m_splitter, state.value("columns", Json()));
}

}  // namespace vitrine::kstdiff_panel

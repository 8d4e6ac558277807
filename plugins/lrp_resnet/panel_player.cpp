// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_player.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "plugins/lrp_resnet/panel_ink.h"
#include "plugins/lrp_resnet/panel_label.h"
#include "widgets/base/text.h"
#include "widgets/plot/plot_view.h"

namespace vitrine::lrp_panel {

PlayerTab::PlayerTab(Desk& desk, QWidget* parent) : LateTab(parent), m_desk(desk), m_splitter(new QSplitter(Qt::Horizontal, this)) {
    m_splitter->setChildrenCollapsible(false);
    buildCurves();
    buildPictures();
    m_splitter->setSizes({480, 520});
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, Theme::space(1), 0, 0);
    row->addWidget(m_splitter);
    m_clock.setInterval(80);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (m_slider->value() >= m_slider->maximum()) togglePlay();
        else m_slider->setValue(m_slider->value() + 1);
    });
    connect(&desk, &Desk::curvesChanged, this, [this] {
        showCurves();
        showStep();
    });
    connect(&desk, &Desk::explainedChanged, this, [this](int view) {
        if (view == 0 && !m_desk.explained(0)) showCurves();
    });
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        if (before.beside != m_desk.state().beside) showCurves();
    });
    connect(&Theme::instance(), &Theme::changed, this, &PlayerTab::showCurves);
    showCurves();
    showStep();
}

void PlayerTab::buildCurves() {
    auto* box = new QWidget(m_splitter);
    m_plot = new PlotView(box);
    m_plot->setObjectName("player.plot");
    m_plot->setAccessibleName("Insertion and deletion curves");
    m_plot->setTitles("Insertion solid, deletion dashed", "pixels changed, %", "probability");
    m_plot->setEmptyText("The curves of every view appear here.");
    m_plot->setLegend(false);
    connect(m_plot, &PlotView::markerMoved, this, [this](double percent) {
        const Curves* curves = played();
        if (!curves) return;
        int nearest = 0;
        for (int step = 0; step < curves->steps(); ++step)
            if (std::abs(shareAt(*curves, step) - percent) < std::abs(shareAt(*curves, nearest) - percent)) nearest = step;
        m_slider->setValue(nearest);
    });
    m_scores = new ScoreList(box);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(1));
    column->addWidget(m_plot, 1);
    column->addWidget(m_scores);
}

void PlayerTab::buildPictures() {
    auto* box = new QWidget(m_splitter);
    const auto picture = [box](const char* name, const QString& title) {
        auto* view = new ImageView(box);
        view->setObjectName(name);
        view->setAccessibleName(title);
        view->setTitle(title);
        view->setEmptyText("Waiting for the curves...");
        view->setMinimumSize(70, 70);
        return view;
    };
    m_inserted = picture("player.inserted", "Inserted");
    m_deleted = picture("player.deleted", "Deleted");
    m_inserted->link(m_deleted);
    m_hand = new HandEdit(m_desk, box);
    auto* steps = new QHBoxLayout;
    steps->setSpacing(Theme::space(2));
    steps->addWidget(m_inserted, 1);
    steps->addWidget(m_deleted, 1);
    auto* player = new QVBoxLayout;
    player->setSpacing(Theme::space(1));
    player->addLayout(steps, 1);
    buildControls(box, player);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space(3));
    row->addLayout(player, 2);
    row->addWidget(m_hand, 1);
}

void PlayerTab::buildControls(QWidget* box, QVBoxLayout* column) {
    m_play = new QToolButton(box);
    m_play->setObjectName("player.play");
    m_play->setAccessibleName("Play the steps");
    m_play->setIcon(Theme::instance().icon("play"));
    m_play->setToolTip("Play through the steps");
    connect(m_play, &QToolButton::clicked, this, &PlayerTab::togglePlay);
    m_slider = new QSlider(Qt::Horizontal, box);
    m_slider->setObjectName("player.step");
    m_slider->setAccessibleName("Step of insertion and deletion");
    m_slider->setToolTip("Which step is shown: the most relevant pixels enter the blank image and leave the picture first.");
    connect(m_slider, &QSlider::valueChanged, this, &PlayerTab::showStep);
    m_of = new QComboBox(box);
    m_of->setObjectName("player.of");
    m_of->setAccessibleName("Map whose steps are shown");
    m_of->setToolTip("Whose order of pixels the pictures follow");
    m_of->setMinimumContentsLength(8);
    m_of->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(m_of, &QComboBox::activated, this, &PlayerTab::showStep);
    m_stepText = new ElidedLabel(" ", box);
    m_stepText->setObjectName("player.text");
    auto* controls = new QHBoxLayout;
    controls->setSpacing(Theme::space(2));
    controls->addWidget(m_play);
    controls->addWidget(m_slider, 1);
    auto* of = new QHBoxLayout;
    of->setSpacing(Theme::space(2));
    of->addWidget(m_stepText, 3);
    of->addWidget(m_of, 2);
    column->addLayout(of);
    column->addLayout(controls);
}

double PlayerTab::shareAt(const Curves& curves, int step) const {
    const double pixels = static_cast<double>(curves.entersAt.empty() ? 1 : curves.entersAt.count());
    return 100 * curves.changed[static_cast<std::size_t>(step)] / pixels;
}

const Curves* PlayerTab::played() const { return m_desk.curves(std::clamp(m_of->currentIndex(), 0, m_desk.views() - 1)); }

void PlayerTab::showCurves() {
    std::vector<PlotSeries> series;
    const int chosen = m_of->currentIndex();
    m_of->clear();
    for (int view = 0; view < m_desk.views(); ++view) {
        m_of->addItem(m_desk.titleOf(view));
        const Curves* curves = m_desk.curves(view);
        if (!curves || curves->steps() == 0) continue;
        auto share = std::make_shared<std::vector<double>>();
        for (int step = 0; step < curves->steps(); ++step) share->push_back(shareAt(*curves, step));
        for (const bool insertion : {true, false}) {
            PlotSeries line;
            line.name = m_desk.titleOf(view) + (insertion ? ", insertion" : ", deletion");
            line.x = share;
            line.y = std::make_shared<std::vector<double>>(insertion ? curves->insertion : curves->deletion);
            line.colour = Theme::instance().series(view);
            line.dashed = !insertion;
            series.push_back(std::move(line));
        }
    }
    m_of->setCurrentIndex(std::clamp(chosen, 0, m_of->count() - 1));
    if (series.empty()) m_plot->clear();
    else m_plot->setSeries(std::move(series));
    m_plot->setYRange(0, 1);
    const Curves* curves = played();
    const int last = curves ? std::max(0, curves->steps() - 1) : 0;
    const QSignalBlocker quiet(m_slider);
    m_slider->setMaximum(last);
    if (curves && m_wishedStep >= 0) m_slider->setValue(std::exchange(m_wishedStep, -1));
    m_slider->setEnabled(curves != nullptr);
    m_play->setEnabled(curves != nullptr);
    showScores();
}

void PlayerTab::showScores() {
    std::vector<ScoreList::Score> scores;
    for (int view = 0; view < m_desk.views(); ++view) {
        const Curves* curves = m_desk.curves(view);
        scores.push_back({m_desk.titleOf(view), Theme::instance().series(view), curves != nullptr, curves ? curves->insertionAuc : 0,
                          curves ? curves->deletionAuc : 0});
    }
    m_scores->setScores(std::move(scores));
}

void PlayerTab::showStep() {
    const Curves* curves = played();
    if (!curves || curves->steps() == 0) {
        m_stepText->setText(" ");
        for (ImageView* view : {m_inserted, m_deleted}) static_cast<void>(view->setImage(Array()));
        return;
    }
    const int step = std::clamp(m_slider->value(), 0, curves->steps() - 1);
    const Status inserted = m_inserted->setImage(maskedImage(*curves, step, true));
    const Status deleted = m_deleted->setImage(maskedImage(*curves, step, false));
    for (const Status* status : {&inserted, &deleted})
        if (!status->ok()) m_desk.context().report(status->error());
    const auto place = static_cast<std::size_t>(step);
    m_inserted->setTitle(QString("Inserted, p = %1").arg(curves->insertion[place], 0, 'f', 3));
    m_deleted->setTitle(QString("Deleted, p = %1").arg(curves->deletion[place], 0, 'f', 3));
    const double share = shareAt(*curves, step);
    m_stepText->setText(QString("Step %1 of %2: %3 pixels, %4 %")
                            .arg(step + 1)
                            .arg(curves->steps())
                            .arg(static_cast<int>(curves->changed[place]))
                            .arg(share, 0, 'f', 1));
    m_plot->setMarker(share);
}

int PlayerTab::step() const { return m_slider->value(); }
void PlayerTab::setStep(int step) { m_slider->setValue(step); }

void PlayerTab::togglePlay() {
    if (m_clock.isActive()) {
        m_clock.stop();
    } else {
        if (m_slider->value() >= m_slider->maximum()) m_slider->setValue(0);
        m_clock.start();
    }
    m_play->setIcon(Theme::instance().icon(m_clock.isActive() ? "pause" : "play"));
}

std::optional<Table> PlayerTab::curveTable() const {
    Table table;
    for (int view = 0; view < m_desk.views(); ++view) {
        const Curves* curves = m_desk.curves(view);
        if (!curves || curves->steps() == 0) continue;
        if (table.columns.empty()) table.columns.push_back({"pixels_changed", Array::of(curves->changed), ""});
        if (table.rows() != curves->steps()) continue;
        const std::string name = ss(m_desk.titleOf(view));
        table.columns.push_back({name + ", insertion", Array::of(curves->insertion), "probability"});
        table.columns.push_back({name + ", deletion", Array::of(curves->deletion), "probability"});
    }
    if (table.columns.empty()) return std::nullopt;
    return table;
}

Json PlayerTab::saveState() const {
    return {{"step", step()}, {"of", m_of->currentIndex()}, {"hand", m_hand->saveState()}, {"sizes", sizesOf(*m_splitter)}};
}

void PlayerTab::restoreState(const Json& state) {
    m_wishedStep = static_cast<int>(numberOr(state, "step", -1));
    m_of->setCurrentIndex(std::clamp(static_cast<int>(numberOr(state, "of", 0)), 0, std::max(0, m_of->count() - 1)));
    if (state.contains("hand")) m_hand->restoreState(state["hand"]);
    restoreSizes(*m_splitter, state.value("sizes", Json()));
    showCurves();
    showStep();
}

}  // namespace vitrine::lrp_panel

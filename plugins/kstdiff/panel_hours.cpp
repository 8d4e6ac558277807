// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_hours.h"

#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "plugins/kstdiff/panel_chart.h"
#include "widgets/base/text.h"
#include "widgets/image/matrix_view.h"
#include "widgets/plot/plot_view.h"

namespace vitrine::kstdiff_panel {
namespace {

enum What { kGenerated, kReal, kDifference };
enum Scale { kFlow, kShape };

}  // namespace

HoursTab::HoursTab(Desk& desk, QWidget* parent) : LateTab(parent), m_desk(desk) {
    m_splitter = splitterBelow(buildBar(), this);
    m_matrix = named(new MatrixView(m_splitter), "hours.matrix", "Regions by hour",
                     "Mean day of every region. Click to pick a region and an hour; Ctrl adds.");
    m_matrix->setEmptyText("Regions by hour appear here once flow is known.");
    m_shapes = named(new PlotView(m_splitter), "hours.shapes", "Shapes of the clusters",
                     "Mean daily shape of each cluster: share of the day's flow in each hour, %");
    m_shapes->setTitles("Shapes of the clusters", "hour of day", "share of the day, %");
    m_shapes->setEmptyText("Clusters of daily shapes appear here once flow is known.");
    m_splitter->setSizes({620, 400});
    connect(m_matrix, &MatrixView::cellClicked, this, [this](int row, int hour) {
        if (row >= 0 && row < std::ssize(m_rows)) {
            QStringList ids{m_desk.city()->regions[m_rows[static_cast<std::size_t>(row)]]};
            if (QApplication::keyboardModifiers() & Qt::ControlModifier)
                for (const QString& id : m_desk.state().picked)
                    if (!ids.contains(id)) ids << id;
            m_desk.pick(ids);
        }
        if (hour >= 0) m_desk.setHour(hour);
    });
    connect(&desk, &Desk::cityChanged, this, &HoursTab::showAll);
    connect(&desk, &Desk::sampleChanged, this, &HoursTab::showAll);
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        if (before.channel != m_desk.state().channel) showAll();
        else followPick();
    });
    connect(&Theme::instance(), &Theme::changed, this, &HoursTab::showAll);
    connect(m_shapes, &PlotView::markerMoved, this,
            [this](double hour) { m_desk.setHour(std::clamp(static_cast<int>(std::lround(hour)), 0, kHours - 1)); });
    showAll();
}

QWidget* HoursTab::buildBar() {
    auto* bar = new QWidget(this);
    m_what = named(new QComboBox(bar), "hours.what", "Which flow", "Which flow is shown");
    m_what->addItems({"Generated", "Real", "Difference"});
    m_order = named(new QComboBox(bar), "hours.order", "Order of the regions", "How the regions are sorted");
    m_order->addItems({"By id", "By volume", "By cluster", "By peak hour"});
    m_order->setCurrentIndex(static_cast<int>(RowOrder::Cluster));
    m_scale = named(new QComboBox(bar), "hours.scale", "Scale of a row", "People per hour, or the share of each region's own day in every hour (%)");
    m_scale->addItems({"Flow", "Share of the day"});
    m_scale->setCurrentIndex(kShape);
    m_count =
        named(new QSpinBox(bar), "hours.clusters", "Number of clusters", "Number of clusters of daily shapes (k-means, always from the same start)");
    m_count->setRange(2, 8);
    m_count->setValue(4);
    for (QComboBox* box : {m_what, m_order, m_scale}) connect(box, &QComboBox::activated, this, &HoursTab::showAll);
    connect(m_count, &QSpinBox::valueChanged, this, &HoursTab::showAll);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(Theme::space(1), 0, 0, 0);
    row->setSpacing(Theme::space(2));
    for (QWidget* part : {static_cast<QWidget*>(m_what), static_cast<QWidget*>(m_order), static_cast<QWidget*>(m_scale)}) row->addWidget(part);
    auto* label = new QLabel("Clusters", bar);
    label->setBuddy(m_count);
    row->addWidget(label);
    row->addWidget(m_count);
    row->addStretch(1);
    return bar;
}

Means HoursTab::means() const {
    const City* city = m_desk.city();
    if (!city) return {};
    if (m_what->currentIndex() == kReal) return city->real;
    return m_what->currentIndex() == kDifference ? difference(m_desk.generated(), city->real) : m_desk.generated();
}

void HoursTab::showAll() {
    const bool isDifference = m_what->currentIndex() == kDifference;
    m_scale->setEnabled(!isDifference);
    m_count->setEnabled(!isDifference);
    const Means shown = means();
    // A difference has no daily shape: its rows are clustered by the real one.
    const Clusters clusters = clustersOf(isDifference && m_desk.city() ? m_desk.city()->real : shown, m_desk.state().channel, m_count->value());
    showMatrix(shown, isDifference, clusters);
    showShapes(clusters);
    followPick();
}

void HoursTab::showMatrix(const Means& means, bool signedValues, const Clusters& clusters) {
    const int channel = m_desk.state().channel;
    m_rows = m_desk.city() ? orderOf(means, clusters, channel, static_cast<RowOrder>(m_order->currentIndex())) : std::vector<int>();
    const bool shares = m_scale->currentIndex() == kShape && !signedValues;
    Array matrix = Array::zeros(DType::F32, {std::ssize(m_rows), kHours});
    QStringList names, hours;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        const std::array<double, kHours> profile = means.profile(m_rows[row], channel);
        double sum = 0;
        for (const double value : profile) sum += value;
        for (std::size_t hour = 0; hour < kHours; ++hour)
            matrix.mutableValues<float>()[row * kHours + hour] = static_cast<float>(shares ? sum > 0 ? 100 * profile[hour] / sum : 0 : profile[hour]);
        const int cluster = clusters.of[static_cast<std::size_t>(m_rows[row])];
        names << m_desk.city()->regions[m_rows[row]] + (m_order->currentIndex() == static_cast<int>(RowOrder::Cluster) && cluster >= 0
                                                            ? QString(" \u00b7 %1").arg(cluster + 1)
                                                            : QString());
    }
    for (int hour = 0; hour < kHours; ++hour) hours << QString::number(hour);
    matrix.unit = shares ? "%" : kFlowUnit;
    static_cast<void>(m_matrix->setMatrix(m_rows.empty() ? Array() : matrix, names, hours, {signedValues ? Colormap::Vik : Colormap::Viridis, 0, 0}));
    m_matrix->setTitles(m_what->currentText() + " " + channelText(channel) + (shares ? ", share of the day" : ""), "region", "hour of day");
}

void HoursTab::showShapes(const Clusters& clusters) {
    std::vector<PlotSeries> series;
    auto hours = std::make_shared<std::vector<double>>();
    for (int hour = 0; hour < kHours; ++hour) hours->push_back(hour);
    for (int c = 0; c < clusters.count(); ++c) {
        auto values = std::make_shared<std::vector<double>>();
        for (const double value : clusters.centres[static_cast<std::size_t>(c)]) values->push_back(100 * value);
        PlotSeries one;
        one.name = QString("%1: %2 regions").arg(c + 1).arg(clusters.sizes[static_cast<std::size_t>(c)]);
        one.x = hours;
        one.y = values;
        series.push_back(std::move(one));
    }
    m_shapes->setSeries(std::move(series));
}

void HoursTab::followPick() {
    const auto found = std::find(m_rows.begin(), m_rows.end(), m_desk.current());
    m_matrix->setCurrent(found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin()), found == m_rows.end() ? -1 : m_desk.state().hour);
    m_shapes->setMarker(m_rows.empty() ? NAN : m_desk.state().hour);
}

Json HoursTab::saveState() const {
    return {{"what", m_what->currentIndex()},
            {"order", m_order->currentIndex()},
            {"scale", m_scale->currentIndex()},
            {"clusters", m_count->value()},
            {"columns", sizesOf(*m_splitter)}};
}

void HoursTab::restoreState(const Json& state) {
    if (!state.is_object()) return;
    const auto take = [&](QComboBox* box, const char* key) {
        box->setCurrentIndex(std::clamp(static_cast<int>(numberOr(state, key, box->currentIndex())), 0, box->count() - 1));
    };
    take(m_what, "what");
    take(m_order, "order");
    take(m_scale, "scale");
    const QSignalBlocker quiet(m_count);
    m_count->setValue(static_cast<int>(std::clamp(numberOr(state, "clusters", 4), 2.0, 8.0)));
    restoreSizes(*m_splitter, state.value("columns", Json()));
    showAll();
}

}  // namespace vitrine::kstdiff_panel

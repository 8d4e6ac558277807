// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_volumes.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"

namespace vitrine::kstdiff_panel {

VolumeTab::VolumeTab(Desk& desk, QWidget* parent) : LateTab(parent), m_desk(desk) {
    m_against = named(new QComboBox(this), "volumes.against", "Against the true volume", "What stands on the vertical axis");
    m_against->addItems({"Generated volume", "Volume estimate"});
    m_text = new QLabel(this);
    m_text->setObjectName("volumes.text");
    m_text->setProperty("ink", "muted");
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_scatter = named(new ScatterView(this), "volumes.scatter", "Volume by region");
    auto* row = new QHBoxLayout;
    row->setContentsMargins(Theme::space(1), 0, 0, 0);
    row->setSpacing(Theme::space(2));
    row->addWidget(m_against);
    row->addWidget(m_text, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, Theme::space(1), 0, 0);
    column->setSpacing(Theme::space(1));
    column->addLayout(row);
    column->addWidget(m_scatter, 1);
    connect(m_against, &QComboBox::activated, this, &VolumeTab::showPoints);
    connect(m_scatter, &ScatterView::picked, &desk, &Desk::pick);
    connect(&desk, &Desk::cityChanged, this, &VolumeTab::showPoints);
    connect(&desk, &Desk::sampleChanged, this, &VolumeTab::showPoints);
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        if (before.picked != m_desk.state().picked) m_scatter->setPicked(m_desk.state().picked);
    });
    showPoints();
}

void VolumeTab::showPoints() {
    const City* city = m_desk.city();
    const Sample* sample = m_desk.sample();
    const bool estimate = m_against->currentIndex() == 1;
    std::vector<ScatterView::Point> points;
    std::vector<double> x, y;
    for (int region = 0; city && sample && region < city->size(); ++region) {
        if (!city->real.has(region) || sample->row(region) < 0) continue;
        const double truth = city->real.volume(region), other = estimate ? sample->estimateOf(region) : sample->means.volume(region);
        points.push_back({city->regions[region], truth, other, city->heldOut[static_cast<std::size_t>(region)] != 0});
        if (truth > 0 && other > 0) x.push_back(std::log(truth)), y.push_back(std::log(other));
    }
    const QString axis = QString("%1, mean %2").arg(estimate ? "volume estimate" : "generated volume", kFlowUnit);
    m_scatter->setEmptyText(city && !city->hasFlow() ? "No real flow is known for this city: there is nothing to compare with."
                            : estimate && sample && sample->estimate.empty() ? "This run brings no volume estimate along. Draw again to see it."
                                                                             : "True against generated volume appears here once flow is drawn.");
    m_scatter->setPoints(std::move(points), QString("true volume, mean %1").arg(kFlowUnit), axis);
    m_scatter->setPicked(m_desk.state().picked);
    const double r = correlation(x, y);
    m_text->setText(std::isfinite(r)
                        ? QString("%1 regions   \u00b7   correlation of the logarithms %2   \u00b7   filled: held out, on the dashed line both agree")
                              .arg(x.size())
                              .arg(r, 0, 'f', 2)
                        : QString());
    m_text->setToolTip(m_text->text());
}

Json VolumeTab::saveState() const { return {{"against", m_against->currentIndex()}}; }

void VolumeTab::restoreState(const Json& state) {
    if (!state.is_object()) return;
    m_against->setCurrentIndex(std::clamp(static_cast<int>(numberOr(state, "against", 0)), 0, 1));
    showPoints();
}

}  // namespace vitrine::kstdiff_panel

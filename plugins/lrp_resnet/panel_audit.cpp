// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_audit.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/plot_view.h"

namespace vitrine::lrp_panel {
namespace {

/// Order, names and colours of the split rules in every plot.
const std::vector<std::pair<std::string, QString>>& splitTitles() {
    static const std::vector<std::pair<std::string, QString>> titles{
        {"ratio", "ratio"},         {"symmetric", "symmetric"}, {"latest", "ratio at projections"}, {"simple", "half at projections"},
        {"duplicate", "duplicate"}, {"main", "main only"}};
    return titles;
}

}  // namespace

AuditTab::AuditTab(Desk& desk, QWidget* parent) : LateTab(parent), m_desk(desk), m_splitter(new QSplitter(Qt::Horizontal, this)) {
    m_splitter->setChildrenCollapsible(false);
    m_meter = new Meter(m_splitter);
    m_plot = new PlotView(m_splitter);
    m_plot->setObjectName("audit.plot");
    m_plot->setAccessibleName("Sum of the relevance by depth");
    m_plot->setTitles("Sum of R by depth", "layer, from the output", QString::fromUtf8("\u03a3R / p"));
    m_plot->setEmptyText("The sums of every split rule appear here.");
    m_plot->setLegend(true);
    m_splitter->setSizes({500, 500});
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, Theme::space(1), 0, 0);
    row->addWidget(m_splitter);
    connect(&desk, &Desk::flowChanged, this, &AuditTab::showMeter);
    connect(&desk, &Desk::auditChanged, this, &AuditTab::showLines);
    connect(&desk, &Desk::explainedChanged, this, [this](int view) {
        if (view == 0 && !m_desk.flow()) showMeter();
    });
    connect(&Theme::instance(), &Theme::changed, this, &AuditTab::showLines);
    showMeter();
    showLines();
}

void AuditTab::showMeter() {
    const Explained* flow = m_desk.flow();
    if (!flow || flow->sums.empty()) return m_meter->setSums({}, {}, {});
    std::vector<double> shares;
    for (const double sum : flow->sums) shares.push_back(sum / std::max(flow->probability, 1e-300));
    const std::string split = stringOr(m_desk.context().draft.values(), "split", "ratio");
    m_meter->setSums(qs(flow->boundaries), shares, qs(mapChoice("lrp." + split).title) + (m_desk.blockRules().empty() ? "" : ", with exceptions"));
}

void AuditTab::showLines() {
    const auto& audit = m_desk.audit();
    const double p = std::max(m_desk.auditProbability(), 1e-300);
    std::vector<PlotSeries> series;
    double most = 0;
    std::shared_ptr<std::vector<double>> depth;
    int colour = 0;
    for (const auto& [rule, title] : splitTitles()) {
        const auto found = audit.find(rule);
        const int own = colour++;
        if (found == audit.end()) continue;
        auto shares = std::make_shared<std::vector<double>>();
        for (const double sum : found->second) {
            shares->push_back(sum / p);
            most = std::max(most, std::abs(shares->back()));
        }
        if (!depth) {
            depth = std::make_shared<std::vector<double>>(shares->size());
            for (std::size_t i = 0; i < depth->size(); ++i) (*depth)[i] = static_cast<double>(i);
        }
        PlotSeries line;
        line.name = title;
        line.x = depth;
        line.y = shares;
        line.colour = Theme::instance().series(own);
        line.dashed = rule == "main";
        series.push_back(std::move(line));
    }
    if (m_desk.info()) m_plot->setXCategories(qs(m_desk.info()->boundaries));
    m_plot->setLogY(most > 5);
    m_plot->setSeries(std::move(series));
}

}  // namespace vitrine::lrp_panel

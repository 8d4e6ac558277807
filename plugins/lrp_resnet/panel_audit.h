// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "plugins/lrp_resnet/panel_desk.h"
#include "widgets/panel/late_tabs.h"

namespace vitrine {
class PlotView;
}

namespace vitrine::lrp_panel {

/// The conservation meter: a bar per layer, sum of R as a share of p, red where it is off by more than 1 %. Logarithmic once relevance multiplies.
class Meter : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit Meter(QWidget* parent = nullptr);
    void setSums(QStringList names, std::vector<double> shares, const QString& rule);
    const std::vector<double>& shares() const { return m_shares; }
    Q_INVOKABLE int broken() const;                ///< How many layers are off by more than 1 %.
    QRectF barRect(int layer) const;
    QSize sizeHint() const override { return {420, 220}; }
    QSize minimumSizeHint() const override { return {200, 120}; }
    QString figureTitle() const override { return "Conservation of the relevance"; }
    QSizeF figureSize() const override { return QSizeF(std::max(width(), 520), std::max(height(), 240)); }
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

protected:
    void paintEvent(QPaintEvent*) override;
    bool event(QEvent* event) override;

private:
    struct Axes;
    Axes axes(const QRectF& area) const;
    void paintScale(QPainter& painter, const Axes& axes) const;
    void paintNames(QPainter& painter, const Axes& axes) const;

    QStringList m_names;
    std::vector<double> m_shares;
    QString m_rule;
};

/// The tab "Conservation": the meter of the map's rule, and the sum by depth under every split rule.
class AuditTab : public LateTab {
    Q_OBJECT

public:
    explicit AuditTab(Desk& desk, QWidget* parent = nullptr);
    Meter& meter() const { return *m_meter; }
    PlotView& plot() const { return *m_plot; }
    Json saveState() const override { return {{"sizes", sizesOf(*m_splitter)}}; }
    void restoreState(const Json& state) override { restoreSizes(*m_splitter, state.value("sizes", Json())); }

private:
    void showMeter();
    void showLines();
    Desk& m_desk;
    Meter* m_meter;
    PlotView* m_plot;
    QSplitter* m_splitter;
};

}  // namespace vitrine::lrp_panel

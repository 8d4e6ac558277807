// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/data/array.h"
#include "plugins/kstdiff/panel_chart.h"

namespace vitrine::kstdiff_panel {

/// What the fusion listens to: for every layer the share of the graph branch over the hours of the day, mean of the heads as an area and each
/// head as a line; the rest is the time branch.
class AttentionView : public PaintedView {
    Q_OBJECT

public:
    explicit AttentionView(QWidget* parent);
    /// F32 [layers, 24, heads], or empty.
    void setShares(const Array& shares, std::optional<double> t);
    void setHour(int hour);
    void setEmptyText(const QString& text);

    QString figureTitle() const override { return "Fusion attention"; }
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;
    QSize minimumSizeHint() const override { return {150, 120}; }

private:
    double share(int layer, int hour, int head) const;
    double mean(int layer, int hour) const;
    int layers() const { return m_shares.empty() ? 0 : static_cast<int>(m_shares.dim(0)); }
    int heads() const { return m_shares.empty() ? 0 : static_cast<int>(m_shares.dim(2)); }
    void paintLayer(QPainter& painter, const QRectF& area, int layer) const;
    Array m_shares;
    std::optional<double> m_t;
    QString m_empty;
    int m_hour = 0;
};

}  // namespace vitrine::kstdiff_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/panel_clusters.h"
#include "plugins/kstdiff/panel_desk.h"
#include "widgets/panel/late_tabs.h"

class QComboBox;
class QSpinBox;
class QSplitter;

namespace vitrine {
class MatrixView;
class PlotView;
}

namespace vitrine::kstdiff_panel {

/// Region by hour as a matrix, sorted by id, volume, peak or cluster of the daily shape, and the shapes of the clusters.
class HoursTab : public LateTab {
    Q_OBJECT

public:
    explicit HoursTab(Desk& desk, QWidget* parent);
    Json saveState() const override;
    void restoreState(const Json& state) override;
    MatrixView& matrix() const { return *m_matrix; }
    PlotView& shapes() const { return *m_shapes; }

private:
    QWidget* buildBar();
    void showAll();
    void showMatrix(const Means& means, bool signedValues, const Clusters& clusters);
    void showShapes(const Clusters& clusters);
    void followPick();
    Means means() const;
    Desk& m_desk;
    QSplitter* m_splitter;
    MatrixView* m_matrix;
    PlotView* m_shapes;
    QComboBox *m_what, *m_order, *m_scale;
    QSpinBox* m_count;
    std::vector<int> m_rows;  ///< Region of each row.
};

}  // namespace vitrine::kstdiff_panel

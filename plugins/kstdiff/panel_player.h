// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/panel_region.h"

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace vitrine {
class MatrixView;
}

namespace vitrine::kstdiff_panel {

/// The way of one day from noise around the volume estimate to flow: scrubbed by hand or played. The generated map follows.
class PlayerTab : public LateTab {
    Q_OBJECT

public:
    explicit PlayerTab(Desk& desk, QWidget* parent);
    Json saveState() const override;
    void restoreState(const Json& state) override;
    CurveView& curves() const { return *m_curves; }
    MatrixView& matrix() const { return *m_matrix; }
    void togglePlay();

protected:
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* buildBar();
    void showWay();
    void showState();
    Desk& m_desk;
    QSplitter* m_splitter;
    CurveView* m_curves;
    MatrixView* m_matrix;
    QSlider* m_slider;
    QToolButton* m_play;
    QComboBox* m_what;
    QLabel* m_text;
    QTimer m_clock;
    std::vector<int> m_rows;  ///< Regions of the matrix, by falling volume.
    double m_reach = 0;       ///< Of the flow axis: the largest value of the region on the way.
};

}  // namespace vitrine::kstdiff_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/panel_desk.h"
#include "plugins/kstdiff/panel_scatter.h"
#include "widgets/panel/late_tabs.h"

class QComboBox;
class QLabel;

namespace vitrine::kstdiff_panel {

/// True volume of every region against the volume estimate or the generated one.
class VolumeTab : public LateTab {
    Q_OBJECT

public:
    explicit VolumeTab(Desk& desk, QWidget* parent);
    Json saveState() const override;
    void restoreState(const Json& state) override;
    ScatterView& scatter() const { return *m_scatter; }

private:
    void showPoints();
    Desk& m_desk;
    QComboBox* m_against;
    QLabel* m_text;
    ScatterView* m_scatter;
};

}  // namespace vitrine::kstdiff_panel

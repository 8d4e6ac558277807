// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "plugins/lrp_resnet/panel_desk.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;

namespace vitrine {
class ColormapPicker;
}

namespace vitrine::lrp_panel {

/// The controls of how maps are drawn. Opacity and quantisation are parameters of the run (edited in its draft, so that the form shows them too);
/// colours, sign and scale are the panel's.
class DisplayControls : public QWidget {
    Q_OBJECT

public:
    explicit DisplayControls(Desk& desk, QWidget* parent = nullptr);

private:
    void build();
    void connectControls();
    void takeOver();   ///< From state and draft into the controls.

    Desk& m_desk;
    QComboBox *m_show, *m_sign;
    QSlider *m_opacity, *m_levels;
    QLabel *m_opacityText, *m_levelsText;
    ColormapPicker* m_colours;
    QCheckBox *m_normalise, *m_quantise;
    bool m_taking = false;
};

}  // namespace vitrine::lrp_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_display.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSlider>

#include "widgets/base/theme.h"
#include "widgets/image/colormap_picker.h"

namespace vitrine::lrp_panel {
namespace {

template <class Control>
Control* named(Control* control, const char* objectName, const QString& accessible, const QString& tip) {
    control->setObjectName(objectName);
    control->setAccessibleName(accessible);
    control->setToolTip(tip);
    return control;
}

}  // namespace

DisplayControls::DisplayControls(Desk& desk, QWidget* parent) : QWidget(parent), m_desk(desk) {
    build();
    connectControls();
    connect(&desk, &Desk::stateChanged, this, &DisplayControls::takeOver);
    connect(&desk.context().draft, &RunDraft::changed, this, &DisplayControls::takeOver);
    takeOver();
}

void DisplayControls::build() {
    m_show = named(new QComboBox(this), "display.show", "What is shown", "Map over the picture, the map alone, or the picture alone");
    m_show->addItems({"Map over picture", "Map alone", "Picture alone"});
    m_opacity = named(new QSlider(Qt::Horizontal, this), "display.opacity", "Opacity of the map",
                      "How much of the picture the strongest relevance covers, %");
    m_opacity->setRange(0, 100);
    m_colours = named(new ColormapPicker(this), "display.colours", "Colour map",
                      "Colours of the maps. Maps with negative relevance take blue - white - red instead of a sequential one.");
    m_sign = named(new QComboBox(this), "display.sign", "Sign of the relevance", "Which relevance is drawn");
    m_sign->addItems({"All relevance", "Positive", "Negative"});
    m_normalise =
        named(new QCheckBox("Normalise each map", this), "display.normalise", "Normalise each map",
              "On: every map by its own strongest relevance. Off: all LRP maps on the scale of the first, so that their strengths compare.");
    m_quantise = named(new QCheckBox("Quantise", this), "display.quantise", "Quantise the map",
                       "Round the map down to a few levels, as the paper does. Also scored so.");
    m_levels = named(new QSlider(Qt::Horizontal, this), "display.levels", "Levels of the quantised map", "Number of levels, 2 to 32");
    m_levels->setRange(2, 32);
    m_opacityText = new QLabel(this);
    m_levelsText = new QLabel(this);
    for (QLabel* label : {m_opacityText, m_levelsText}) {
        label->setMinimumWidth(label->fontMetrics().horizontalAdvance("100 %"));
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(Theme::space(2));
    grid->setVerticalSpacing(Theme::space(1));
    grid->addWidget(m_show, 0, 0, 1, 3);
    auto* opacity = new QLabel("Opacity", this);
    opacity->setBuddy(m_opacity);
    grid->addWidget(opacity, 1, 0);
    grid->addWidget(m_opacity, 1, 1);
    grid->addWidget(m_opacityText, 1, 2);
    auto* colours = new QLabel("Colours", this);
    colours->setBuddy(m_colours);
    grid->addWidget(colours, 2, 0);
    grid->addWidget(m_colours, 2, 1, 1, 2);
    auto* sign = new QLabel("Sign", this);
    sign->setBuddy(m_sign);
    grid->addWidget(sign, 3, 0);
    grid->addWidget(m_sign, 3, 1, 1, 2);
    grid->addWidget(m_quantise, 4, 0);
    grid->addWidget(m_levels, 4, 1);
    grid->addWidget(m_levelsText, 4, 2);
    grid->addWidget(m_normalise, 5, 0, 1, 3);
    grid->setColumnStretch(1, 1);
    for (QWidget* wide : {static_cast<QWidget*>(m_show), static_cast<QWidget*>(m_colours), static_cast<QWidget*>(m_sign)}) wide->setMinimumWidth(60);
    m_opacity->setMinimumWidth(40);
    m_levels->setMinimumWidth(40);
}

void DisplayControls::connectControls() {
    const auto setDraft = [this](const char* id, const Json& value, bool merge) {
        if (m_taking) return;
        if (const Status status = m_desk.context().draft.set(id, value, merge); !status.ok()) m_desk.context().report(status.error());
    };
    const auto edit = [this](const QString& text, auto change) {
        if (!m_taking) m_desk.edit(text, [change](ViewState& state) { change(state.display); });
    };
    connect(m_opacity, &QSlider::valueChanged, this, [setDraft](int percent) { setDraft("opacity", percent / 100.0, true); });
    connect(m_quantise, &QCheckBox::toggled, this, [setDraft](bool on) { setDraft("quantise", on, false); });
    connect(m_levels, &QSlider::valueChanged, this, [setDraft](int levels) { setDraft("levels", levels, true); });
    connect(m_show, &QComboBox::currentIndexChanged, this,
            [edit](int index) { edit("Change what is shown", [index](Display& d) { d.show = static_cast<Show>(index); }); });
    connect(m_sign, &QComboBox::currentIndexChanged, this,
            [edit](int index) { edit("Change the sign", [index](Display& d) { d.sign = static_cast<Sign>(index); }); });
    connect(m_colours, &ColormapPicker::colormapChanged, this,
            [edit](Colormap map) { edit("Change the colours", [map](Display& d) { d.colours = map; }); });
    connect(m_normalise, &QCheckBox::toggled, this, [edit](bool on) { edit("Change the scale", [on](Display& d) { d.normalise = on; }); });
}

void DisplayControls::takeOver() {
    m_taking = true;
    const Display& display = m_desk.state().display;
    const Json& values = m_desk.context().draft.values();
    m_show->setCurrentIndex(static_cast<int>(display.show));
    m_sign->setCurrentIndex(static_cast<int>(display.sign));
    if (m_colours->colormap() != display.colours) m_colours->setColormap(display.colours);
    m_normalise->setChecked(display.normalise);
    const int percent = static_cast<int>(std::lround(numberOr(values, "opacity", 0.8) * 100));
    m_opacity->setValue(percent);
    m_opacityText->setText(QString("%1 %").arg(percent));
    const bool quantised = boolOr(values, "quantise", false);
    const int levels = static_cast<int>(numberOr(values, "levels", 8));
    m_quantise->setChecked(quantised);
    if (m_levels->value() != levels && levels <= m_levels->maximum()) m_levels->setValue(levels);
    m_levels->setEnabled(quantised);
    m_levelsText->setText(quantised ? QString::number(levels) : QString("off"));
    m_opacity->setEnabled(display.show == Show::Overlay);
    m_taking = false;
}

}  // namespace vitrine::lrp_panel

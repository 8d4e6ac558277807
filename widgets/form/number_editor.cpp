// SPDX-License-Identifier: GPL-3.0-or-later
#include <QHBoxLayout>
#include <QSlider>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/form/editors.h"
#include "widgets/form/number_box.h"
#include "widgets/form/wheel_guard.h"

namespace vitrine {
namespace {

constexpr int kSliderSteps = 1000;

}  // namespace

NumberEditor::NumberEditor(const Parameter& parameter, QWidget* parent)
    : ValueEditor(parent), m_parameter(parameter), m_scale(parameter, {}), m_box(new NumberBox(parameter, this)) {
    editorLayout(this)->addWidget(m_box);
    connect(m_box, &NumberBox::edited, this, &ValueEditor::edited);
    if (m_scale.bounded()) showSlider();
}

void NumberEditor::showSlider() {
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setRange(0, kSliderSteps);
    m_slider->setPageStep(kSliderSteps / 10);
    m_slider->setSingleStep(kSliderSteps / 100);
    m_slider->setMinimumWidth(36);
    m_slider->setObjectName("param." + qs(m_parameter.id) + ".slider");
    m_slider->setAccessibleName(qs(m_parameter.title) + ", slider");
    guardWheel(m_slider);
    auto* row = static_cast<QHBoxLayout*>(layout());
    row->insertWidget(0, m_slider, 1);
    row->setStretch(1, 0);
    m_box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setTabOrder(m_slider, m_box);
    connect(m_slider, &QSlider::valueChanged, this, [this](int position) {
        const double value = m_scale.fromPosition(position / double(kSliderSteps));
        const Json json = m_parameter.type == ParameterType::Int ? Json(static_cast<std::int64_t>(value)) : Json(value);
        if (json != m_value) Q_EMIT edited(json, true);
    });
}

void NumberEditor::setValue(const Json& value) {
    m_value = value;
    m_box->setValue(value);
    if (!m_slider) return;
    const QSignalBlocker quiet(m_slider);
    // While it is dragged the handle stays under the pointer; rounding must not make it jump.
    if (!m_slider->isSliderDown() && value.is_number()) m_slider->setValue(int(std::lround(m_scale.toPosition(value.get<double>()) * kSliderSteps)));
}

void NumberEditor::setFacts(const DataFacts& facts) {
    m_scale = NumberScale(m_parameter, facts);
    m_box->setScale(m_scale);
    if (m_scale.bounded() && !m_slider) showSlider();
    if (m_slider) m_slider->setVisible(m_scale.bounded());
    setValue(m_value);
}

QWidget* NumberEditor::field() const {
    return m_box;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/number_box.h"

#include <QLabel>
#include <QLineEdit>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/form/wheel_guard.h"

namespace vitrine {

NumberBox::NumberBox(const Parameter& parameter, QWidget* parent)
    : QAbstractSpinBox(parent),
      m_scale(parameter, {}),
      m_whole(parameter.type == ParameterType::Int || parameter.type == ParameterType::IntVector),
      m_optional(parameter.optional) {
    setKeyboardTracking(false);
    setCorrectionMode(QAbstractSpinBox::CorrectToPreviousValue);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    if (m_optional) lineEdit()->setPlaceholderText("not given");
    if (!parameter.unit.empty()) {
        m_unit = new QLabel(qs(parameter.unit), lineEdit());
        m_unit->setProperty("ink", "muted");
        m_unit->setAttribute(Qt::WA_TransparentForMouseEvents);
        lineEdit()->setTextMargins(0, 0, fontMetrics().horizontalAdvance(m_unit->text()) + 6, 0);
    }
    guardWheel(this);
    connect(this, &QAbstractSpinBox::editingFinished, this, &NumberBox::commit);
}

QSize NumberBox::sizeHint() const {
    const int unit = m_unit ? fontMetrics().horizontalAdvance(m_unit->text()) + 6 : 0;
    return {fontMetrics().horizontalAdvance("0.0000") + 34 + unit, QAbstractSpinBox::sizeHint().height()};
}

void NumberBox::resizeEvent(QResizeEvent* event) {
    QAbstractSpinBox::resizeEvent(event);
    if (!m_unit) return;
    const int width = fontMetrics().horizontalAdvance(m_unit->text()) + 4;
    m_unit->setGeometry(lineEdit()->width() - width, 0, width, lineEdit()->height());
}

void NumberBox::setValue(const Json& value) {
    m_value = value;
    m_shown = plainNumber(value);
    if (lineEdit()->text() != m_shown) lineEdit()->setText(m_shown);
    lineEdit()->setCursorPosition(0);
}

QAbstractSpinBox::StepEnabled NumberBox::stepEnabled() const {
    return StepUpEnabled | StepDownEnabled;
}

void NumberBox::stepBy(int steps) {
    bool understood = false;
    double value = lineEdit()->text().trimmed().toDouble(&understood);
    if (!understood) value = m_value.is_number() ? m_value.get<double>() : 0;
    const double next = m_scale.stepped(value, steps);
    const Json json = m_whole ? Json(static_cast<std::int64_t>(next)) : Json(next);
    if (json == m_value) return;
    setValue(json);
    Q_EMIT edited(json, true);
    selectAll();
}

void NumberBox::commit() {
    const QString text = lineEdit()->text().trimmed();
    if (text == m_shown) return;
    m_shown = text;  // Told once, not again when the focus leaves after Enter.
    Q_EMIT edited(text.isEmpty() && m_optional ? Json() : Json(ss(text)), false);
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/value_editor.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/form/editors.h"
#include "widgets/form/form_combo.h"
#include "widgets/form/number_box.h"
#include "widgets/form/toggle_switch.h"

namespace vitrine {
namespace {

QString listText(const Json& value) {
    QStringList parts;
    for (const Json& number : value) parts << plainNumber(number);
    return parts.join(", ");
}

QString defaultText(const Parameter& parameter) {
    const Json& value = parameter.defaultValue;
    if (value.is_null()) return "not given";
    if (value.is_boolean()) return value.get<bool>() ? "on" : "off";
    if (value.is_array()) return value.empty() ? "empty" : listText(value);
    if (value.is_number()) return plainNumber(value) + (parameter.unit.empty() ? "" : " " + qs(parameter.unit));
    const std::string text = value.get<std::string>();
    for (const Choice& choice : parameter.choices)
        if (choice.id == text) return qs(choice.title);
    return text.empty() ? QString("empty") : qs(text);
}

}  // namespace

QHBoxLayout* editorLayout(QWidget* editor) {
    auto* layout = new QHBoxLayout(editor);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(1));
    return layout;
}

QString parameterToolTip(const Parameter& parameter) {
    QString html = "<b>" + qs(parameter.title).toHtmlEscaped() + "</b>";
    if (!parameter.help.empty()) html += "<br>" + qs(parameter.help).toHtmlEscaped();
    if (parameter.choices.empty() && parameter.type != ParameterType::Bool)
        if (const std::string range = parameter.rangeText(); !range.empty()) html += "<br>Range: " + qs(range).toHtmlEscaped();
    return html + "<br>Default: " + defaultText(parameter).toHtmlEscaped();
}

ValueEditor* makeValueEditor(const Parameter& parameter, QWidget* parent) {
    ValueEditor* editor = nullptr;
    switch (parameter.type) {
        case ParameterType::Bool:
            editor = parameter.optional ? static_cast<ValueEditor*>(new ChoiceEditor(parameter, parent)) : new SwitchEditor(parameter, parent);
            break;
        case ParameterType::Int:
        case ParameterType::Real: editor = new NumberEditor(parameter, parent); break;
        case ParameterType::Choice: editor = new ChoiceEditor(parameter, parent); break;
        case ParameterType::Path:
        case ParameterType::Dataset:
        case ParameterType::Weights: editor = new PathEditor(parameter, parent); break;
        case ParameterType::Colour: editor = new ColourEditor(parameter, parent); break;
        case ParameterType::IntVector:
        case ParameterType::RealVector:
            editor = parameter.length >= 1 && parameter.length <= 4 && !parameter.optional
                         ? static_cast<ValueEditor*>(new VectorEditor(parameter, parent))
                         : new TextEditor(parameter, parent);
            break;
        case ParameterType::Text: editor = new TextEditor(parameter, parent); break;
    }
    const QString unit = parameter.unit.empty() ? QString() : ", " + qs(parameter.unit);
    editor->field()->setObjectName("param." + qs(parameter.id));
    editor->field()->setAccessibleName(qs(parameter.title) + unit);
    editor->field()->setAccessibleDescription(qs(parameter.help));
    editor->setToolTip(parameterToolTip(parameter));
    editor->setFocusProxy(editor->field());
    return editor;
}

SwitchEditor::SwitchEditor(const Parameter&, QWidget* parent) : ValueEditor(parent), m_switch(new ToggleSwitch(this)) {
    auto* layout = editorLayout(this);
    layout->addWidget(m_switch);
    layout->addStretch();
    connect(m_switch, &QCheckBox::clicked, this, [this](bool on) { Q_EMIT edited(Json(on), false); });
}

void SwitchEditor::setValue(const Json& value) {
    m_switch->setChecked(value.is_boolean() && value.get<bool>());
}

QWidget* SwitchEditor::field() const {
    return m_switch;
}

ChoiceEditor::ChoiceEditor(const Parameter& parameter, QWidget* parent) : ValueEditor(parent), m_combo(new FormCombo(this)) {
    editorLayout(this)->addWidget(m_combo);
    const auto add = [this](const QString& title, Json value, const QString& help = {}) {
        m_combo->addEntry(title, {}, help);
        m_values.push_back(std::move(value));
    };
    if (parameter.optional) add("Not given", Json());
    if (parameter.type == ParameterType::Bool) add("Yes", true), add("No", false);
    for (const Choice& choice : parameter.choices) add(qs(choice.title.empty() ? choice.id : choice.title), choice.id, qs(choice.help));
    connect(m_combo, &QComboBox::activated, this, [this](int index) { Q_EMIT edited(m_values[std::size_t(index)], false); });
}

void ChoiceEditor::setValue(const Json& value) {
    const auto found = std::find(m_values.begin(), m_values.end(), value);
    m_combo->setCurrentIndex(found == m_values.end() ? -1 : int(found - m_values.begin()));
    const QString help = m_combo->currentData(FormCombo::kHelpRole).toString();
    m_combo->setToolTip(help.isEmpty() ? QString() : "<b>" + m_combo->currentText().toHtmlEscaped() + "</b><br>" + help.toHtmlEscaped());
}

QWidget* ChoiceEditor::field() const {
    return m_combo;
}

TextEditor::TextEditor(const Parameter& parameter, QWidget* parent)
    : ValueEditor(parent),
      m_line(new QLineEdit(this)),
      m_list(parameter.type == ParameterType::IntVector || parameter.type == ParameterType::RealVector),
      m_optional(parameter.optional) {
    editorLayout(this)->addWidget(m_line);
    if (m_list) m_line->setPlaceholderText(m_optional ? "not given" : "numbers, by commas");
    else if (m_optional) m_line->setPlaceholderText("not given");
    connect(m_line, &QLineEdit::editingFinished, this, [this] {
        const QString text = m_list ? m_line->text().trimmed() : m_line->text();
        if (text == m_shown) return;
        m_shown = text;
        Q_EMIT edited(m_optional && text.isEmpty() ? Json() : Json(ss(text)), false);
    });
}

void TextEditor::setValue(const Json& value) {
    m_shown = value.is_array() ? listText(value) : value.is_string() ? qs(value.get<std::string>()) : QString();
    if (m_line->text() != m_shown) m_line->setText(m_shown);
    if (!m_line->hasFocus()) m_line->setCursorPosition(0);
}

QWidget* TextEditor::field() const {
    return m_line;
}

VectorEditor::VectorEditor(const Parameter& parameter, QWidget* parent) : ValueEditor(parent) {
    auto* layout = editorLayout(this);
    for (int i = 0; i < parameter.length; ++i) {
        auto* box = new NumberBox(parameter, this);
        box->setAccessibleName(QString("%1, number %2").arg(qs(parameter.title)).arg(i + 1));
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        layout->addWidget(box);
        m_boxes.push_back(box);
        connect(box, &NumberBox::edited, this, [this, i](const Json& number, bool merge) {
            Json value = m_value;
            while (value.size() <= std::size_t(i)) value.push_back(0);
            value[std::size_t(i)] = number;
            Q_EMIT edited(value, merge);
        });
    }
}

void VectorEditor::setValue(const Json& value) {
    m_value = value.is_array() ? value : Json::array();
    for (std::size_t i = 0; i < m_boxes.size(); ++i) m_boxes[i]->setValue(i < m_value.size() ? m_value[i] : Json());
}

QWidget* VectorEditor::field() const {
    return m_boxes.front();
}

ColourEditor::ColourEditor(const Parameter& parameter, QWidget* parent)
    : ValueEditor(parent), m_button(new QPushButton(this)), m_title(qs(parameter.title)) {
    editorLayout(this)->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, &ColourEditor::choose);
}

void ColourEditor::setValue(const Json& value) {
    const QString text = value.is_string() ? qs(value.get<std::string>()) : QString();
    // Ours is #rrggbbaa, Qt's is #aarrggbb.
    m_colour = QColor(text.size() == 9 ? "#" + text.mid(7) + text.mid(1, 6) : text);
    m_button->setText(text.isEmpty() ? "not given" : text);
    QPixmap swatch(QSize(16, 16) * devicePixelRatioF());
    swatch.setDevicePixelRatio(devicePixelRatioF());
    swatch.fill(Qt::transparent);
    QPainter painter(&swatch);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Theme::instance().colour(Ink::Border));
    painter.setBrush(m_colour.isValid() ? QBrush(m_colour) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(0.5, 0.5, 15, 15), 4, 4);
    painter.end();
    m_button->setIcon(swatch);
}

void ColourEditor::choose() {
    auto* dialog = new QColorDialog(m_colour.isValid() ? m_colour : QColor(Qt::white), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(m_title);
    dialog->setOption(QColorDialog::ShowAlphaChannel);
    connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor& colour) {
        QString text = colour.name();
        if (colour.alpha() < 255) text += QString("%1").arg(colour.alpha(), 2, 16, QChar('0'));
        Q_EMIT edited(Json(ss(text)), false);
    });
    dialog->open();
}

QWidget* ColourEditor::field() const {
    return m_button;
}

}  // namespace vitrine

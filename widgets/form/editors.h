// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/form/number_scale.h"
#include "widgets/form/value_editor.h"

class QCheckBox;
class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QSlider;
class QToolButton;

namespace vitrine {

class FormCombo;
class NumberBox;

/// A row of widgets without margins: the frame of every editor.
QHBoxLayout* editorLayout(QWidget* editor);

class SwitchEditor final : public ValueEditor {
    Q_OBJECT
public:
    SwitchEditor(const Parameter& parameter, QWidget* parent);
    void setValue(const Json& value) override;
    QWidget* field() const override;

private:
    QCheckBox* m_switch;
};

/// A number box, with a slider before it where the range has two ends.
class NumberEditor final : public ValueEditor {
    Q_OBJECT
public:
    NumberEditor(const Parameter& parameter, QWidget* parent);
    void setValue(const Json& value) override;
    void setFacts(const DataFacts& facts) override;
    QWidget* field() const override;

private:
    void showSlider();
    const Parameter& m_parameter;
    NumberScale m_scale;
    NumberBox* m_box;
    QSlider* m_slider = nullptr;
    Json m_value;
};

/// Choices, and optional switches as "not given, yes, no".
class ChoiceEditor final : public ValueEditor {
    Q_OBJECT
public:
    ChoiceEditor(const Parameter& parameter, QWidget* parent);
    void setValue(const Json& value) override;
    QWidget* field() const override;

private:
    FormCombo* m_combo;
    std::vector<Json> m_values;
};

/// Texts, and lists of numbers as "1, 2, 3".
class TextEditor final : public ValueEditor {
    Q_OBJECT
public:
    TextEditor(const Parameter& parameter, QWidget* parent);
    void setValue(const Json& value) override;
    QWidget* field() const override;

private:
    QLineEdit* m_line;
    QString m_shown;
    bool m_list, m_optional;
};

/// Up to four numbers side by side.
class VectorEditor final : public ValueEditor {
    Q_OBJECT
public:
    VectorEditor(const Parameter& parameter, QWidget* parent);
    void setValue(const Json& value) override;
    QWidget* field() const override;

private:
    std::vector<NumberBox*> m_boxes;
    Json m_value = Json::array();
};

/// A path with browse and drop; for data sets and weights a list of the catalogue's files as well.
class PathEditor final : public ValueEditor {
    Q_OBJECT
public:
    PathEditor(const Parameter& parameter, QWidget* parent);
    void setValue(const Json& value) override;
    void setEntries(const DataEntries& entries) override;
    QWidget* field() const override;

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void commit(const QString& text);
    const Parameter& m_parameter;
    QLineEdit* m_line;
    QToolButton* m_list = nullptr;
    QString m_shown;
};

class ColourEditor final : public ValueEditor {
    Q_OBJECT
public:
    ColourEditor(const Parameter& parameter, QWidget* parent);
    void setValue(const Json& value) override;
    QWidget* field() const override;

private:
    void choose();
    QPushButton* m_button;
    QColor m_colour;
    QString m_title;
};

}  // namespace vitrine

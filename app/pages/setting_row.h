// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/schema/parameter_schema.h"

class QLabel;
class QToolButton;

namespace vitrine {

class ValueEditor;

/// One setting: title and what it does at the left, its editor at the right, a mark and a way back when it differs from its default.
class SettingRow final : public QWidget {
    Q_OBJECT

public:
    SettingRow(const Parameter& parameter, QWidget* parent);
    const Parameter& parameter() const { return m_parameter; }
    void setValue(const Json& value, bool changed);
    void setProblem(const QString& text);
    bool matches(const QString& pattern) const;
    void setLast(bool last);  ///< The last row of a card has no line below.

Q_SIGNALS:
    void edited(const vitrine::Json& value, bool merge);
    void resetRequested();

protected:
    void paintEvent(QPaintEvent*) override;

private:
    const Parameter& m_parameter;
    ValueEditor* m_editor;
    QLabel *m_title, *m_help, *m_problem;
    QToolButton* m_reset;
    bool m_last = false, m_changed = false;
};

}  // namespace vitrine

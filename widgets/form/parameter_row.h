// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/form/form_row.h"
#include "widgets/form/run_draft.h"
#include "widgets/form/value_editor.h"

namespace vitrine {

/// The row of one parameter, wired to the draft in both directions.
class ParameterRow final : public FormRow {
    Q_OBJECT

public:
    ParameterRow(RunDraft& draft, const Parameter& parameter, QWidget* parent);
    const Parameter& parameter() const { return m_parameter; }
    ValueEditor* editor() const { return m_editor; }
    void refreshValue();
    void refreshProblem();
    /// Whether the words of a filter occur in a parameter's title, id, help or group.
    static bool matches(const Parameter& parameter, const QString& filter);

private:
    RunDraft& m_draft;
    const Parameter& m_parameter;
    ValueEditor* m_editor;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/parameter_row.h"

#include "widgets/base/text.h"

namespace vitrine {

ParameterRow::ParameterRow(RunDraft& draft, const Parameter& parameter, QWidget* parent)
    : FormRow(qs(parameter.title), parent), m_draft(draft), m_parameter(parameter), m_editor(makeValueEditor(parameter, this)) {
    setEditor(m_editor, m_editor->field());
    connect(m_editor, &ValueEditor::edited, this, [this](const Json& value, bool merge) {
        // A refused value stays in the field, with its problem below; an accepted one is shown in its canonical form.
        if (m_draft.set(m_parameter.id, value, merge).ok()) refreshValue();
    });
    connect(this, &FormRow::resetRequested, this, [this] {
        m_draft.reset(m_parameter.id);
        refreshValue();
    });
    m_editor->setValue(draft.value(parameter.id));
    setChanged(draft.isChanged(parameter.id));
}

void ParameterRow::refreshValue() {
    m_editor->setValue(m_draft.value(m_parameter.id));
    setChanged(m_draft.isChanged(m_parameter.id));
}

void ParameterRow::refreshProblem() {
    const std::optional<Error> problem = m_draft.problem(m_parameter.id);
    QString text = problem ? qs(problem->why + ". " + problem->next) : QString();
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    setNote(text, Note::Problem);
    if (!problem) m_editor->setValue(m_draft.value(m_parameter.id));
}

bool ParameterRow::matches(const Parameter& parameter, const QString& filter) {
    const QString text = qs(parameter.title + " " + parameter.id + " " + parameter.group + " " + parameter.help);
    for (const QString& word : filter.split(' ', Qt::SkipEmptyParts))
        if (!text.contains(word, Qt::CaseInsensitive)) return false;
    return true;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUndoCommand>
#include <functional>

#include "core/base/json.h"

namespace vitrine {

/// An undoable change of one piece of state given as JSON: `apply` is called with the new value now and on redo, with the old one on undo.
/// Edits with the same non-zero `mergeKey` that follow each other within 800 ms become one (dragging a slider).
class StateEdit final : public QUndoCommand {
public:
    StateEdit(const QString& text, Json before, Json after, std::function<void(const Json&)> apply, std::size_t mergeKey = 0);
    void undo() override;
    void redo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand* other) override;
    /// A merge key for a name ("form.param.eps").
    static std::size_t keyOf(const std::string& name);

private:
    Json m_before, m_after;
    std::function<void(const Json&)> m_apply;
    std::size_t m_mergeKey;
    std::int64_t m_time;
};

}  // namespace vitrine

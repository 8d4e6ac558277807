// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/state_edit.h"

#include "core/base/clock.h"

namespace vitrine {
namespace {

constexpr std::int64_t kMergeMicros = 800'000;

}  // namespace

StateEdit::StateEdit(const QString& text, Json before, Json after, std::function<void(const Json&)> apply, std::size_t mergeKey)
    : QUndoCommand(text),
      m_before(std::move(before)),
      m_after(std::move(after)),
      m_apply(std::move(apply)),
      m_mergeKey(mergeKey),
      m_time(steadyMicros()) {}

void StateEdit::undo() {
    m_apply(m_before);
}

void StateEdit::redo() {
    m_apply(m_after);
}

int StateEdit::id() const {
    return m_mergeKey == 0 ? -1 : static_cast<int>(m_mergeKey & 0x7fffffff);
}

bool StateEdit::mergeWith(const QUndoCommand* other) {
    const auto* newer = dynamic_cast<const StateEdit*>(other);
    if (!newer || m_mergeKey == 0 || newer->m_mergeKey != m_mergeKey) return false;
    if (newer->m_time - m_time > kMergeMicros) return false;
    m_after = newer->m_after;
    m_time = newer->m_time;
    // Dragged back to where it came from: nothing is left to undo.
    setObsolete(m_after == m_before);
    return true;
}

std::size_t StateEdit::keyOf(const std::string& name) {
    return std::hash<std::string>{}(name) | 1;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/palette_model.h"

#include <algorithm>

#include "widgets/base/text.h"

namespace vitrine {
namespace {

constexpr std::size_t kMostRows = 200;
constexpr int kTitleWeight = 4, kUsedBonus = 6;

}  // namespace

int PaletteModel::score(const QString& pattern, const PaletteEntry& entry) {
    if (pattern.isEmpty()) return 1;
    const int title = fuzzyScore(pattern, entry.title) * kTitleWeight;
    if (title > 0) return title + (entry.title.startsWith(pattern, Qt::CaseInsensitive) ? 2 * kTitleWeight : 0);
    // Words may be spread over title, group and detail: "lrp epsilon", "theme dark". Here they must stand as written.
    const QString all = entry.title + ' ' + entry.group + ' ' + entry.detail;
    for (const QString& word : pattern.split(' ', Qt::SkipEmptyParts))
        if (!all.contains(word, Qt::CaseInsensitive)) return 0;
    return 1;
}

void PaletteModel::setEntries(std::vector<PaletteEntry> entries) {
    m_entries = std::move(entries);
    filter(m_pattern);
}

void PaletteModel::filter(const QString& pattern) {
    beginResetModel();
    m_pattern = pattern.trimmed();
    std::vector<std::pair<int, int>> scored;  // Minus score, index: sorted stably, best first.
    for (int i = 0; i < static_cast<int>(m_entries.size()); ++i) {
        int points = score(m_pattern, m_entries[i]);
        if (points <= 0) continue;
        if (const auto used = m_used.indexOf(m_entries[i].key); used >= 0) points += std::max<int>(1, kUsedBonus - static_cast<int>(used));
        scored.emplace_back(-points, i);
    }
    std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    m_rows.clear();
    for (std::size_t i = 0; i < scored.size() && i < kMostRows; ++i) m_rows.push_back(scored[i].second);
    endResetModel();
}

const PaletteEntry* PaletteModel::entry(int row) const {
    return row >= 0 && row < static_cast<int>(m_rows.size()) ? &m_entries[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(row)])]
                                                             : nullptr;
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    const PaletteEntry* found = entry(index.row());
    if (!found) return {};
    switch (role) {
        case TitleRole: return found->title;
        case DetailRole: return found->detail;
        case GroupRole: return found->group;
        case IconRole: return found->icon;
        case ShortcutRole: return found->shortcut;
        case Qt::AccessibleTextRole: return found->group + ": " + found->title;
        case Qt::AccessibleDescriptionRole: return found->detail;
        default: return {};
    }
}

}  // namespace vitrine

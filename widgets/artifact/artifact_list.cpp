// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/artifact_list.h"

#include <algorithm>
#include <map>

#include "widgets/artifact/content_views.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {

void ArtifactList::setArtifacts(std::vector<ArtifactRow> artifacts) {
    beginResetModel();
    m_artifacts = std::move(artifacts);
    std::stable_sort(m_artifacts.begin(), m_artifacts.end(), [](const ArtifactRow& a, const ArtifactRow& b) { return std::tie(a.name, a.step) < std::tie(b.name, b.step); });
    rebuild();
    endResetModel();
}

void ArtifactList::setFilter(const QString& text) {
    if (text == m_filter) return;
    beginResetModel();
    m_filter = text;
    rebuild();
    endResetModel();
}

void ArtifactList::rebuild() {
    m_tops.clear();
    std::map<std::string, Top> groups;
    for (std::size_t i = 0; i < m_artifacts.size(); ++i) {
        const ArtifactRow& row = m_artifacts[i];
        const bool shown = m_filter.isEmpty() || qs(row.name).contains(m_filter, Qt::CaseInsensitive) || qs(row.title).contains(m_filter, Qt::CaseInsensitive) ||
                           qs(row.kind).compare(m_filter, Qt::CaseInsensitive) == 0;
        if (!shown) continue;
        const std::size_t slash = row.name.find('/');
        if (slash == std::string::npos) m_tops.push_back({"", {i}});
        else groups[row.name.substr(0, slash)].items.push_back(i);
    }
    for (auto& [name, group] : groups) {
        group.name = name;
        m_tops.push_back(std::move(group));
    }
}

int ArtifactList::shownCount() const {
    std::size_t count = 0;
    for (const Top& top : m_tops) count += top.items.size();
    return static_cast<int>(count);
}

// A child's internal id is its top row + 1; top rows have 0.
QModelIndex ArtifactList::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : 0);
}

QModelIndex ArtifactList::parent(const QModelIndex& child) const {
    if (!child.isValid() || child.internalId() == 0) return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr(0));
}

int ArtifactList::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(m_tops.size());
    return isGroup(parent) ? static_cast<int>(m_tops[static_cast<std::size_t>(parent.row())].items.size()) : 0;
}

const ArtifactRow* ArtifactList::artifact(const QModelIndex& index) const {
    if (!index.isValid() || isGroup(index)) return nullptr;
    const auto top = static_cast<std::size_t>(index.internalId() == 0 ? index.row() : static_cast<int>(index.internalId()) - 1);
    return &m_artifacts[m_tops[top].items[index.internalId() == 0 ? 0 : static_cast<std::size_t>(index.row())]];
}

QModelIndex ArtifactList::find(const std::string& name, std::int64_t step) const {
    QModelIndex newest;
    for (int top = 0; top < rowCount(); ++top) {
        const QModelIndex at = index(top, 0);
        const bool group = isGroup(at);
        for (int row = 0; row < (group ? rowCount(at) : 1); ++row) {
            const QModelIndex item = group ? index(row, 0, at) : at;
            const ArtifactRow* found = artifact(item);
            if (found->name != name) continue;
            if (found->step == step) return item;
            newest = item;
        }
    }
    return newest;
}

QModelIndex ArtifactList::firstArtifact() const {
    if (m_tops.empty()) return {};
    const QModelIndex top = index(0, 0);
    return isGroup(top) ? index(0, 0, top) : top;
}

QVariant ArtifactList::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    if (role == Qt::SizeHintRole) return QSize(0, 26);
    const ArtifactRow* row = artifact(index);
    if (!row) {
        const Top& top = m_tops[static_cast<std::size_t>(index.row())];
        if (role == Qt::DisplayRole) return QStringLiteral("%1 (%2)").arg(qs(top.name)).arg(top.items.size());
        if (role == Qt::DecorationRole) return Theme::instance().icon(iconOfKind(m_artifacts[top.items.front()].kind), Ink::Muted);
        return {};
    }
    switch (role) {
        case Qt::DisplayRole: {
            const std::size_t slash = index.internalId() == 0 ? std::string::npos : row->name.find('/');
            const QString name = qs(slash == std::string::npos ? row->name : row->name.substr(slash + 1));
            return row->step == 0 ? name : QStringLiteral("%1, step %2").arg(name).arg(row->step);
        }
        case Qt::DecorationRole: return Theme::instance().icon(iconOfKind(row->kind), Ink::Muted);
        case Qt::ToolTipRole: return QStringLiteral("%1\n%2 · %3").arg(qs(row->title.empty() ? row->name : row->title), titleOfKind(row->kind), bytesText(row->size));
        case Qt::AccessibleTextRole: return QStringLiteral("%1, %2").arg(qs(row->name), titleOfKind(row->kind));
        default: return {};
    }
}

Qt::ItemFlags ArtifactList::flags(const QModelIndex& index) const {
    return isGroup(index) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

}  // namespace vitrine

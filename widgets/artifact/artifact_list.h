// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <vector>

#include "core/store/records.h"

namespace vitrine {

/// The artifacts of a run in groups by the first part of their name ("heatmap/0001" in "heatmap"); those without a slash come first. Only rows
/// that contain the filter are there.
class ArtifactList : public QAbstractItemModel {
    Q_OBJECT

public:
    explicit ArtifactList(QObject* parent = nullptr) : QAbstractItemModel(parent) {}
    void setArtifacts(std::vector<ArtifactRow> artifacts);
    void setFilter(const QString& text);
    int count() const { return static_cast<int>(m_artifacts.size()); }
    int shownCount() const;
    /// The artifact of a row, or null for a group.
    const ArtifactRow* artifact(const QModelIndex& index) const;
    /// The row of an artifact (the newest step when `step` is not there), or an invalid index.
    QModelIndex find(const std::string& name, std::int64_t step) const;
    QModelIndex firstArtifact() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return 1; }
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    /// A top row: a group, or a single artifact when `name` is empty.
    struct Top {
        std::string name;
        std::vector<std::size_t> items;
    };
    void rebuild();
    bool isGroup(const QModelIndex& index) const { return index.internalId() == 0 && !m_tops[static_cast<std::size_t>(index.row())].name.empty(); }

    std::vector<ArtifactRow> m_artifacts;
    std::vector<Top> m_tops;
    QString m_filter;
};

}  // namespace vitrine

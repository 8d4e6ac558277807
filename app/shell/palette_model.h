// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QString>
#include <functional>
#include <vector>

namespace vitrine {

/// One line of the command palette.
struct PaletteEntry {
    QString key;  ///< Stays the same over restarts: what was used lately comes first.
    QString title, detail, group, icon, shortcut;
    std::function<void()> run;
};

/// The palette's entries that match what was typed, best first. Typing is matched against title, group and detail; the title counts most.
class PaletteModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { TitleRole = Qt::DisplayRole, DetailRole = Qt::UserRole, GroupRole, IconRole, ShortcutRole, MatchRole };
    using QAbstractListModel::QAbstractListModel;

    void setEntries(std::vector<PaletteEntry> entries);
    /// `used`: keys, the latest first.
    void setUsed(const QStringList& used) { m_used = used; }
    void filter(const QString& pattern);
    const PaletteEntry* entry(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const QString& pattern() const { return m_pattern; }

    /// How well the words of `pattern` match; 0: not.
    static int score(const QString& pattern, const PaletteEntry& entry);

private:
    std::vector<PaletteEntry> m_entries;
    std::vector<int> m_rows;  ///< Into m_entries.
    QStringList m_used;
    QString m_pattern;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside app/method only: how a run looks in the list.

#include <QStyledItemDelegate>

#include "app/method/run_reader.h"
#include "core/plugin/manifest.h"
#include "widgets/base/theme.h"

namespace vitrine {

inline constexpr int kRunRole = Qt::UserRole + 1;   ///< The run as `const RecentRun*` in a quintptr.

/// What a state is called on screen, and its colour.
QString stateText(RunState state);
Ink stateInk(RunState state);

/// Two lines: state, number, key metric; seed, preset, when. The star at the right.
class RecentRunDelegate final : public QStyledItemDelegate {
public:
    RecentRunDelegate(const Manifest& manifest, QObject* parent) : QStyledItemDelegate(parent), m_manifest(manifest) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    static QRect starRect(const QRect& item);

private:
    const Manifest& m_manifest;
};

/// The same as a text: for screen readers and as the tooltip.
QString runText(const RecentRun& run, const Manifest& manifest);

}  // namespace vitrine

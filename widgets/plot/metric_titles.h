// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

#include "core/plugin/manifest.h"

namespace vitrine {

/// Words for the plots of a run's metrics: what the method's manifest says about them, else their names.
class MetricTitles {
public:
    MetricTitles() = default;
    explicit MetricTitles(std::vector<MetricSpec> known) : m_known(std::move(known)) {}
    static QString groupOf(const QString& name);           ///< "train/loss": train.
    static QString labelOf(const QString& name);           ///< "train/loss": loss.
    /// Of the plot of a group.
    QString titleOf(const QString& group) const;
    /// Of the vertical axis over these metrics of one group: their name, or "value" where there are too many, and the unit that they share.
    QString axisOf(const QStringList& names) const;

private:
    const MetricSpec* find(const QString& name) const;
    std::vector<MetricSpec> m_known;
};

}  // namespace vitrine

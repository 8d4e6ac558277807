// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/metric_titles.h"

#include <algorithm>

#include "widgets/base/text.h"

namespace vitrine {
namespace {
constexpr qsizetype kLongestAxis = 28;         // Letters beside a plot of usual height.
}  // namespace

QString MetricTitles::groupOf(const QString& name) { return name.section('/', 0, 0); }

QString MetricTitles::labelOf(const QString& name) { return name.contains('/') ? name.section('/', 1) : name; }

const MetricSpec* MetricTitles::find(const QString& name) const {
    const auto found = std::find_if(m_known.begin(), m_known.end(), [wanted = ss(name)](const MetricSpec& spec) {
        return spec.name.ends_with('*') ? wanted.starts_with(spec.name.substr(0, spec.name.size() - 1)) : spec.name == wanted;
    });
    return found == m_known.end() ? nullptr : &*found;
}

QString MetricTitles::titleOf(const QString& group) const {
    const MetricSpec* spec = find(group);
    if (!spec) spec = find(group + "/");       // A family.
    return spec && !spec->title.empty() ? qs(spec->title) : group;
}

QString MetricTitles::axisOf(const QStringList& names) const {
    QStringList labels, units;
    for (const QString& name : names) {
        const MetricSpec* spec = find(name);
        labels << labelOf(name);
        units << (spec ? qs(spec->unit) : QString());
    }
    units.removeDuplicates();
    QString text = labels.join(", ");
    if (text.size() > kLongestAxis) text = labels.size() == 1 ? text.left(kLongestAxis - 1) + QChar(0x2026) : QStringLiteral("value");
    return units.size() == 1 && !units.front().isEmpty() ? QStringLiteral("%1 (%2)").arg(text, units.front()) : text;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFontMetricsF>
#include <QStringList>

#include "widgets/plot/qcp.h"

namespace vitrine {

/// Ticks whose labels never touch: as many round numbers as there is room for, decades and their parts on logarithmic axes, or names at 0, 1, 2.
class AxisTicker final : public QCPAxisTicker {
public:
    explicit AxisTicker(QCPAxis* axis) : m_axis(axis) {}
    void setCategories(const QStringList& names) { m_names = names; }
    /// No ticks between whole numbers: steps and epochs have no halves.
    void setWhole(bool on) { m_whole = on; }
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision, QVector<double>& ticks, QVector<double>* subTicks,
                  QVector<QString>* labels) override;

    /// "0.25", "12,000", "3e-05" (drawn as a power): as many decimals as a step of `step` needs.
    static QString label(double value, double step);

private:
    void linear(const QCPRange& range, int most, QVector<double>& ticks, QVector<QString>& labels, QVector<double>* subTicks) const;
    void decades(const QCPRange& range, int most, QVector<double>& ticks, QVector<QString>& labels, QVector<double>* subTicks) const;
    void names(const QCPRange& range, QVector<double>& ticks, QVector<QString>& labels) const;
    bool collide(const QVector<double>& ticks, const QVector<QString>& labels) const;

    QCPAxis* m_axis;
    QStringList m_names;
    bool m_whole = false;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QRectF>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine {

/// The linked-view bus: what is selected across all panels of a window. A writer names itself as origin so that it can pass over its own echo.
class Selection : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    const std::vector<std::int64_t>& runs() const { return m_runs; }
    const std::vector<std::string>& samples() const { return m_samples; }      ///< Ids of samples in their data ("images/12").
    std::optional<double> time() const { return m_time; }                      ///< In the unit of the shown data's time axis.
    std::optional<QRectF> region() const { return m_region; }                  ///< In data coordinates of the shown sample.

    void setRuns(std::vector<std::int64_t> runs, const QObject* origin);
    void setSamples(std::vector<std::string> samples, const QObject* origin);
    void setTime(std::optional<double> time, const QObject* origin);
    void setRegion(std::optional<QRectF> region, const QObject* origin);
    Json saveState() const;
    void restoreState(const Json& state);

Q_SIGNALS:
    void runsChanged(const QObject* origin);
    void samplesChanged(const QObject* origin);
    void timeChanged(const QObject* origin);
    void regionChanged(const QObject* origin);

private:
    std::vector<std::int64_t> m_runs;
    std::vector<std::string> m_samples;
    std::optional<double> m_time;
    std::optional<QRectF> m_region;
};

}  // namespace vitrine

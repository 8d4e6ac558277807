// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panel/selection.h"

namespace vitrine {

void Selection::setRuns(std::vector<std::int64_t> runs, const QObject* origin) {
    if (runs == m_runs) return;
    m_runs = std::move(runs);
    Q_EMIT runsChanged(origin);
}

void Selection::setSamples(std::vector<std::string> samples, const QObject* origin) {
    if (samples == m_samples) return;
    m_samples = std::move(samples);
    Q_EMIT samplesChanged(origin);
}

void Selection::setTime(std::optional<double> time, const QObject* origin) {
    if (time == m_time) return;
    m_time = time;
    Q_EMIT timeChanged(origin);
}

void Selection::setRegion(std::optional<QRectF> region, const QObject* origin) {
    if (region == m_region) return;
    m_region = region;
    Q_EMIT regionChanged(origin);
}

Json Selection::saveState() const {
    Json state = {{"runs", m_runs}, {"samples", m_samples}};
    if (m_time) state["time"] = *m_time;
    if (m_region) state["region"] = {m_region->x(), m_region->y(), m_region->width(), m_region->height()};
    return state;
}

/// What is missing or of another form is taken as "nothing selected": the file may be of another version, or edited by hand.
void Selection::restoreState(const Json& state) {
    const auto part = [&](const char* name) { return state.is_object() ? state.value(name, Json()) : Json(); };
    std::vector<std::int64_t> runs;
    for (const Json& run : part("runs"))
        if (run.is_number_integer()) runs.push_back(run.get<std::int64_t>());
    std::vector<std::string> samples;
    for (const Json& sample : part("samples"))
        if (sample.is_string()) samples.push_back(sample.get<std::string>());
    const Json time = part("time"), region = part("region");
    std::optional<QRectF> area;
    if (region.is_array() && region.size() == 4 && std::all_of(region.begin(), region.end(), [](const Json& side) { return side.is_number(); }))
        area = QRectF(region[0].get<double>(), region[1].get<double>(), region[2].get<double>(), region[3].get<double>());
    setRuns(std::move(runs), nullptr);
    setSamples(std::move(samples), nullptr);
    setTime(time.is_number() ? std::optional(time.get<double>()) : std::nullopt, nullptr);
    setRegion(area, nullptr);
}

}  // namespace vitrine

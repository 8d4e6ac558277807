// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/metric_reader.h"

namespace vitrine {

MetricNews MetricReader::read(std::int64_t run, const std::map<std::string, std::int64_t>& have) {
    MetricNews news;
    if (!m_store) {
        Result<ExperimentStore> opened = ExperimentStore::open(m_folder, {.readOnly = true});
        if (!opened.ok()) {
            news.error = opened.error();
            return news;
        }
        m_store.emplace(*std::move(opened));
    }
    const auto summaries = m_store->summaries(run);
    if (!summaries.ok()) {
        news.error = summaries.error();
        return news;
    }
    for (const MetricSummary& summary : *summaries) {
        news.names.push_back(summary.name);
        const auto known = have.find(summary.name);
        if (known == have.end() || known->second == summary.count) continue;
        const bool shrunk = summary.count < known->second;
        auto tail = m_store->seriesFrom(run, summary.name, shrunk ? 0 : known->second);
        if (!tail.ok()) {
            news.error = tail.error();
            return news;
        }
        if (shrunk) news.shrunk.push_back(summary.name);
        news.tails.push_back(*std::move(tail));
    }
    return news;
}

}  // namespace vitrine

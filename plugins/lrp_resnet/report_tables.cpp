// SPDX-License-Identifier: GPL-3.0-or-later
// The tables and curves of a finished run.
#include <algorithm>
#include <limits>

#include "plugins/lrp_resnet/report.h"

namespace vitrine::lrp {
namespace {

using Texts = std::vector<std::string>;

template <class T>
void addColumn(Table& table, std::string name, const std::vector<T>& values, std::string unit = "") {
    table.columns.push_back({std::move(name), Array::of(values), std::move(unit)});
}

void addTexts(Table& table, std::string name, Texts values) { table.columns.push_back({std::move(name), std::move(values), ""}); }

/// One number of every result.
template <class Of>
auto valuesOf(const std::vector<ImageResult>& results, Of of) {
    std::vector<decltype(of(results.front()))> values;
    for (const ImageResult& result : results) values.push_back(of(result));
    return values;
}

std::string className(const Texts& names, std::int64_t index) {
    if (index < 0) return "";
    return index < static_cast<std::int64_t>(names.size()) ? names[static_cast<std::size_t>(index)] : std::to_string(index);
}

}  // namespace

Table Report::imageTable() const {
    Table table;
    const auto classOf = [&](std::int64_t ImageResult::*member) {
        return valuesOf(m_results, [&](const ImageResult& r) { return className(m_classNames, r.*member); });
    };
    addColumn(table, "image", valuesOf(m_results, [](const ImageResult& r) { return r.index; }));
    addTexts(table, "name", valuesOf(m_results, [](const ImageResult& r) { return r.name; }));
    addTexts(table, "label", classOf(&ImageResult::label));
    addTexts(table, "predicted", classOf(&ImageResult::predicted));
    addTexts(table, "explained", classOf(&ImageResult::explained));
    addColumn(table, "probability", valuesOf(m_results, [](const ImageResult& r) { return r.probability; }));
    if (!m_results.front().sums.empty()) {
        addColumn(table, "relevance_in", valuesOf(m_results, [](const ImageResult& r) { return r.sums.back(); }));
        addColumn(table, "conservation_error", valuesOf(m_results, [](const ImageResult& r) { return r.conservationError(); }));
    }
    for (std::size_t e = 0; e < m_results.front().scores.size(); ++e) {
        const auto add = [&](const char* what, auto of) {
            addColumn(table, prefix(e) + what, valuesOf(m_results, [&](const ImageResult& r) { return of(r.scores[e]); }));
        };
        add("insertion", [](const MapScore& s) { return s.insertion; });
        add("deletion", [](const MapScore& s) { return s.deletion; });
        add("id", [](const MapScore& s) { return s.id(); });
        add("inside_object", [](const MapScore& s) { return s.inside; });
    }
    return table;
}

Table Report::layerTable() const {
    std::vector<std::int64_t> image, depth;
    std::vector<double> relevance, share, main, skip;
    Texts boundary;
    for (const ImageResult& result : m_results) {
        for (std::size_t d = 0; d < result.sums.size(); ++d) {
            const auto block = std::find(m_blocks.begin(), m_blocks.end(), m_boundaries[d]) - m_blocks.begin();
            const bool isBlock = block < static_cast<std::ptrdiff_t>(m_blocks.size());
            const double none = std::numeric_limits<double>::quiet_NaN();
            image.push_back(result.index);
            depth.push_back(static_cast<std::int64_t>(d));
            boundary.push_back(m_boundaries[d]);
            relevance.push_back(result.sums[d]);
            share.push_back(result.sums[d] / result.sums.front());
            main.push_back(isBlock ? result.main[static_cast<std::size_t>(block)] : none);
            skip.push_back(isBlock ? result.skip[static_cast<std::size_t>(block)] : none);
        }
    }
    Table table;
    addColumn(table, "image", image);
    addColumn(table, "depth", depth);
    addTexts(table, "boundary", boundary);
    addColumn(table, "relevance", relevance);
    addColumn(table, "share_of_output", share);
    addColumn(table, "into_main_branch", main);
    addColumn(table, "into_skip_branch", skip);
    return table;
}

Table Report::conservationTable() const {
    const std::size_t depths = m_boundaries.size();
    std::vector<std::int64_t> depth(depths);
    for (std::size_t d = 0; d < depths; ++d) depth[d] = static_cast<std::int64_t>(d);
    Table table;
    addColumn(table, "depth", depth);
    addTexts(table, "boundary", m_boundaries);
    const auto addShares = [&](const std::string& name, auto sumsOf) {
        std::vector<double> mean(depths, 0), low(depths, std::numeric_limits<double>::infinity()), high(depths, -low.front());
        for (const ImageResult& result : m_results) {
            const std::vector<double>& sums = sumsOf(result);
            for (std::size_t d = 0; d < depths; ++d) {
                const double share = sums[d] / sums.front();
                mean[d] += share / static_cast<double>(m_results.size());
                low[d] = std::min(low[d], share);
                high[d] = std::max(high[d], share);
            }
        }
        addColumn(table, name, mean);
        if (name != "mean") return;
        addColumn(table, "least", low);
        addColumn(table, "most", high);
    };
    if (!m_results.front().sums.empty()) addShares("mean", [](const ImageResult& r) -> const std::vector<double>& { return r.sums; });
    for (std::size_t rule = 0; rule < m_results.front().audited.size(); ++rule)
        addShares(name(kSplitRules[rule]), [rule](const ImageResult& r) -> const std::vector<double>& { return r.audited[rule]; });
    return table;
}

Table Report::curveTable() const {
    const std::size_t steps = m_results.front().scores.front().insertionCurve.size();
    std::vector<double> share(steps);
    for (std::size_t s = 0; s < steps; ++s) share[s] = static_cast<double>(s + 1) / static_cast<double>(steps);
    Table table;
    addColumn(table, "share_of_steps", share);
    for (std::size_t e = 0; e < m_results.front().scores.size(); ++e) {
        std::vector<double> insertion(steps, 0), deletion(steps, 0);
        for (const ImageResult& result : m_results) {
            for (std::size_t s = 0; s < steps; ++s) {
                insertion[s] += result.scores[e].insertionCurve[s] / static_cast<double>(m_results.size());
                deletion[s] += result.scores[e].deletionCurve[s] / static_cast<double>(m_results.size());
            }
        }
        addColumn(table, prefix(e) + "insertion", insertion, "probability");
        addColumn(table, prefix(e) + "deletion", deletion, "probability");
    }
    return table;
}

Array Report::curveMatrix(bool insertion) const {
    std::vector<float> values;
    for (const ImageResult& result : m_results) {
        const MapScore& score = result.scores.front();
        for (const double p : insertion ? score.insertionCurve : score.deletionCurve) values.push_back(static_cast<float>(p));
    }
    const auto images = static_cast<std::int64_t>(m_results.size());
    Array matrix = Array::of<float>(std::span<const float>(values), {images, static_cast<std::int64_t>(values.size()) / images});
    matrix.axes = {"image", "step"};
    return matrix;
}

}  // namespace vitrine::lrp

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/run/run_context.h"
#include "plugins/lrp_resnet/options.h"

namespace vitrine::lrp {

/// What one explainer's map of one image is worth.
struct MapScore {
    double insertion = 0, deletion = 0;  ///< NaN when not evaluated.
    double inside = 0;                   ///< Share of the positive relevance on the object; NaN when the object is not known.
    std::vector<double> insertionCurve, deletionCurve;
    double id() const { return insertion - deletion; }
};

/// All numbers of one explained image.
struct ImageResult {
    std::int64_t index = 0, label = -1, predicted = 0, explained = 0;
    std::string name;
    double probability = 0;           ///< p of the explained class.
    std::vector<MapScore> scores;     ///< One an explainer: the chosen one, then the compared ones.
    std::vector<double> sums;         ///< Relevance at each boundary; empty when the explainer is not LRP.
    std::vector<double> main, skip;   ///< Relevance that entered F and S of each block, likewise.
    std::vector<std::vector<double>> audited;  ///< Sums at each boundary under each of `kSplitRules`; empty without audit.

    double conservationError() const;  ///< max over the boundaries of |sum - p| / p; NaN without sums.
};

double worstConservationError(const std::vector<double>& sums);

/// Collects the results of a run; survives a kill through `state`, and writes the summary at the end.
class Report {
public:
    Report(const Options& options, std::vector<std::string> blocks, std::vector<std::string> boundaries, std::vector<std::string> classNames);

    std::size_t images() const { return m_results.size(); }
    bool wantsSheetRow() const;
    void add(ImageResult result);
    void addSheetRow(Array row) { m_sheet.push_back(std::move(row)); }

    Checkpoint state() const;
    Status restore(const Checkpoint& checkpoint);

    /// Points of one image, at the step of its number in the data.
    void writeMetrics(RunContext& context, const ImageResult& result) const;
    /// Means over the images, tables, curves and the contact sheet.
    Status finish(RunContext& context) const;

private:
    void writeSummary(RunContext& context) const;
    Table imageTable() const;
    Table layerTable() const;
    Table conservationTable() const;
    Table curveTable() const;
    Array curveMatrix(bool insertion) const;
    std::string prefix(std::size_t explainer) const;

    const Options& m_options;
    std::vector<std::string> m_blocks, m_boundaries, m_classNames;
    std::vector<ImageResult> m_results;
    std::vector<Array> m_sheet;
};

}  // namespace vitrine::lrp

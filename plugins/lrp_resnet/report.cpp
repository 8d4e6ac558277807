// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/report.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "plugins/lrp_resnet/figures.h"

namespace vitrine::lrp {
namespace {

constexpr std::size_t kSheetRows = 12;

/// Walks all numbers of a result, in one order for writing and reading.
template <class Result, class Visit>
void eachNumber(Result& result, Visit visit) {
    for (auto* integer : {&result.index, &result.label, &result.predicted, &result.explained}) visit(*integer);
    visit(result.probability);
    visit(result.scores);
    for (auto* list : {&result.sums, &result.main, &result.skip}) visit(*list);
    visit(result.audited);
}

/// Numbers to a flat list and back; lists carry their length.
struct Writer {
    std::vector<double>& out;
    void operator()(std::int64_t value) { out.push_back(static_cast<double>(value)); }
    void operator()(double value) { out.push_back(value); }
    void operator()(const std::vector<double>& list) {
        out.push_back(static_cast<double>(list.size()));
        out.insert(out.end(), list.begin(), list.end());
    }
    void operator()(const std::vector<std::vector<double>>& lists) {
        out.push_back(static_cast<double>(lists.size()));
        for (const auto& list : lists) (*this)(list);
    }
    void operator()(const std::vector<MapScore>& scores) {
        out.push_back(static_cast<double>(scores.size()));
        for (const MapScore& score : scores) {
            for (const double value : {score.insertion, score.deletion, score.inside}) out.push_back(value);
            (*this)(score.insertionCurve);
            (*this)(score.deletionCurve);
        }
    }
};

struct Reader {
    std::span<const double> in;
    std::size_t& at;
    double next() { return at < in.size() ? in[at++] : throw std::out_of_range("the checkpoint ends within a result"); }
    std::size_t length() {
        const double value = next();
        if (!(value >= 0) || value > static_cast<double>(in.size())) throw std::out_of_range("the checkpoint holds an impossible length");
        return static_cast<std::size_t>(value);
    }
    void operator()(std::int64_t& value) { value = static_cast<std::int64_t>(next()); }
    void operator()(double& value) { value = next(); }
    void operator()(std::vector<double>& list) {
        list.resize(length());
        for (double& value : list) value = next();
    }
    void operator()(std::vector<std::vector<double>>& lists) {
        lists.resize(length());
        for (auto& list : lists) (*this)(list);
    }
    void operator()(std::vector<MapScore>& scores) {
        scores.resize(length());
        for (MapScore& score : scores) {
            for (double* value : {&score.insertion, &score.deletion, &score.inside}) *value = next();
            (*this)(score.insertionCurve);
            (*this)(score.deletionCurve);
        }
    }
};

/// Mean over the images of what `of` reads, NaN ones left out; NaN when there is none.
template <class Of>
double meanOver(const std::vector<ImageResult>& results, Of of) {
    double sum = 0;
    int count = 0;
    for (const ImageResult& result : results)
        if (const double value = of(result); std::isfinite(value)) sum += value, ++count;
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

void metricIfFinite(RunContext& context, const std::string& name, std::int64_t step, double value) {
    if (std::isfinite(value)) context.metric(name, step, value);
}

}  // namespace

double worstConservationError(const std::vector<double>& sums) {
    if (sums.empty()) return std::numeric_limits<double>::quiet_NaN();
    double worst = 0;
    for (const double sum : sums) worst = std::max(worst, std::abs(sum - sums.front()) / sums.front());
    return worst;
}

double ImageResult::conservationError() const { return worstConservationError(sums); }

Report::Report(const Options& options, std::vector<std::string> blocks, std::vector<std::string> boundaries, std::vector<std::string> classNames)
    : m_options(options), m_blocks(std::move(blocks)), m_boundaries(std::move(boundaries)), m_classNames(std::move(classNames)) {}

bool Report::wantsSheetRow() const { return canDraw() && m_options.saveMaps && m_sheet.size() < kSheetRows; }

void Report::add(ImageResult result) { m_results.push_back(std::move(result)); }

Checkpoint Report::state() const {
    Checkpoint checkpoint;
    checkpoint.step = static_cast<std::int64_t>(m_results.size());
    std::vector<double> numbers;
    Json names = Json::array();
    for (const ImageResult& result : m_results) {
        eachNumber(result, Writer{numbers});
        names.push_back(result.name);
    }
    checkpoint.values["names"] = std::move(names);
    checkpoint.arrays["results"] = Array::of(numbers);
    for (std::size_t row = 0; row < m_sheet.size(); ++row) checkpoint.arrays[fmt::format("sheet/{:02}", row)] = m_sheet[row];
    return checkpoint;
}

Status Report::restore(const Checkpoint& checkpoint) {
    try {
        const std::span<const double> numbers = checkpoint.arrays.at("results").values<double>();
        std::size_t at = 0;
        for (const Json& name : checkpoint.values.at("names")) {
            ImageResult result;
            eachNumber(result, Reader{numbers, at});
            result.name = name.get<std::string>();
            m_results.push_back(std::move(result));
        }
        for (const auto& [name, array] : checkpoint.arrays)
            if (name.starts_with("sheet/")) m_sheet.push_back(array);
    } catch (const std::exception& e) {
        return Error{ErrorCode::Corrupt, "Cannot resume the run", "checkpoint", e.what(), "Start the run again."};
    }
    return {};
}

std::string Report::prefix(std::size_t explainer) const {
    return explainer == 0 ? "" : fmt::format("compare/{}/", name(m_options.compared[explainer - 1]));
}

void Report::writeMetrics(RunContext& context, const ImageResult& result) const {
    const std::int64_t step = result.index;
    context.metric("image/probability", step, result.probability);
    metricIfFinite(context, "image/conservation_error", step, result.conservationError());
    const MapScore& score = result.scores.front();
    metricIfFinite(context, "image/id", step, score.id());
    metricIfFinite(context, "image/insertion", step, score.insertion);
    metricIfFinite(context, "image/deletion", step, score.deletion);
    metricIfFinite(context, "image/inside_object", step, score.inside);
}

void Report::writeSummary(RunContext& context) const {
    for (std::size_t e = 0; e < m_results.front().scores.size(); ++e) {
        const auto summary = [&](const char* name, auto of) {
            metricIfFinite(context, prefix(e) + name, 0, meanOver(m_results, [&](const ImageResult& r) { return of(r.scores[e]); }));
        };
        summary("id", [](const MapScore& s) { return s.id(); });
        summary("insertion", [](const MapScore& s) { return s.insertion; });
        summary("deletion", [](const MapScore& s) { return s.deletion; });
        summary("inside_object", [](const MapScore& s) { return s.inside; });
    }
    double worst = std::numeric_limits<double>::quiet_NaN();
    for (const ImageResult& result : m_results) worst = std::fmax(worst, result.conservationError());
    metricIfFinite(context, "conservation_error", 0, worst);
    for (std::size_t rule = 0; rule < m_results.front().audited.size(); ++rule)
        metricIfFinite(context, fmt::format("conserved/{}", name(kSplitRules[rule])), 0,
                       meanOver(m_results, [&](const ImageResult& r) { return r.audited[rule].back() / r.audited[rule].front(); }));
}

Status Report::finish(RunContext& context) const {
    writeSummary(context);
    VITRINE_CHECK(context.artifact({"images", "table", "Every image", ""}, imageTable()));
    const Json axes = {{"x", "depth"}, {"y", "relevance / p"}, {"labels", m_boundaries}};
    const bool hasSums = !m_results.front().sums.empty(), hasAudit = !m_results.front().audited.empty();
    if (hasSums) VITRINE_CHECK(context.artifact({"relevance_by_layer", "table", "Relevance at every boundary of every image", ""}, layerTable()));
    if (hasSums || hasAudit)
        VITRINE_CHECK(context.artifact({"conservation", "series", "Sum of the relevance by depth", "of p", 0, axes}, conservationTable()));
    if (m_options.evaluate) {
        const Json curveAxes = {{"x", "share of the steps (rank rule: of the pixels)"}, {"y", "probability of the class"}};
        VITRINE_CHECK(context.artifact({"curves", "series", "Insertion and deletion, mean of the images", "probability", 0, curveAxes}, curveTable()));
        VITRINE_CHECK(context.artifact({"curve/insertion", "matrix", "Insertion curve of every image", "probability"}, curveMatrix(true)));
        VITRINE_CHECK(context.artifact({"curve/deletion", "matrix", "Deletion curve of every image", "probability"}, curveMatrix(false)));
    }
    if (m_sheet.empty()) return {};
    std::vector<std::string> columns{"input", title(m_options.explainer), "overlay"};
    for (const Explainer other : m_options.compared) columns.emplace_back(title(other));
    const ArtifactSpec sheet{"contact_sheet", "image", fmt::format("{}", fmt::join(columns, " | ")), "", 0, {{"columns", columns}, {"cell", kCell}}};
    return context.artifact(sheet, stackRows(m_sheet));
}

}  // namespace vitrine::lrp

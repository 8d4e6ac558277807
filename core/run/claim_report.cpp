// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/clock.h"
#include "core/run/claim.h"

namespace vitrine {
namespace {

std::string number(double value) { return fmt::format("{:.4g}", value); }
std::string signedNumber(double value) { return fmt::format("{:+.4g}", value); }

double meanOf(const std::vector<double>& values) {
    double sum = 0;
    for (double value : values) sum += value;
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

/// Length in characters, not bytes: titles are UTF-8.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Rows of cells as columns of equal width, which also is a table in Markdown.
std::string tableText(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (widths.size() <= i) widths.push_back(0);
            widths[i] = std::max(widths[i], width(row[i]));
        }
    std::string text;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t i = 0; i < rows[r].size(); ++i) text += "| " + rows[r][i] + std::string(widths[i] - width(rows[r][i]) + 1, ' ');
        text += "|\n";
        if (r == 0) {
            for (const std::size_t columnWidth : widths) text += "|" + std::string(columnWidth + 2, '-');
            text += "|\n";
        }
    }
    return text;
}

Json comparisonToJson(const ClaimComparison& comparison) {
    const PairedResult& effect = comparison.effect;
    return {{"baseline", comparison.baseline},
            {"title", comparison.title},
            {"seeds", comparison.seeds},
            {"method", comparison.method},
            {"baseline_values", comparison.baselineValues},
            {"method_runs", comparison.methodRuns},
            {"baseline_runs", comparison.baselineRuns},
            {"effect", {{"mean", effect.meanDifference}, {"low", effect.low}, {"high", effect.high}, {"n", effect.n}, {"d_z", effect.effectSize},
                        {"p", effect.p}, {"exact_p", effect.exactP}}},
            {"verdict", name(comparison.verdict)}};
}

}  // namespace

Json ClaimReport::toJson() const {
    Json list = Json::array();
    for (const ClaimComparison& comparison : comparisons) list.push_back(comparisonToJson(comparison));
    return {{"method", method}, {"claim", claim}, {"preset", preset}, {"statement", statement}, {"metric", metric},
            {"higher_is_better", higherIsBetter}, {"margin", margin}, {"confidence", confidence}, {"comparisons", std::move(list)},
            {"verdict", name(verdict)}, {"seconds", seconds}};
}

std::string ClaimReport::toText() const {
    std::string text = fmt::format("{} / {} ({}): {}\n{}, {} is better", method, claim, preset, statement, metric, higherIsBetter ? "higher" : "lower");
    text += margin > 0 ? fmt::format(", at least {} counts\n\n", number(margin)) : "\n\n";
    std::vector<std::vector<std::string>> rows = {
        {"baseline", "pairs", "method", "baseline", "effect", fmt::format("{:.0f} % interval", confidence * 100), "d_z", "p", "verdict"}};
    for (const ClaimComparison& c : comparisons)
        rows.push_back({c.title, std::to_string(c.effect.n), number(meanOf(c.method)), number(meanOf(c.baselineValues)), signedNumber(c.effect.meanDifference),
                        fmt::format("[{}, {}]", signedNumber(c.effect.low), signedNumber(c.effect.high)), number(c.effect.effectSize), number(c.effect.p),
                        name(c.verdict)});
    text += tableText(rows) + "\n";
    if (!comparisons.empty()) {
        rows = {{"seed", "method"}};
        for (const ClaimComparison& c : comparisons) rows[0].push_back(c.title);
        for (std::size_t i = 0; i < comparisons.front().seeds.size(); ++i) {
            rows.push_back({std::to_string(comparisons.front().seeds[i]), number(comparisons.front().method[i])});
            for (const ClaimComparison& c : comparisons) rows.back().push_back(number(c.baselineValues[i]));
        }
        text += tableText(rows) + "\n";
    }
    return text + fmt::format("verdict: {} ({})\n", name(verdict), durationText(seconds));
}

}  // namespace vitrine

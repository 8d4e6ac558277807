// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/report.h"

#include "core/base/files.h"
#include "core/compute/tensor.h"
#include "plugins/kstdiff/dates.h"
#include "plugins/kstdiff/flow_files.h"

namespace vitrine::kstdiff {
namespace {

Array numbers(const torch::Tensor& tensor) {
    return toArray(tensor.to(torch::kCPU, torch::kFloat64).contiguous());
}

/// Real flow of the drawn regions, counts [D, n, 24, 2].
torch::Tensor realFlow(const Outcome& outcome) {
    return outcome.city.flow.index_select(1, torch::tensor(outcome.regions, torch::kInt64));
}

void writeMetrics(RunContext& context, const FlowScores& scores) {
    context.metric("mae", 0, scores.mae);
    context.metric("rmse", 0, scores.rmse);
    context.metric("smape", 0, scores.smape);
    context.metric("mmd", 0, scores.mmd);
    context.metric("volume_correlation", 0, scores.volumeCorrelation);
    context.metric("shape_distance", 0, scores.shapeDistance);
}

Table regionTable(const Outcome& outcome) {
    std::vector<std::string> ids, splits;
    std::vector<double> x, y;
    std::vector<bool> held(static_cast<std::size_t>(outcome.city.size()), false);
    for (const std::int64_t region : outcome.city.test) held[static_cast<std::size_t>(region)] = true;
    for (const std::int64_t region : outcome.regions) {
        const auto i = static_cast<std::size_t>(region);
        ids.push_back(outcome.city.regions[i]);
        splits.emplace_back(held[i] ? "held out" : "train");
        x.push_back(outcome.city.centres[i][0]);
        y.push_back(outcome.city.centres[i][1]);
    }
    const char* unit = outcome.city.planar ? "km" : "degree";
    Table table;
    table.columns = {{"region", ids, ""},
                     {"split", splits, ""},
                     {"longitude", Array::of(x), unit},
                     {"latitude", Array::of(y), unit},
                     {"real_volume", numbers(outcome.scores.realVolume), "per hour"},
                     {"generated_volume", numbers(outcome.scores.generatedVolume), "per hour"}};
    if (outcome.estimated.defined())
        table.columns.push_back({"estimated_volume", numbers(outcome.estimated), "per hour"});
    table.columns.push_back({"mae", numbers(outcome.scores.regionMae), "per hour"});
    table.columns.push_back({"mmd", numbers(outcome.scores.regionMmd), ""});
    return table;
}

/// Mean day over all drawn regions: what came in and went out, real and generated.
Table dayTable(const Outcome& outcome) {
    const torch::Tensor real = realFlow(outcome).flatten(0, 1).mean(0),
                        generated = outcome.generated.flatten(0, 1).mean(0);
    Table table;
    table.columns = {{"hour", numbers(torch::arange(kHours)), "h"}};
    table.columns.push_back({"real_in", numbers(real.select(1, 0)), "per hour"});
    table.columns.push_back({"generated_in", numbers(generated.select(1, 0)), "per hour"});
    table.columns.push_back({"real_out", numbers(real.select(1, 1)), "per hour"});
    table.columns.push_back({"generated_out", numbers(generated.select(1, 1)), "per hour"});
    return table;
}

Status writeMatrix(RunContext& context, const Outcome& outcome, const char* name, const char* title,
                   const torch::Tensor& flow) {
    Array matrix = toArray(flow.mean(0).sum(2).contiguous());
    matrix.axes = {"region", "hour"};
    std::vector<std::string> ids;
    for (const std::int64_t region : outcome.regions)
        ids.push_back(outcome.city.regions[static_cast<std::size_t>(region)]);
    return context.artifact({name,
                             "matrix",
                             title,
                             "per hour",
                             0,
                             {{"rows", ids}, {"row_title", "Region"}, {"column_title", "Hour of day"}}},
                            matrix);
}

/// The regions with their numbers as GeoJSON: polygons where the city has them, else cells around the centres.
Json mapLayer(const Outcome& outcome) {
    const Json shapes = cells(outcome.city);
    const auto at = [](const torch::Tensor& values, std::size_t i) {
        return values[static_cast<std::int64_t>(i)].item<double>();
    };
    Json features = Json::array();
    for (std::size_t i = 0; i < outcome.regions.size(); ++i) {
        Json feature = shapes.at("features").at(static_cast<std::size_t>(outcome.regions[i]));
        feature["properties"] = {
            {"region", outcome.city.regions[static_cast<std::size_t>(outcome.regions[i])]},
            {"generated", at(outcome.scores.generatedVolume, i)},
            {"real", at(outcome.scores.realVolume, i)},
            {"difference", at(outcome.scores.generatedVolume, i) - at(outcome.scores.realVolume, i)}};
        features.push_back(std::move(feature));
    }
    return {{"type", "FeatureCollection"}, {"features", std::move(features)}};
}

Status writeMap(RunContext& context, const Outcome& outcome) {
    const auto file = context.scratchFolder() / "map.geojson";
    VITRINE_CHECK(writeAtomically(file, dumpJson(mapLayer(outcome))));
    return context.artifact({"map",
                             "map",
                             "Mean flow per hour by region",
                             "per hour",
                             0,
                             {{"value", "generated"}, {"planar", outcome.city.planar}}},
                            file);
}

/// The drawn days in the official format and as a table of rows.
Status writeFlowFiles(RunContext& context, const Outcome& outcome) {
    const std::vector<std::string> days = weekdayNames(outcome.generated.size(0));
    std::vector<std::string> ids;
    for (const std::int64_t region : outcome.regions)
        ids.push_back(outcome.city.regions[static_cast<std::size_t>(region)]);
    const auto official = context.scratchFolder() / "alldayflow.json", rows = context.scratchFolder() / "flow.csv";
    VITRINE_CHECK(writeFlow(official, days, outcome.generated));
    VITRINE_CHECK(context.artifact(
        {"alldayflow", "json", "Generated flow, official format", "per hour", 0, {{"regions", ids}}}, official));
    VITRINE_CHECK(writeFlowCsv(rows, days, ids, outcome.generated));
    return context.artifact({"flow", "table", "Generated flow", "per hour"}, rows);
}

}  // namespace

Status writeReport(RunContext& context, const Outcome& outcome) {
    writeMetrics(context, outcome.scores);
    VITRINE_CHECK(context.artifact({"regions", "table", "Every region", ""}, regionTable(outcome)));
    VITRINE_CHECK(
        context.artifact({"mean_day", "series", "Mean day of the drawn regions", "per hour"}, dayTable(outcome)));
    VITRINE_CHECK(
        writeMatrix(context, outcome, "region_hour/generated", "Generated flow, region by hour", outcome.generated));
    VITRINE_CHECK(writeMatrix(context, outcome, "region_hour/real", "Real flow, region by hour", realFlow(outcome)));
    VITRINE_CHECK(writeMap(context, outcome));
    return outcome.saveFlow ? writeFlowFiles(context, outcome) : Status();
}

}  // namespace vitrine::kstdiff

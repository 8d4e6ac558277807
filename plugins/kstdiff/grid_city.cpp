// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/grid_city.h"

#include <algorithm>
#include <cmath>

#include "core/data/csv.h"
#include "core/data/geojson.h"
#include "plugins/kstdiff/city_folder.h"
#include "plugins/kstdiff/city_graph.h"
#include "plugins/kstdiff/dates.h"
#include "plugins/kstdiff/user_city.h"

namespace vitrine::kstdiff {
namespace {

constexpr std::int64_t kGridRows = 16, kGridColumns = 8, kGridCells = kGridRows * kGridColumns;
constexpr std::int64_t kFirstHour = 1;  ///< Hour 0 of the file is 1 h of its first day.
constexpr std::int64_t kMaxHours = 24 * 366;

/// Counts of every hour: F32 [hours, cells, 2].
Result<torch::Tensor> readHours(const std::filesystem::path& path) {
    VITRINE_TRY(const Table table, readCsv(path, {.header = CsvOptions::Header::Yes}));
    std::array<Array, 4> columns;
    for (std::size_t k = 0; k < columns.size(); ++k) {
        static constexpr std::array kNames{"hour", "cell", "inflow", "outflow"};
        VITRINE_TRY(const Column* column, table.require(kNames[k], path.string()));
        if (!column->isNumeric())
            return badCity(fmt::format("{}, column {}", path.string(), kNames[k]), "not all of its cells are numbers",
                           "Get the file again from its source.");
        VITRINE_TRY(columns[k], column->numbers().as(DType::F64));
    }
    const auto hours = columns[0].values<double>(), cells = columns[1].values<double>(), in = columns[2].values<double>(),
               out = columns[3].values<double>();
    if (hours.empty()) return badCity(path.string(), "it has no rows", "Get the file again from its source.");
    const double last = *std::max_element(hours.begin(), hours.end());
    torch::Tensor flow =
        torch::zeros({static_cast<std::int64_t>(std::clamp(last, 0.0, static_cast<double>(kMaxHours))) + 1, kGridCells, kChannels});
    auto counts = flow.accessor<float, 3>();
    for (std::size_t row = 0; row < hours.size(); ++row) {
        const bool inside = hours[row] >= 0 && hours[row] <= kMaxHours && cells[row] >= 0 && cells[row] < kGridCells;
        if (!inside || !(in[row] >= 0 && out[row] >= 0) || !std::isfinite(in[row] + out[row]))
            return badCity(fmt::format("{}, row {}", path.string(), row + 1),
                           fmt::format("hour {}, cell {}, inflow {}, outflow {}", hours[row], cells[row], in[row], out[row]),
                           fmt::format("Hours are 0 to {}, cells 0 to {} (16 x 8, row by row), counts from 0.", kMaxHours, kGridCells - 1));
        auto cell = counts[static_cast<std::int64_t>(hours[row])][static_cast<std::int64_t>(cells[row])];
        cell[0] = static_cast<float>(in[row]), cell[1] = static_cast<float>(out[row]);
    }
    return flow;
}

/// Keeps the weekdays of which every hour is known.
Status cutIntoDays(const torch::Tensor& hours, const std::filesystem::path& path, City& city) {
    using namespace std::chrono;
    const sys_days first = sys_days(year(2014) / August / 8);
    std::vector<torch::Tensor> kept;
    for (std::int64_t day = 0, start = -kFirstHour; start + kHours <= hours.size(0); ++day, start += kHours) {
        if (start < 0 || !isWeekday(first + days(day))) continue;
        kept.push_back(hours.narrow(0, start, kHours).transpose(0, 1));
        city.days.push_back(dayText(first + days(day)));
    }
    if (kept.empty()) return badCity(path.string(), fmt::format("its {} hours hold no full weekday", hours.size(0)), "Give some days of hours.");
    city.flow = torch::stack(kept).contiguous();
    city.notes.push_back(fmt::format("{} full weekdays; days with hours missing and weekends left out", kept.size()));
    return {};
}

GeoFeature square(const std::string& id, double x, double y) {
    GeoFeature cell;
    cell.kind = GeoFeature::Kind::Polygon;
    cell.id = id;
    cell.polygonStart = {0};
    cell.rings = {{{x - 0.5, y - 0.5}, {x + 0.5, y - 0.5}, {x + 0.5, y + 0.5}, {x - 0.5, y + 0.5}}};
    return cell;
}

void layOutCells(City& city) {
    GeoFeatures squares;
    for (std::int64_t cell = 0; cell < kGridCells; ++cell) {
        const auto x = static_cast<double>(cell % kGridColumns), y = -static_cast<double>(cell / kGridColumns);  // Row 0 on top.
        city.regions.push_back(fmt::format("cell_{:03}", cell));
        city.regionEntity.push_back(cell);
        city.centres.push_back({x, y});
        squares.features.push_back(square(city.regions.back(), x, y));
    }
    city.polygons = geoJsonOf(squares);
    std::vector<std::array<std::size_t, 2>> borders;
    for (std::size_t i = 0; i < city.centres.size(); ++i)
        for (std::size_t j = i + 1; j < city.centres.size(); ++j)
            if (distance(city.centres[i], city.centres[j]) < 1.1) borders.push_back({i, j});
    city.graph = buildGraph(city.regions, city.centres, borders, {}, {.nearKm = 1.5});  // In cells: the 8 around.
}

void describeCells(City& city) {
    const torch::Tensor train = torch::tensor(city.train, torch::kInt64);
    const torch::Tensor volume = city.flow.mean({0, 2, 3}).index_select(0, train);
    const PlanePoint busiest =
        city.centres[static_cast<std::size_t>(city.train[static_cast<std::size_t>(volume.argmax().item<std::int64_t>())])];
    std::vector<float> values;
    for (const PlanePoint& centre : city.centres)
        for (const double value : {-centre[1], centre[0], distance(centre, busiest)}) values.push_back(static_cast<float>(value));
    city.features = standardised(torch::tensor(values).view({city.size(), 3}));
    city.featureNames = {"row", "column", "distance to the busiest train cell"};
}

}  // namespace

Result<City> readGridCity(const std::filesystem::path& path, std::uint64_t seed) {
    VITRINE_TRY(const torch::Tensor hours, readHours(path));
    City city;
    city.name = "New York bikes";
    city.planar = true;
    VITRINE_CHECK(cutIntoDays(hours, path, city));
    layOutCells(city);
    splitRegions(city, kTestShare, seed);
    describeCells(city);
    return city;
}

}  // namespace vitrine::kstdiff

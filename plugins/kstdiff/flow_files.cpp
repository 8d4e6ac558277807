// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/flow_files.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <unordered_map>

#include "core/base/files.h"
#include "core/data/csv.h"
#include "plugins/kstdiff/city_folder.h"
#include "plugins/kstdiff/dates.h"
#include "plugins/kstdiff/table_texts.h"

namespace vitrine::kstdiff {
namespace {

constexpr std::int64_t kDayCells = kHours * kChannels;
const char* kFlowRemedy = "Write for every day a list of all regions in the order of their sorted ids, each 24 hours of [inflow, outflow].";

/// Counts by day, as they are read.
using Days = std::map<std::string, std::vector<float>>;

bool isCount(double value) {
    return std::isfinite(value) && value >= 0;
}

/// One region's day: [24][2] into 48 cells.
Status readRegionDay(const Json& value, const std::string& place, float* cells) {
    if (!value.is_array() || value.size() != static_cast<std::size_t>(kHours))
        return badCity(place, value.is_array() ? fmt::format("{} hours, expected 24", value.size()) : "it is no list of 24 hours", kFlowRemedy);
    for (std::size_t hour = 0; hour < value.size(); ++hour) {
        const Json& pair = value[hour];
        if (!pair.is_array() || pair.size() != static_cast<std::size_t>(kChannels))
            return badCity(fmt::format("{}, hour {}", place, hour), "it is no pair [inflow, outflow]", kFlowRemedy);
        for (std::size_t channel = 0; channel < pair.size(); ++channel) {
            if (!pair[channel].is_number() || !isCount(pair[channel].get<double>()))
                return badCity(fmt::format("{}, hour {}", place, hour), fmt::format("{:.40} is no count", dumpJson(pair[channel])),
                               "Counts are numbers from 0.");
            cells[hour * static_cast<std::size_t>(kChannels) + channel] = pair[channel].get<float>();
        }
    }
    return {};
}

Status readDay(const Json& value, const std::string& place, const City& city, std::vector<float>& cells) {
    cells.resize(static_cast<std::size_t>(city.size() * kDayCells));
    if (!value.is_array() && !value.is_object()) return badCity(place, "it is no list of regions", kFlowRemedy);
    if (value.size() != city.regions.size())
        return badCity(place, fmt::format("it has {} regions, the city has {}", value.size(), city.size()), kFlowRemedy);
    for (std::size_t r = 0; r < city.regions.size(); ++r) {
        const std::string& id = city.regions[r];
        if (value.is_object() && !value.contains(id))
            return badCity(place, fmt::format("region {} is missing", id), fmt::format("Add \"{}\": 24 hours of [inflow, outflow].", id));
        VITRINE_CHECK(readRegionDay(value.is_object() ? value[id] : value[r], fmt::format("{}, region {}", place, id),
                                    cells.data() + r * static_cast<std::size_t>(kDayCells)));
    }
    return {};
}

/// The ids that a file lists itself must be the city's, in their order.
Status checkRegions(const Json& listed, const std::string& place, const City& city) {
    if (!listed.is_array() || listed.size() != city.regions.size())
        return badCity(place, fmt::format("\"regions\" lists {} ids, the city has {}", listed.size(), city.size()), kFlowRemedy);
    for (std::size_t r = 0; r < city.regions.size(); ++r)
        if (!listed[r].is_string() || listed[r].get_ref<const std::string&>() != city.regions[r])
            return badCity(place,
                           fmt::format("regions are in another order: at position {} stands {:.60} where the sorted ids have {}", r,
                                       dumpJson(listed[r]), city.regions[r]),
                           kFlowRemedy);
    return {};
}

Result<Days> daysOfJson(const std::filesystem::path& path, const City& city, std::int64_t& weekend) {
    VITRINE_TRY(Json root, readCityJson(path));
    if (!root.is_object()) return badCity(path.string(), "it is no object of days", "Write {\"YYYYMMDD\": [regions][24][2]}.");
    if (root.contains("regions")) {
        VITRINE_CHECK(checkRegions(root["regions"], path.string(), city));
        root.erase("regions");
    }
    Days days;
    for (const auto& [name, value] : root.items()) {
        const std::string place = fmt::format("{}, day \"{:.20}\"", path.string(), name);
        const auto day = parseDay(name);
        if (!day) return badCity(place, "it is no date YYYYMMDD", "Name every day as in 20160104.");
        std::vector<float> cells;
        VITRINE_CHECK(readDay(value, place, city, cells));
        if (isWeekday(*day))
            days.emplace(name, std::move(cells));
        else
            ++weekend;
    }
    return days;
}

Result<Days> daysOfCsv(const std::filesystem::path& path, const City& city, std::int64_t& weekend) {
    VITRINE_TRY(const Table table, readCsv(path, {.header = CsvOptions::Header::Yes}));
    std::array<std::vector<std::string>, 2> texts;
    std::array<Array, 3> numbers;
    for (std::size_t k = 0; k < 5; ++k) {
        static constexpr std::array kNames{"day", "region", "hour", "inflow", "outflow"};
        VITRINE_TRY(const Column* column, table.require(kNames[k], path.string()));
        if (k < 2) {
            texts[k] = textsOf(*column);
            continue;
        }
        if (!column->isNumeric())
            return badCity(fmt::format("{}, column {}", path.string(), kNames[k]), "not all of its cells are numbers",
                           "Correct the cells that are none.");
        VITRINE_TRY(numbers[k - 2], column->numbers().as(DType::F64));
    }
    std::unordered_map<std::string, std::size_t> index;
    for (const std::string& region : city.regions) index.emplace(region, index.size());
    Days days;
    std::map<std::string, bool> weekends;
    const auto hours = numbers[0].values<double>(), in = numbers[1].values<double>(), out = numbers[2].values<double>();
    for (std::size_t row = 0; row < hours.size(); ++row) {
        const std::string place = fmt::format("{}, row {}", path.string(), row + 1), &name = texts[0][row];
        const auto region = index.find(texts[1][row]);
        const auto day = parseDay(name);
        if (!day) return badCity(place, fmt::format("\"{:.20}\" is no date YYYYMMDD", name), "Name every day as in 20160104.");
        if (region == index.end())
            return badCity(place, fmt::format("the city has no region {:.60}", texts[1][row]), "Use the ids of the region file.");
        if (!(hours[row] >= 0 && hours[row] < kHours) || hours[row] != std::floor(hours[row]))
            return badCity(place, fmt::format("{} is no hour of the day", hours[row]), "Hours are 0 to 23.");
        if (!isCount(in[row]) || !isCount(out[row])) return badCity(place, "inflow and outflow must be counts", "Counts are numbers from 0.");
        if (!isWeekday(*day)) {
            weekends[name] = true;
            continue;
        }
        std::vector<float>& cells = days[name];
        cells.resize(static_cast<std::size_t>(city.size() * kDayCells));
        float* cell = cells.data() + region->second * static_cast<std::size_t>(kDayCells) +
                      static_cast<std::size_t>(hours[row]) * static_cast<std::size_t>(kChannels);
        cell[0] += static_cast<float>(in[row]), cell[1] += static_cast<float>(out[row]);
    }
    weekend = static_cast<std::int64_t>(weekends.size());
    return days;
}

/// What can be written: [D, R, 24, 2] on the CPU, all finite.
Result<torch::Tensor> countsOf(const std::filesystem::path& path, const std::vector<std::string>& days, const torch::Tensor& flow) {
    const torch::Tensor counts = flow.to(torch::kFloat32).cpu().contiguous();
    const bool fits =
        counts.dim() == 4 && counts.size(0) == static_cast<std::int64_t>(days.size()) && counts.size(2) == kHours && counts.size(3) == kChannels;
    if (fits && torch::isfinite(counts).all().item<bool>()) return counts;
    return Error{
        ErrorCode::InvalidArgument, "Cannot write the flow", path.string(),
        fits ? "it has values that are no numbers" : fmt::format("its shape is {} for {} days", fmt::join(counts.sizes(), " x "), days.size()),
        "Flow is days x regions x 24 x 2, all finite."};
}

}  // namespace

Status readFlow(const std::filesystem::path& path, City& city) {
    const std::string name = path.filename().string();
    const bool csv = name.ends_with(".csv") || name.ends_with(".csv.gz");
    std::int64_t weekend = 0;
    VITRINE_TRY(Days days, csv ? daysOfCsv(path, city, weekend) : daysOfJson(path, city, weekend));
    if (days.empty())
        return badCity(path.string(), weekend > 0 ? fmt::format("its {} days are all of a weekend", weekend) : "it has no days",
                       "Give the flow of at least one weekday.");
    torch::Tensor flow = torch::empty({static_cast<std::int64_t>(days.size()), city.size(), kHours, kChannels});
    city.days.clear();
    float* cells = flow.data_ptr<float>();
    for (const auto& [day, counts] : days) {
        cells = std::copy(counts.begin(), counts.end(), cells);
        city.days.push_back(day);
    }
    city.flow = flow;
    if (weekend > 0) city.notes.push_back(fmt::format("{} weekend days of {} left out: the method models weekdays", weekend, name));
    return {};
}

Status writeFlow(const std::filesystem::path& path, const std::vector<std::string>& days, const torch::Tensor& flow) {
    VITRINE_TRY(const torch::Tensor counts, countsOf(path, days, flow));
    const float* cell = counts.data_ptr<float>();
    std::string text = "{";
    auto out = std::back_inserter(text);
    for (std::size_t day = 0; day < days.size(); ++day) {
        fmt::format_to(out, "{}\"{}\": [", day ? ", " : "", days[day]);
        for (std::int64_t region = 0; region < counts.size(1); ++region) {
            text += region ? ", [" : "[";
            // Shortest texts that read back equal; whole counts come out as integers.
            for (std::int64_t hour = 0; hour < kHours; ++hour, cell += 2) fmt::format_to(out, "{}[{}, {}]", hour ? ", " : "", cell[0], cell[1]);
            text += "]";
        }
        text += "]";
    }
    text += "}\n";
    return writeAtomically(path, text);
}

Status writeFlowCsv(const std::filesystem::path& path, const std::vector<std::string>& days, const std::vector<std::string>& regions,
                    const torch::Tensor& flow) {
    VITRINE_TRY(const torch::Tensor counts, countsOf(path, days, flow));
    const float* cell = counts.data_ptr<float>();
    std::string text = "day,region,hour,inflow,outflow\n";
    auto out = std::back_inserter(text);
    for (const std::string& day : days)
        for (const std::string& region : regions)
            for (std::int64_t hour = 0; hour < kHours; ++hour, cell += 2)
                fmt::format_to(out, "{},{},{},{},{}\n", day, region, hour, cell[0], cell[1]);
    return writeAtomically(path, text);
}

}  // namespace vitrine::kstdiff

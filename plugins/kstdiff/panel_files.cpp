// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_files.h"

#include <QDate>

#include "core/base/files.h"
#include "core/data/csv.h"
#include "widgets/base/text.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr std::size_t kMostBytes = std::size_t(1) << 30;

/// Names of weekdays: those of the city, then the ones after.
std::vector<std::string> dayNames(const City& city, int count) {
    std::vector<std::string> names;
    QDate date(2023, 12, 31);  // Generated days are counted from the first Monday of 2024.
    for (int day = 0; day < count; ++day) {
        const QDate known = day < city.days.size() ? QDate::fromString(city.days[day], "yyyyMMdd") : QDate();
        date = known.isValid() ? known : date.addDays(1);
        while (!known.isValid() && date.dayOfWeek() > 5) date = date.addDays(1);
        names.push_back(ss(date.toString("yyyyMMdd")));
    }
    return names;
}

void appendHours(std::string& text, const float* hours) {
    text += '[';
    for (int hour = 0; hour < kHours; ++hour)
        fmt::format_to(std::back_inserter(text), "{}[{},{}]", hour > 0 ? "," : "", hours[2 * hour], hours[2 * hour + 1]);
    text += ']';
}

Error badFlow(const std::filesystem::path& file, const std::string& why) {
    return {ErrorCode::BadFormat, "Cannot show the flow of the run", file.string(), why, "Run it again with \"Save the drawn flow\"."};
}

}  // namespace

FlowFile flowFileOf(const City& city, const Sample& sample) {
    FlowFile file;
    for (const int region : sample.regions) file.regions.push_back(ss(city.regions[region]));
    file.days = dayNames(city, sample.days());
    file.flow = sample.flow;
    file.whole = std::ssize(sample.regions) == city.size();
    return file;
}

Status writeFlowJson(const std::filesystem::path& file, const FlowFile& flow) {
    std::string text = "{";
    const std::size_t n = flow.regions.size(), block = kHours * kChannels;
    const float* values = flow.flow.values<float>().data();
    for (std::size_t day = 0; day < flow.days.size(); ++day) {
        text += (day > 0 ? ",\n\"" : "\n\"") + flow.days[day] + (flow.whole ? "\":[" : "\":{");
        for (std::size_t region = 0; region < n; ++region) {
            if (region > 0) text += ',';
            if (!flow.whole) text += dumpJson(flow.regions[region]) + ":";
            appendHours(text, values + (day * n + region) * block);
        }
        text += flow.whole ? ']' : '}';
    }
    return writeAtomically(file, text + "\n}\n");
}

Status writeFlowTable(const std::filesystem::path& file, const FlowFile& flow) {
    Table table;
    std::vector<std::string> days, regions;
    std::vector<std::int64_t> hours;
    std::vector<double> in, out;
    const auto values = flow.flow.values<float>();
    std::size_t place = 0;
    for (const std::string& day : flow.days)
        for (const std::string& region : flow.regions)
            for (int hour = 0; hour < kHours; ++hour, place += 2) {
                days.push_back(day);
                regions.push_back(region);
                hours.push_back(hour);
                in.push_back(values[place]);
                out.push_back(values[place + 1]);
            }
    table.columns = {{"day", std::move(days), ""},
                     {"region", std::move(regions), ""},
                     {"hour", Array::of(hours), ""},
                     {"inflow", Array::of(in), ""},
                     {"outflow", Array::of(out), ""}};
    return writeCsv(file, table);
}

Result<Sample> readRecordedFlow(const std::filesystem::path& file, const QStringList& ids, const City& city) {
    VITRINE_TRY(const Json days, readJsonFile(file, kMostBytes));
    if (!days.is_object() || days.empty() || ids.isEmpty()) return badFlow(file, "it holds no days");
    std::vector<int> regions;
    for (const QString& id : ids) {
        regions.push_back(city.find(id));
        if (regions.back() < 0) return badFlow(file, "region " + ss(id) + " is none of the shown city");
    }
    Array flow = Array::zeros(DType::F32, {std::ssize(days), std::ssize(regions), kHours, kChannels});
    float* target = flow.mutableValues<float>().data();
    const auto list = [](const Json& json, std::size_t count) { return json.is_array() && json.size() == count; };
    for (const auto& [name, day] : days.items()) {
        if (!list(day, regions.size())) return badFlow(file, "day " + name + " has another number of regions than the run");
        for (const Json& region : day) {
            if (!list(region, kHours)) return badFlow(file, "a region of day " + name + " has no 24 hours");
            for (const Json& hour : region) {
                if (!list(hour, kChannels) || !hour[0].is_number() || !hour[1].is_number())
                    return badFlow(file, "an hour of day " + name + " is no pair of numbers");
                *target++ = hour[0].get<float>();
                *target++ = hour[1].get<float>();
            }
        }
    }
    return sampleOf(std::move(flow), std::move(regions), {}, city.size());
}

}  // namespace vitrine::kstdiff_panel

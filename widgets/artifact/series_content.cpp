// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/series_content.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "widgets/base/text.h"

namespace vitrine {
namespace {

using Numbers = std::shared_ptr<const std::vector<double>>;

std::vector<double> doublesOf(const Array& array) {
    const auto wide = array.as(DType::F64);
    if (!wide.ok()) return {};
    const auto values = wide->values<double>();
    return {values.begin(), values.end()};
}

Numbers shared(std::vector<double> values) { return std::make_shared<const std::vector<double>>(std::move(values)); }

std::vector<double> countedTo(std::size_t count) {
    std::vector<double> numbers(count);
    for (std::size_t i = 0; i < count; ++i) numbers[i] = static_cast<double>(i);
    return numbers;
}

bool rises(const std::vector<double>& values) {
    const auto falls = [](double a, double b) { return !(a <= b); };   // NaN as well.
    return !values.empty() && !std::isnan(values.front()) && std::adjacent_find(values.begin(), values.end(), falls) == values.end();
}

QString titled(const std::string& name, const std::string& unit) { return unit.empty() ? qs(name) : qs(name) + QStringLiteral(" (") + qs(unit) + ')'; }

void takeMeta(SeriesContent& content, const Json& meta) {
    if (const std::string x = stringOr(meta, "x"); !x.empty()) content.xTitle = qs(x);
    if (const std::string y = stringOr(meta, "y"); !y.empty()) content.yTitle = qs(y);
    if (!meta.is_object() || !meta.contains("labels") || !meta["labels"].is_array()) return;
    for (const Json& label : meta["labels"]) content.categories << (label.is_string() ? qs(label.get<std::string>()) : qs(dumpJson(label)));
}

/// The ends of a band around column `name`, or null: "<name>_low" and "<name>_high"; "least" and "most" belong to the mean.
const Column* bandEnd(const Table& table, const std::string& name, bool high) {
    static constexpr const char* kSuffixes[2][3] = {{"_low", "_min", "_lower"}, {"_high", "_max", "_upper"}};
    for (const char* suffix : kSuffixes[high])
        if (const Column* found = table.find(name + suffix); found && found->isNumeric()) return found;
    if (name != "mean") return nullptr;
    const Column* found = table.find(high ? "most" : "least");
    return found && found->isNumeric() ? found : nullptr;
}

/// One text column that names curves by repeating, and just two columns of numbers.
bool isLong(const Table& table) {
    int texts = 0, numbers = 0;
    bool repeats = false;
    for (const Column& column : table.columns) {
        if (column.isNumeric()) {
            ++numbers;
            continue;
        }
        ++texts;
        const std::set<std::string> different(column.texts().begin(), column.texts().end());
        repeats = different.size() * 2 <= column.texts().size() && different.size() <= 200;
    }
    return texts == 1 && numbers == 2 && repeats;
}

SeriesContent longSeries(const Table& table) {
    SeriesContent content;
    std::vector<const Column*> numbers;
    const Column* names = nullptr;
    for (const Column& column : table.columns) column.isNumeric() ? numbers.push_back(&column) : void(names = &column);
    const std::vector<double> x = doublesOf(numbers[0]->numbers()), y = doublesOf(numbers[1]->numbers());
    std::vector<std::string> order;
    std::map<std::string, std::vector<std::pair<double, double>>> curves;
    for (std::size_t row = 0; row < x.size(); ++row) {
        auto& curve = curves[names->texts()[row]];
        if (curve.empty()) order.push_back(names->texts()[row]);
        curve.emplace_back(x[row], y[row]);
    }
    for (const std::string& name : order) {
        auto& points = curves[name];
        std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        std::vector<double> xs, ys;
        for (const auto& [px, py] : points) xs.push_back(px), ys.push_back(py);
        content.series.push_back({qs(name), shared(std::move(xs)), shared(std::move(ys))});
    }
    content.xTitle = titled(numbers[0]->name, numbers[0]->unit);
    content.yTitle = titled(numbers[1]->name, numbers[1]->unit);
    return content;
}

SeriesContent wideSeries(const Table& table, const QString& unit) {
    SeriesContent content;
    const Column* xColumn = nullptr;
    for (const Column& column : table.columns) {
        if (!column.isNumeric()) continue;
        if (table.columns.size() > 1 && rises(doublesOf(column.numbers()))) xColumn = &column;
        break;   // Only the first column of numbers may be x.
    }
    const Numbers x = shared(xColumn ? doublesOf(xColumn->numbers()) : countedTo(static_cast<std::size_t>(table.rows())));
    content.xTitle = xColumn ? titled(xColumn->name, xColumn->unit) : QStringLiteral("row");
    content.yTitle = unit;
    std::set<const Column*> bands;
    for (const Column& column : table.columns) {
        const Column *low = bandEnd(table, column.name, false), *high = bandEnd(table, column.name, true);
        if (low && high) bands.insert({low, high});
    }
    for (const Column& column : table.columns) {
        if (!column.isNumeric() || &column == xColumn || bands.contains(&column)) continue;
        PlotSeries series{qs(column.name), x, shared(doublesOf(column.numbers()))};
        const Column *low = bandEnd(table, column.name, false), *high = bandEnd(table, column.name, true);
        if (low && high) series.low = shared(doublesOf(low->numbers())), series.high = shared(doublesOf(high->numbers()));
        content.series.push_back(std::move(series));
        if (content.yTitle.isEmpty()) content.yTitle = column.unit.empty() ? QStringLiteral("value") : qs(column.unit);
    }
    return content;
}

}  // namespace

SeriesContent seriesOf(const Table& table, const Json& meta, const QString& unit) {
    SeriesContent content = isLong(table) ? longSeries(table) : wideSeries(table, unit);
    takeMeta(content, meta);
    return content;
}

Result<SeriesContent> seriesOf(const Array& array, const Json& meta, const QString& unit) {
    SeriesContent content;
    content.xTitle = QStringLiteral("step");
    content.yTitle = unit.isEmpty() ? QStringLiteral("value") : unit;
    const std::int64_t curves = array.rank() == 2 ? array.dim(0) : 1;
    if (array.empty() || array.rank() < 1 || array.rank() > 2 || array.dtype() == DType::C64 || curves > 1000)
        return Error{ErrorCode::Unsupported, "Cannot show series", array.describe(), "it is neither [steps] nor [curves, steps] with at most 1,000 curves",
                     "Record it as a matrix."};
    const Numbers x = shared(countedTo(static_cast<std::size_t>(array.dim(array.rank() - 1))));
    for (std::int64_t curve = 0; curve < curves; ++curve) {
        const QString name = curves == 1 ? QStringLiteral("value") : QStringLiteral("curve %1").arg(curve);
        content.series.push_back({name, x, shared(doublesOf(array.rank() == 2 ? array.row(curve) : array))});
    }
    takeMeta(content, meta);
    return content;
}

SeriesContent envelopeOf(const Array& samples, int sampleRate, int most) {
    SeriesContent content;
    content.xTitle = QStringLiteral("time (s)");
    content.yTitle = QStringLiteral("amplitude (full scale = 1)");
    content.yLow = -1.05;
    content.yHigh = 1.05;
    const std::int64_t count = samples.dim(1), span = std::max<std::int64_t>(1, (count + most - 1) / most);
    const auto all = samples.values<float>();
    std::vector<double> times;
    for (std::int64_t begin = 0; begin < count; begin += span) times.push_back(static_cast<double>(begin) / sampleRate);
    const Numbers x = shared(std::move(times));
    for (std::int64_t channel = 0; channel < samples.dim(0); ++channel) {
        const float* values = all.data() + channel * count;
        std::vector<double> low, high, middle;
        for (std::int64_t begin = 0; begin < count; begin += span) {
            const auto [least, largest] = std::minmax_element(values + begin, values + std::min(count, begin + span));
            low.push_back(*least);
            high.push_back(*largest);
            middle.push_back((*least + *largest) / 2.0);
        }
        const QString name = samples.dim(0) == 1 ? QStringLiteral("sound") : QStringLiteral("channel %1").arg(channel + 1);
        PlotSeries series{name, x, shared(std::move(middle))};
        if (span > 1) series.low = shared(std::move(low)), series.high = shared(std::move(high));
        content.series.push_back(std::move(series));
    }
    return content;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/artifact_content.h"

#include <QLocale>
#include <QStringList>
#include <fstream>
#include <limits>
#include <set>

#include "core/base/files.h"
#include "core/data/csv.h"
#include "core/data/edge_list.h"
#include "core/data/geojson.h"
#include "core/data/graph_arrays.h"
#include "core/data/npy.h"
#include "core/data/readers.h"
#include "core/data/safetensors.h"
#include "core/media/image.h"
#include "core/media/video.h"
#include "widgets/base/text.h"
#include "widgets/gl/array_statistics.h"

namespace vitrine {
namespace {

namespace fs = std::filesystem;
using Value = decltype(ArtifactContent::value);

constexpr std::size_t kMostText = std::size_t(32) << 20;

QString grouped(std::int64_t number) { return QLocale(QLocale::English).toString(static_cast<qlonglong>(number)); }

QString counted(std::int64_t number, const char* what) { return grouped(number) + ' ' + QString::fromLatin1(what) + (number == 1 ? QString() : QStringLiteral("s")); }

QString sidesText(const std::vector<std::int64_t>& shape) {
    QStringList sides;
    for (const std::int64_t side : shape) sides << QString::number(side);
    return sides.isEmpty() ? QStringLiteral("one number") : sides.join(QStringLiteral(" × "));
}

struct ShapeText {
    QString operator()(const Array& array) const {
        if (array.count() == 1) return {};
        if (array.rank() == 1) return QStringLiteral("%1 values, %2").arg(grouped(array.count()), QString::fromLatin1(name(array.dtype())));
        return QString::fromLatin1(name(array.dtype())) + ' ' + sidesText(array.shape());
    }
    QString operator()(const NamedArrays& arrays) const { return counted(static_cast<std::int64_t>(arrays.size()), "array"); }
    QString operator()(const Table& table) const { return counted(table.rows(), "row") + QStringLiteral(" × ") + counted(static_cast<std::int64_t>(table.columns.size()), "column"); }
    QString operator()(const Graph& graph) const { return counted(graph.nodeCount, "node") + QStringLiteral(", ") + counted(graph.edgeCount(), "edge"); }
    QString operator()(const GeoFeatures& geo) const { return counted(static_cast<std::int64_t>(geo.features.size()), "feature"); }
    QString operator()(const Json& json) const { return json.is_structured() ? grouped(static_cast<std::int64_t>(json.size())) + (json.size() == 1 ? QStringLiteral(" entry") : QStringLiteral(" entries")) : QString(); }
    QString operator()(const std::string& text) const { return counted(qs(text).size(), "character"); }
    QString operator()(const AudioClip& clip) const { return QStringLiteral("%1 s at %2 Hz").arg(numberText(clip.seconds()), grouped(clip.sampleRate)); }
    QString operator()(const SeriesContent& content) const { return counted(static_cast<std::int64_t>(content.series.size()), "curve"); }
    QString operator()(const ClipFile&) const { return {}; }
    QString operator()(const TimelineModel& model) const { return counted(static_cast<std::int64_t>(model->calls().size()), "call"); }
};

template <class T>
Result<Value> asValue(Result<T> result) {
    if (!result.ok()) return std::move(result).error();
    return Value(*std::move(result));
}

Result<std::string> readText(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return Error{ErrorCode::Io, "Cannot read text", file.string(), "the file cannot be opened", "Check that it may be read."};
    std::string text(kMostText + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > kMostText)
        return Error{ErrorCode::TooLarge, "Cannot show text", file.string(), "it is larger than 32 MB", "Open it in a text editor."};
    return text;
}

/// {"nodes": [name | {"name"}], "edges": [[a, b, weight?] | {"source", "target", "weight"}]}.
Result<Graph> graphFromJson(const Json& json, const std::string& object) {
    const auto wrong = [&](const std::string& why) {
        return Error{ErrorCode::BadFormat, "Cannot read graph", object, why, "Write it as arrays or as an edge list."};
    };
    if (!json.is_object() || !json.contains("edges") || !json["edges"].is_array()) return wrong("it has no list \"edges\"");
    Graph graph;
    std::vector<std::int64_t> source, target;
    std::vector<double> weight;
    for (const Json& edge : json["edges"]) {
        const Json ends = edge.is_object() ? Json::array({edge.value("source", Json()), edge.value("target", Json()), edge.value("weight", Json(1.0))}) : edge;
        if (!ends.is_array() || ends.size() < 2 || !ends[0].is_number_integer() || !ends[1].is_number_integer())
            return wrong(fmt::format("edge {} is no pair of node numbers", source.size()));
        source.push_back(ends[0].get<std::int64_t>());
        target.push_back(ends[1].get<std::int64_t>());
        weight.push_back(ends.size() > 2 && ends[2].is_number() ? ends[2].get<double>() : 1.0);
        if (source.back() < 0 || target.back() < 0 || std::max(source.back(), target.back()) > 100'000'000) return wrong("a node number is out of range");
        graph.nodeCount = std::max({graph.nodeCount, source.back() + 1, target.back() + 1});
    }
    if (json.contains("nodes") && json["nodes"].is_array()) {
        for (const Json& node : json["nodes"]) graph.nodeNames.push_back(node.is_string() ? node.get<std::string>() : node.is_object() ? stringOr(node, "name") : dumpJson(node));
        graph.nodeCount = std::max<std::int64_t>(graph.nodeCount, static_cast<std::int64_t>(graph.nodeNames.size()));
        graph.nodeNames.resize(static_cast<std::size_t>(graph.nodeCount));
    }
    graph.source = Array::of(source);
    graph.target = Array::of(target);
    graph.weight = Array::of(weight);
    graph.directed = boolOr(json, "directed", true);
    return graph;
}

Result<Value> readByFormat(const std::string& kind, const std::string& format, const fs::path& file) {
    static const std::set<std::string> pictures{"png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp", "pgm", "ppm", "gif"};
    static const std::set<std::string> clips{"mp4", "mov", "avi", "mkv", "webm", "gif"}, sounds{"wav", "mp3", "flac", "ogg", "m4a"};
    static const std::set<std::string> texts{"txt", "md", "log", "html", "xml", "yaml", "tex"};
    if (clips.contains(format) && (kind == "video" || format != "gif")) {
        VITRINE_TRY(const VideoReader reader, VideoReader::open(file));   // The view opens it again; here damage is found.
        return Value(ClipFile{file});
    }
    if (pictures.contains(format)) return asValue(readImage(file, {}, {.alpha = Alpha::Keep}));
    if (sounds.contains(format)) return asValue(readAudio(file));
    if (kind == "graph" && (format == "csv" || format == "tsv" || format == "txt")) return asValue(readEdgeList(file));
    if (kind == "map" || format == "geojson") return asValue(readGeoJson(file));
    if (format == "npy") return asValue(readNpy(file));
    if (format == "npz") return asValue(readNpz(file));
    if (format == "safetensors") return asValue(readSafetensors(file));
    if (format == "csv") return asValue(readCsv(file));
    if (format == "tsv") return asValue(readCsv(file, {.format = {.delimiter = '\t'}}));
    if (format == "json") return asValue(readJsonFile(file));
    if (texts.contains(format)) return asValue(readText(file));
    VITRINE_TRY(DataValue data, FormatRegistry::instance().read(file));
    return std::visit([](auto&& value) { return Value(std::move(value)); }, std::move(data));
}

/// {"name": [numbers], ...} or arrays of one length as a table.
Table tableOf(const NamedArrays& arrays) {
    Table table;
    for (const auto& [title, array] : arrays)
        if (array.rank() == 1 && array.dtype() != DType::C64 && (table.columns.empty() || array.count() == table.rows())) table.columns.push_back({title, array, array.unit});
    return table;
}

NamedArrays arraysIn(const Json& json) {
    NamedArrays arrays;
    if (!json.is_object()) return arrays;
    for (const auto& [key, list] : json.items()) {
        std::vector<double> numbers;
        if (!list.is_array()) continue;
        for (const Json& number : list) numbers.push_back(number.is_number() ? number.get<double>() : std::numeric_limits<double>::quiet_NaN());
        arrays[key] = Array::of(numbers);
    }
    return arrays;
}

Result<Value> asSeries(const ArtifactRow& artifact, Value value) {
    const QString unit = qs(artifact.unit);
    if (const auto* array = std::get_if<Array>(&value)) return asValue(seriesOf(*array, artifact.meta, unit));
    Table table;
    if (const auto* held = std::get_if<Table>(&value)) table = *held;
    else if (const auto* arrays = std::get_if<NamedArrays>(&value)) table = tableOf(*arrays);
    else if (const auto* json = std::get_if<Json>(&value)) table = tableOf(arraysIn(*json));
    if (table.columns.empty()) return value;
    return Value(seriesOf(table, artifact.meta, unit));
}

/// What the view of the kind wants instead of what the file holds.
Result<Value> adapted(const ArtifactRow& artifact, Value value, const std::string& object) {
    const std::string& kind = artifact.kind;
    if (kind == "graph") {
        if (const auto* arrays = std::get_if<NamedArrays>(&value)) return asValue(graphFromArrays(*arrays, object));
        if (const auto* json = std::get_if<Json>(&value)) return asValue(graphFromJson(*json, object));
    }
    if (kind == "weights") {
        if (const auto* arrays = std::get_if<NamedArrays>(&value)) return Value(weightsTable(*arrays));
        if (const auto* array = std::get_if<Array>(&value)) return Value(weightsTable({{"array", *array}}));
    }
    if (kind == "series") return asSeries(artifact, std::move(value));
    if (const auto* json = std::get_if<Json>(&value); json && kind == "timeline") {
        VITRINE_TRY(OperatorTimelineModel model, OperatorTimelineModel::fromJson(*json));
        return Value(std::make_shared<const OperatorTimelineModel>(std::move(model)));
    }
    if (const auto* clip = std::get_if<AudioClip>(&value)) return Value(envelopeOf(clip->samples, clip->sampleRate));
    if (kind == "audio") {
        const double rate = numberOr(artifact.meta, "sample_rate", 0);
        if (const auto* array = std::get_if<Array>(&value); array && array->dtype() == DType::F32 && rate > 0 && (array->rank() == 1 || array->rank() == 2) && !array->empty()) {
            VITRINE_TRY(const Array channels, array->reshaped({array->rank() == 1 ? 1 : array->dim(0), array->dim(array->rank() - 1)}));
            return Value(envelopeOf(channels, static_cast<int>(rate)));
        }
    }
    return value;
}

Status checkSize(const ArtifactRow& artifact, const fs::path& file) {
    std::error_code failed;
    const auto status = fs::status(file, failed);
    if (!fs::exists(status))
        return Error{ErrorCode::NotFound, "Cannot show artifact", file.string(), "the file is not there", "It was moved or deleted; run the method again to make it anew."};
    if (!fs::is_regular_file(status)) return Error{ErrorCode::Unsupported, "Cannot show artifact", file.string(), "it is no file", "Open its folder instead."};
    const auto size = fs::file_size(file, failed);
    if (failed) return systemError("Cannot read artifact", file, failed.value());
    if (artifact.size != 0 && size != artifact.size)
        return Error{ErrorCode::Corrupt, "Cannot show artifact", file.string(), fmt::format("it has {} bytes, {} were recorded: it is damaged or was changed", size, artifact.size),
                     "Run the method again to make it anew."};
    return {};
}

}  // namespace

Table weightsTable(const NamedArrays& arrays) {
    std::vector<std::string> names, types, shapes;
    std::vector<std::int64_t> counts, nans;
    std::vector<double> means, deviations, least, largest;
    for (const auto& [title, array] : arrays) {
        const ArrayStatistics statistics = statisticsOf(array);
        names.push_back(title);
        types.emplace_back(name(array.dtype()));
        shapes.push_back(ss(sidesText(array.shape())));
        counts.push_back(array.count());
        nans.push_back(statistics.nan);
        means.push_back(statistics.mean);
        deviations.push_back(statistics.deviation);
        least.push_back(statistics.least);
        largest.push_back(statistics.largest);
    }
    Table table;
    table.columns = {{"name", std::move(names), ""}, {"dtype", std::move(types), ""}, {"shape", std::move(shapes), ""},
                     {"values", Array::of(counts), ""}, {"mean", Array::of(means), ""}, {"sd", Array::of(deviations), ""},
                     {"min", Array::of(least), ""}, {"max", Array::of(largest), ""}, {"NaN", Array::of(nans), ""}};
    return table;
}

Result<ArtifactContent> readArtifact(const ArtifactRow& artifact, const fs::path& file) {
    VITRINE_CHECK(checkSize(artifact, file));
    std::string format = artifact.format;
    if (format.empty() && file.has_extension()) format = file.extension().string().substr(1);
    format = ss(qs(format).toLower());
    try {
        VITRINE_TRY(Value value, readByFormat(artifact.kind, format, file));
        const QString shape = std::visit(ShapeText{}, value);
        VITRINE_TRY(Value wanted, adapted(artifact, std::move(value), file.string()));
        if (auto* array = std::get_if<Array>(&wanted); array && array->unit.empty()) array->unit = artifact.unit;
        ArtifactContent content{std::move(wanted), shape};
        if (artifact.kind == "graph" || artifact.kind == "timeline") content.shape = std::visit(ShapeText{}, content.value);
        return content;
    } catch (const std::exception& e) {
        return Error{ErrorCode::Internal, "Cannot show artifact", file.string(), e.what(), "Free memory and try again, or report this."};
    }
}

}  // namespace vitrine

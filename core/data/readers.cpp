// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers.h"

#include <algorithm>

#include "core/data/byte_source.h"
#include "core/data/cifar.h"
#include "core/data/csv.h"
#include "core/data/edge_list.h"
#include "core/data/geojson.h"
#include "core/data/graph_arrays.h"
#include "core/data/idx.h"
#include "core/data/json_lines.h"
#include "core/data/matrix_market.h"
#include "core/data/npy.h"
#include "core/data/read_support.h"
#include "core/data/safetensors.h"
#include "core/data/state_dict.h"
#include "core/data/zip.h"

namespace vitrine {
namespace {

namespace fs = std::filesystem;
using Head = std::string_view;

/// A reader function as one of the registry: its result becomes a DataValue.
template <class Read>
auto generic(Read read) {
    return [read](const fs::path& path, const ReadLimits& limits) -> Result<DataValue> {
        auto result = read(path, limits);
        if (!result.ok()) return std::move(result).error();
        return DataValue(*std::move(result));
    };
}

/// The name of the first entry of a zip archive.
std::string_view firstEntry(Head head) {
    ByteCursor cursor(head);
    std::string_view skipped, name;
    std::uint16_t size = 0;
    if (!looksLikeZip(head) || !cursor.take(26, skipped) || !cursor.read(size) || !cursor.take(2, skipped) ||
        !cursor.take(size, name))
        return {};
    return name;
}

bool looksLikeCifar(Head head, const fs::path& path) {
    std::error_code failed;
    const auto size = fs::file_size(path, failed);
    if (failed || size == 0 || head.size() < 2) return false;
    const auto first = static_cast<std::uint8_t>(head[0]), second = static_cast<std::uint8_t>(head[1]);
    return (size % 3073 == 0 && first < 10) || (size % 3074 == 0 && first < 20 && second < 100);
}

bool looksLikeMatrixMarket(Head head) {
    return head.starts_with("%%MatrixMarket") || head.starts_with("%%matrixmarket");
}

/// A graph in whichever form the file has.
Result<Graph> readGraph(const fs::path& path, const ReadLimits& limits) {
    std::string head(64, '\0');
    VITRINE_TRY(ByteSource source, ByteSource::open(path, limits));
    VITRINE_TRY(const std::size_t got, source.read(head.data(), head.size()));
    head.resize(got);
    if (looksLikeZip(head)) {
        VITRINE_TRY(const NamedArrays arrays, readNpz(path, limits));
        return guardRead(path, [&] { return graphFromArrays(arrays, path.string(), limits); });
    }
    if (looksLikeMatrixMarket(head)) {
        VITRINE_TRY(const SparseMatrix matrix, readMatrixMarket(path, limits));
        return graphOf(matrix);
    }
    return readEdgeList(path, {}, limits);
}

std::vector<FormatReader> arrayFormats() {
    return {
        {"npy",
         "NumPy array",
         {".npy"},
         [](Head head, const fs::path&) { return looksLikeNpy(head); },
         generic(readNpy)},
        {"npz",
         "NumPy arrays in an archive",
         {".npz"},
         [](Head head, const fs::path&) { return firstEntry(head).ends_with(".npy"); },
         generic(readNpz)},
        {"safetensors",
         "Weights (safetensors)",
         {".safetensors"},
         [](Head head, const fs::path&) { return looksLikeSafetensors(head); },
         generic([](const fs::path& path, const ReadLimits& limits) { return readSafetensors(path, limits); })},
        {"state-dict",
         "PyTorch weights",
         {".pt", ".pth", ".th", ".ckpt"},
         [](Head head, const fs::path&) {
             return looksLikeLegacyTorch(head) || firstEntry(head).ends_with("data.pkl");
         },
         generic(readStateDict)},
        {"jpgpack",
         "Pack of labelled JPEG images",
         {".jpgpack"},
         [](Head head, const fs::path&) { return head.starts_with("JPGPACK1"); },
         generic(readJpgPack)},
        {"idx",
         "IDX array (MNIST)",
         {".idx", ".idx.gz"},
         [](Head head, const fs::path&) { return looksLikeIdx(head); },
         generic(readIdx)},
        {"cifar", "CIFAR-10 or CIFAR-100 binary batch", {}, looksLikeCifar, generic(readCifar)},
    };
}

std::vector<FormatReader> textFormats() {
    const auto csv = [](const fs::path& path, const ReadLimits& limits) { return readCsv(path, {}, limits); };
    const auto tsv = [](const fs::path& path, const ReadLimits& limits) {
        return readCsv(path, {.format = {.delimiter = '\t'}}, limits);
    };
    const auto edges = [](const fs::path& path, const ReadLimits& limits) { return readEdgeList(path, {}, limits); };
    const auto triples = [](const fs::path& path, const ReadLimits& limits) {
        return readEdgeList(path, {.triples = true}, limits);
    };
    const auto matrix = [](const fs::path& path, const ReadLimits& limits) -> Result<Graph> {
        VITRINE_TRY(const SparseMatrix sparse, readMatrixMarket(path, limits));
        return guardRead(path, [&]() -> Result<Graph> { return graphOf(sparse); });
    };
    return {
        {"geojson",
         "Map features (GeoJSON)",
         {".geojson", ".geojson.gz"},
         [](Head head, const fs::path&) {
             return head.find("\"FeatureCollection\"") != Head::npos &&
                    head.find_first_not_of(" \t\r\n") == head.find('{');
         },
         generic(readGeoJson)},
        {"mtx",
         "Sparse matrix (Matrix Market)",
         {".mtx", ".mtx.gz"},
         [](Head head, const fs::path&) { return looksLikeMatrixMarket(head); },
         generic(matrix)},
        {"csv", "Comma-separated table", {".csv", ".csv.gz"}, {}, generic(csv)},
        {"tsv", "Tab-separated table", {".tsv", ".tsv.gz", ".tab"}, {}, generic(tsv)},
        {"json", "JSON", {".json", ".json.gz"}, {}, generic(readJson)},
        {"jsonl", "JSON, one value per line", {".jsonl", ".jsonl.gz", ".ndjson"}, {}, generic(readJsonLines)},
        {"edges",
         "Edge list: source, target and perhaps weight",
         {".edges", ".edges.gz", ".edgelist", ".edgelist.gz"},
         {},
         generic(edges)},
        {"triples", "Knowledge graph: head, relation, tail", {}, {}, generic(triples)},
        {"graph", "Graph: npz arrays, Matrix Market or edge list", {}, {}, generic(readGraph)},
        {"text", "Plain text", {".txt", ".txt.gz", ".md", ".text"}, {}, generic(readPlainText)},
    };
}

Result<std::string> headOf(const fs::path& path) {
    VITRINE_TRY(ByteSource source, ByteSource::open(path, {}));
    std::string head(4096, '\0');
    VITRINE_TRY(const std::size_t got, source.read(head.data(), head.size()));
    head.resize(got);
    return head;
}

}  // namespace

FormatRegistry::FormatRegistry() {
    m_readers = arrayFormats();
    for (FormatReader& reader : textFormats()) m_readers.push_back(std::move(reader));
}

FormatRegistry& FormatRegistry::instance() {
    static FormatRegistry registry;
    return registry;
}

void FormatRegistry::add(FormatReader reader) {
    m_readers.push_back(std::move(reader));
}

const FormatReader* FormatRegistry::find(std::string_view id) const {
    for (const FormatReader& reader : m_readers)
        if (reader.id == id) return &reader;
    return nullptr;
}

Result<const FormatReader*> FormatRegistry::forFile(const std::filesystem::path& path) const {
    VITRINE_TRY(const std::string head, headOf(path));
    for (const FormatReader& reader : m_readers)
        if (reader.recognises && reader.recognises(head, path)) return &reader;
    std::string file = path.filename().string(), known;
    std::transform(file.begin(), file.end(), file.begin(),
                   [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    const FormatReader* best = nullptr;
    std::size_t length = 0;
    for (const FormatReader& reader : m_readers) {
        known += (known.empty() ? "" : ", ") + reader.id;
        for (const std::string& suffix : reader.suffixes)
            if (file.ends_with(suffix) && suffix.size() > length) best = &reader, length = suffix.size();
    }
    if (best) return best;
    return Error{ErrorCode::Unsupported, "Cannot recognise file", path.string(),
                 "neither its first bytes nor its name show a known format",
                 fmt::format("Name its format; known are: {}.", known)};
}

Result<DataValue> FormatRegistry::read(const std::filesystem::path& path, const std::string& formatId,
                                       const ReadLimits& limits) const {
    const FormatReader* reader = find(formatId);
    if (!formatId.empty() && !reader)
        return Error{ErrorCode::InvalidArgument, "Unknown format",
                     fmt::format("{}, format {}", path.string(), formatId), "no reader has this id",
                     "Leave the format out to have it recognised."};
    if (!reader) {
        VITRINE_TRY(reader, forFile(path));
    }
    return guardRead(path, [&] { return reader->read(path, limits); });
}

}  // namespace vitrine

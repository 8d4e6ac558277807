// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/json.h"
#include "core/data/array.h"
#include "core/data/geo.h"
#include "core/data/graph.h"
#include "core/data/table.h"

namespace vitrine {

/// What a reader returns. Images, videos and sounds arrive as an Array with axes (media registers its readers here as well).
using DataValue = std::variant<Array, NamedArrays, Table, Graph, GeoFeatures, Json, std::string>;

/// Caps that protect memory against hostile or mistaken files. A reader never allocates more than `maxBytes` in sum, and never more
/// than `maxRatio` times the size of the file it reads from when that file is compressed.
struct ReadLimits {
    std::size_t maxBytes = std::size_t(4) << 30;
    std::size_t maxRatio = 200;
    std::size_t maxItems = std::size_t(1) << 28;  ///< Rows, edges, features, records.
};

/// One file format: what it is called, how it is recognised, how it is read. Error contract of every reader: a `Result` whose error
/// names the file, the place in it (line, record or byte), the reason, and what to do; never an exception, never a crash.
struct FormatReader {
    std::string id;           ///< "csv", "npy", "cifar", ... as in a plugin's `accepts`.
    std::string description;  ///< For people: "Comma-separated table".
    std::vector<std::string> suffixes;  ///< Lower case with dot, longest match wins: ".csv.gz".
    /// True when the first bytes of the file show this format.
    std::function<bool(std::string_view head, const std::filesystem::path& path)> recognises;
    std::function<Result<DataValue>(const std::filesystem::path& path, const ReadLimits& limits)> read;
};

/// All formats of this build. Immutable after start-up apart from `add`; safe to read from any thread.
class FormatRegistry {
public:
    static FormatRegistry& instance();
    void add(FormatReader reader);
    const std::vector<FormatReader>& readers() const { return m_readers; }
    const FormatReader* find(std::string_view id) const;
    /// The reader for a file: by its first bytes, then by its suffix. The error lists what is known.
    Result<const FormatReader*> forFile(const std::filesystem::path& path) const;
    /// Reads a file with the recognised format, or with `formatId` when given.
    Result<DataValue> read(const std::filesystem::path& path, const std::string& formatId = {}, const ReadLimits& limits = {}) const;

private:
    FormatRegistry();  ///< Registers the formats of core/data.
    std::vector<FormatReader> m_readers;
};

}  // namespace vitrine

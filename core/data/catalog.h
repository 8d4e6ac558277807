// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace vitrine {

/// One file that belongs to a known data set.
struct DatasetFile {
    std::string path;       ///< Relative to the set's folder.
    std::uint64_t size = 0;
    std::string sha256;
    std::string format;     ///< Reader id, or empty.
    std::string unit;
};

/// A known data set: what it is, its files with hashes, its licence, and where it comes from (resources/datasets.json).
struct Dataset {
    std::string id, title, description, licence, source;
    std::vector<DatasetFile> files;
};

enum class DatasetState { Present, Missing, Broken, Unlisted };  ///< Unlisted: a folder that is there but in no catalogue.
const char* name(DatasetState state);

/// What was found of one data set on this machine.
struct DatasetStatus {
    Dataset dataset;
    DatasetState state = DatasetState::Missing;
    std::filesystem::path folder;        ///< Empty when missing.
    std::vector<std::string> problems;   ///< "a.bin: missing", "b.bin: 12 bytes, expected 30".
};

/// A resolved reference to data: what a method opens and what the run's record keeps.
struct DataRef {
    std::string text;             ///< As the user gave it: "cifar10-subset/test_2000.jpgpack" or a path.
    std::filesystem::path path;   ///< Where it is: a file or folder.
    std::string datasetId;        ///< Known set, or empty for a user's own file.
    std::string sha256;           ///< Of the file; of a folder: over names and contents of its files.
};

/// Known data sets and where they lie: under the folders of VITRINE_DATA and in the user's data folder.
class DatasetCatalog {
public:
    /// Reads the catalogue file; `folders` are searched in order.
    static Result<DatasetCatalog> open(const std::filesystem::path& catalogueFile, std::vector<std::filesystem::path> folders);
    /// With resources/datasets.json (build tree or installed) and `dataFolders()`.
    static Result<DatasetCatalog> openDefault();

    const std::vector<Dataset>& known() const { return m_known; }
    /// Looks at every known set and every further folder. `verifyHashes` reads all bytes; otherwise sizes only.
    std::vector<DatasetStatus> status(bool verifyHashes) const;
    /// Resolves "set/file", "set" or a path. `hash` computes `sha256`.
    Result<DataRef> resolve(const std::string& reference, bool hash) const;

private:
    std::vector<Dataset> m_known;
    std::vector<std::filesystem::path> m_folders;
};

}  // namespace vitrine

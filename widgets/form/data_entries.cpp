// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/data_entries.h"

#include <algorithm>
#include <map>

#include "core/data/readers.h"
#include "core/media/formats.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr int kMostFilesOfSet = 12;

bool accepted(const std::vector<std::string>& accepts, const std::string& format) {
    const auto has = [&](const std::string& name) { return std::find(accepts.begin(), accepts.end(), name) != accepts.end(); };
    return accepts.empty() || has("any") || has(format);
}

/// The format of a path, as prepareRun will see it.
Result<std::pair<std::string, QString>> formatOf(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) return std::pair<std::string, QString>("folder", "Folder");
    VITRINE_TRY(const FormatReader* reader, FormatRegistry::instance().forFile(path));
    const std::uintmax_t size = fs::file_size(path, ignored);
    return std::pair(reader->id, qs(reader->description) + (ignored ? QString() : ", " + bytesText(size)));
}

}  // namespace

DataEntries presentEntries(const DatasetCatalog& catalogue) {
    DataEntries entries;
    for (const DatasetStatus& status : catalogue.status(false)) {
        if (status.folder.empty()) continue;
        const QString set = qs(status.dataset.id), title = qs(status.dataset.title);
        std::uint64_t total = 0;
        for (const DatasetFile& file : status.dataset.files) {
            std::error_code failed;
            if (!fs::is_regular_file(status.folder / file.path, failed)) continue;
            total += file.size;
            entries.push_back({set + "/" + qs(file.path), qs(file.path), title + ", " + bytesText(file.size), file.format});
        }
        const QString files = status.dataset.files.empty() ? QString("folder of yours") : QString("folder, %1").arg(bytesText(total));
        entries.push_back({set, title, files, "folder"});
    }
    return entries;
}

DataEntries fitting(const DataEntries& entries, const std::vector<std::string>& accepts) {
    DataEntries found;
    std::map<QString, int> perSet;
    for (const DataEntry& entry : entries)
        if (accepted(accepts, entry.format) && (entry.format == "folder" || perSet[entry.reference.section('/', 0, 0)]++ < kMostFilesOfSet))
            found.push_back(entry);
    return found;
}

DataFinding inspectData(const DatasetCatalog& catalogue, const std::vector<std::string>& references, const std::vector<std::string>& accepts) {
    registerMediaFormats();
    QStringList found;
    for (const std::string& reference : references) {
        const Result<DataRef> ref = catalogue.resolve(reference, false);
        if (!ref.ok()) return {qs(reference) + ": " + qs(ref.error().why), true};
        const auto format = formatOf(ref->path);
        if (!format.ok()) return {qs(ref->path.filename().string()) + ": " + qs(format.error().why), true};
        if (!accepted(accepts, format->first))
            return {QString("%1 is of the format %2; needed: %3").arg(qs(ref->path.filename().string()), qs(format->first), qs(accepts).join(", ")), true};
        found << format->second;
    }
    return {found.size() == 1 ? found.first() : QString("%1 files").arg(found.size()), false};
}

}  // namespace vitrine

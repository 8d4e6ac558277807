// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <memory>
#include <vector>

#include "core/data/catalog.h"

namespace vitrine {

/// Something of the data catalogue that is on this machine: a file of a set, or the set's folder.
struct DataEntry {
    QString reference;   ///< "set/file" or "set", as DatasetCatalog resolves it.
    QString title;       ///< The file in its set, or the set's title: what fits in a narrow column.
    QString help;        ///< "CIFAR-10 subset, 1.2 MB"
    std::string format;  ///< Reader id, or "folder".
};

using DataEntries = std::vector<DataEntry>;

/// All that is present, sets in the catalogue's order. Looks at the disk: not for the UI thread.
DataEntries presentEntries(const DatasetCatalog& catalogue);

/// Those that a data role accepts (formats, "folder", "any"). Of a set with very many fitting files only the first are listed.
DataEntries fitting(const DataEntries& entries, const std::vector<std::string>& accepts);

/// What a role's references lead to, for the line below its field.
struct DataFinding {
    QString text;
    bool problem = false;
};

/// Resolves references and looks at the files. Not for the UI thread.
DataFinding inspectData(const DatasetCatalog& catalogue, const std::vector<std::string>& references, const std::vector<std::string>& accepts);

}  // namespace vitrine

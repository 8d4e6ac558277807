// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <filesystem>
#include <optional>

#include "core/base/json.h"

namespace vitrine {

/// The command line of `vitrine`.
struct StartOptions {
    std::filesystem::path store, state;  ///< Never empty after parsing.
    bool newInstance = false, safeStart = false;
    QString tourFolder, tourPlugin, probePanel;
    QStringList open;  ///< Files (made absolute) and addresses.
};

/// Parses; prints help, version, or what is wrong, and then gives the exit status instead.
struct ParsedStart {
    StartOptions options;
    std::optional<int> exitStatus;
};
ParsedStart parseStart(const QStringList& arguments);

/// Settings that must hold before the application object exists (scale, folders of data and methods), from the raw file.
Json applyEarlySettings(const std::filesystem::path& stateFolder);

}  // namespace vitrine

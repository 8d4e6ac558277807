// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "core/store/experiment_store.h"

namespace vitrine {

/// What a person may do about a store that cannot be opened.
enum class StoreChoice { Salvage, Other, Quit };

/// Asks with a dialog. `canSalvage`: the store is damaged, not just locked, full, or of a newer version.
StoreChoice askAboutStore(const Error& error, bool canSalvage);

/// Opens the store of `folder`; where that fails, asks and goes on with the answer until one opens or the person quits (empty).
/// `pickFolder` gives another folder. Both are replaced in tests.
struct StoreQuestions {
    std::function<StoreChoice(const Error&, bool canSalvage)> ask = askAboutStore;
    std::function<std::filesystem::path()> pickFolder;
    std::function<void(const std::string&)> tell;
};
std::optional<ExperimentStore> openStoreAsking(std::filesystem::path folder, StoreQuestions questions = {});

}  // namespace vitrine

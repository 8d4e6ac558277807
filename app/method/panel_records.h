// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside app/method only: what is remembered about panels from one start to the next.

#include <filesystem>
#include <map>
#include <mutex>
#include <set>

#include "core/base/json.h"

namespace vitrine {

/// `panels.json`: which libraries passed or failed their trial (by hash) and which panels are switched off; `blame.json`: whose code is being
/// loaded right now. A name found there at the next start belongs to a panel that took its window down. Thread-safe.
class PanelRecords {
public:
    explicit PanelRecords(std::filesystem::path stateFolder);

    /// The plugin that was being loaded when the last window died; empty: none.
    const std::string& blamed() const { return m_blamed; }

    struct Trial {
        bool passed = false;
        double milliseconds = 0;
        std::string why;           ///< Of a failure.
    };
    std::optional<Trial> trial(const std::string& hash) const;
    void setTrial(const std::string& hash, const Trial& trial);

    /// Why a panel is switched off; nothing when it is not.
    std::optional<std::string> disabled(const std::string& id) const;
    void setDisabled(const std::string& id, const std::optional<std::string>& why);

    /// While the object lives, the id stands in the blame file. Not written to the disk at once: it tells of crashes, not of power cuts.
    void blame(const std::string& id);
    void acquit(const std::string& id);

private:
    void readBlame();
    void writeBlame() const;
    void save() const;

    const std::filesystem::path m_folder;
    mutable std::mutex m_mutex;
    Json m_json = Json::object();      ///< {"trials": {hash: {...}}, "disabled": {id: why}}; unknown keys are kept.
    std::multiset<std::string> m_loading;
    std::string m_blamed;
};

}  // namespace vitrine

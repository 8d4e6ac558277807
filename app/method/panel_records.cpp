// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/panel_records.h"

#include <fstream>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/log.h"
#include "core/base/process.h"

namespace vitrine {
namespace {

Json objectIn(const Json& json, const char* key) {
    Json found = json.value(key, Json::object());
    return found.is_object() ? found : Json::object();
}

}  // namespace

PanelRecords::PanelRecords(std::filesystem::path stateFolder) : m_folder(std::move(stateFolder)) {
    if (auto json = readJsonFile(m_folder / "panels.json"); json.ok() && json->is_object()) m_json = std::move(*json);
    readBlame();
}

void PanelRecords::readBlame() {
    std::error_code ignored;
    const auto file = m_folder / "blame.json";
    const auto json = readJsonFile(file, 65536);
    if (!json.ok() || !json->is_object()) return;
    // Another window may just be loading something.
    if (processAlive(static_cast<int>(numberOr(*json, "pid", 0)), static_cast<std::uint64_t>(numberOr(*json, "start", 0)))) return;
    for (const Json& id : json->value("loading", Json::array())) {
        if (!id.is_string()) continue;
        m_blamed = id.get<std::string>();
        m_json["disabled"][m_blamed] = "the window ended unexpectedly while it was being loaded";
    }
    std::filesystem::remove(file, ignored);
    if (!m_blamed.empty()) save();
}

std::optional<PanelRecords::Trial> PanelRecords::trial(const std::string& hash) const {
    std::lock_guard lock(m_mutex);
    const Json trials = objectIn(m_json, "trials");
    const auto found = trials.find(hash);
    if (found == trials.end() || !found->is_object()) return {};
    return Trial{boolOr(*found, "passed", false), numberOr(*found, "ms", 0), stringOr(*found, "why")};
}

void PanelRecords::setTrial(const std::string& hash, const Trial& trial) {
    std::lock_guard lock(m_mutex);
    Json trials = objectIn(m_json, "trials");
    trials[hash] = {{"passed", trial.passed}, {"ms", trial.milliseconds}, {"why", trial.why}};
    m_json["trials"] = std::move(trials);
    save();
}

std::optional<std::string> PanelRecords::disabled(const std::string& id) const {
    std::lock_guard lock(m_mutex);
    const Json all = objectIn(m_json, "disabled");
    if (!all.contains(id)) return {};
    return stringOr(all, id.c_str(), "switched off");
}

void PanelRecords::setDisabled(const std::string& id, const std::optional<std::string>& why) {
    std::lock_guard lock(m_mutex);
    Json all = objectIn(m_json, "disabled");
    if (why) all[id] = *why;
    else all.erase(id);
    m_json["disabled"] = std::move(all);
    save();
}

void PanelRecords::blame(const std::string& id) {
    std::lock_guard lock(m_mutex);
    m_loading.insert(id);
    writeBlame();
}

void PanelRecords::acquit(const std::string& id) {
    std::lock_guard lock(m_mutex);
    if (const auto found = m_loading.find(id); found != m_loading.end()) m_loading.erase(found);
    writeBlame();
}

void PanelRecords::writeBlame() const {
    std::error_code ignored;
    const auto file = m_folder / "blame.json";
    if (m_loading.empty()) {
        std::filesystem::remove(file, ignored);
        return;
    }
    std::filesystem::create_directories(m_folder, ignored);
    const int pid = ::getpid();
    std::ofstream(file) << dumpJson({{"loading", m_loading}, {"pid", pid}, {"start", processStartTime(pid)}});
}

/// Small and rare: after a trial, and when a person switches a panel on or off.
void PanelRecords::save() const {
    Status saved = makeFolder(m_folder);
    if (saved.ok()) saved = writeAtomically(m_folder / "panels.json", dumpJson(m_json, 1));
    if (!saved.ok()) logWarning("{}", saved.error().message());
}

}  // namespace vitrine

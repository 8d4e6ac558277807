// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUndoStack>
#include <map>
#include <optional>
#include <set>

#include "core/plugin/manifest.h"
#include "core/run/launcher.h"

namespace vitrine {

/// The run that a method page is about to start: preset, parameters, data, seed, device. The form edits it, the panel reads and edits it,
/// Run executes it. Every edit goes through the undo stack and ends in one signal. UI thread only.
class RunDraft : public QObject {
    Q_OBJECT

public:
    RunDraft(const Manifest& manifest, QUndoStack* undo, QObject* parent = nullptr);

    const Manifest& manifest() const { return m_manifest; }
    /// Complete values: defaults, then the preset's, then what was edited.
    const Json& values() const { return m_values; }
    Json value(const std::string& id) const;
    /// What it would be without the user's edits (the preset's value or the default).
    Json baseValue(const std::string& id) const;
    bool isChanged(const std::string& id) const;
    bool isVisible(const std::string& id) const;
    /// Why the last value typed for `id` was not taken; empty when all is well.
    std::optional<Error> problem(const std::string& id) const;
    bool valid() const { return m_problems.empty(); }

    /// Checks and sets one value. A wrong one is kept as a problem and the old value stays. `merge`: dragging, one undo step for all.
    Status set(const std::string& id, const Json& value, bool merge = false);
    void reset(const std::string& id);
    void resetAll();
    const std::string& preset() const { return m_preset; }
    void setPreset(const std::string& id);   ///< Drops edits of parameters and data.

    /// References bound to a role, by the user or else by the preset; empty: the manifest's default; {"none"}: the built-in generator.
    std::vector<std::string> data(const std::string& role) const;
    bool isDataChanged(const std::string& role) const;   ///< Bound by the user.
    /// Empty references give the role back to the preset or the default.
    void bindData(const std::string& role, std::vector<std::string> references);
    std::uint64_t seed() const { return m_seed; }
    void setSeed(std::uint64_t seed);
    const std::string& device() const { return m_device; }
    void setDevice(const std::string& device);
    bool profile() const { return m_profile; }
    void setProfile(bool on);

    /// Facts about the bound data, for bounds that depend on it; told by the method's session.
    void setFacts(const DataFacts& facts);
    const DataFacts& facts() const { return m_facts; }

    RunOrder order() const;
    /// Takes over the parameters, data, seed of a recorded run ("copy from run"), as one undo step.
    void copyFrom(const RunRecord& run);
    Json saveState() const;
    void restoreState(const Json& state);    ///< Without an undo step; unknown parameters are passed over.

Q_SIGNALS:
    void changed();                          ///< After any edit: once per edit.
    void valueChanged(const QString& id);
    void dataChanged(const QString& role);   ///< Also when the preset changes what is bound.
    void problemChanged(const QString& id);
    void factsChanged();

private:
    void push(const QString& text, const Json& after, std::size_t mergeKey = 0);
    void apply(const Json& state);
    Json computed(const Json& state) const;              ///< The complete values of a state.
    void setProblem(const std::string& id, std::optional<Error> problem);
    void clearProblems();
    void checkFit(const std::string& id);
    const Manifest& m_manifest;
    QUndoStack* m_undo;
    Json m_state;                            ///< "preset", "edits", "data" (role -> references), "seed", "device", "profile".
    Json m_values = Json::object();
    std::string m_preset, m_device = "auto";
    std::uint64_t m_seed = 0;
    bool m_profile = false;
    std::map<std::string, Error> m_problems;
    std::set<std::string> m_unfit;           ///< Problems of values that the data does not allow, rather than of what was typed.
    DataFacts m_facts;
};

}  // namespace vitrine

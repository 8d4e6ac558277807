// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/run_draft.h"

#include <QPointer>
#include <algorithm>

#include "widgets/base/state_edit.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace {

constexpr const char* kGenerator = "none";

Json emptyState(const std::string& preset = {}, std::uint64_t seed = 0, const std::string& device = "auto", bool profile = false) {
    return {{"preset", preset}, {"edits", Json::object()}, {"data", Json::object()}, {"seed", seed}, {"device", device}, {"profile", profile}};
}

std::vector<std::string> texts(const Json& value) {
    std::vector<std::string> result;
    for (const Json& entry : value.is_array() ? value : Json::array({value}))
        if (entry.is_string()) result.push_back(entry.get<std::string>());
    return result;
}

/// What the preset of a state binds to a role: null in plugin.json asks for the generator.
std::vector<std::string> presetData(const Manifest& manifest, const std::string& preset, const std::string& role) {
    const Preset* found = manifest.preset(preset);
    if (!found || !found->data.is_object() || !found->data.contains(role)) return {};
    const Json& bound = found->data[role];
    return bound.is_null() ? std::vector<std::string>{kGenerator} : texts(bound);
}

std::vector<std::string> boundData(const Manifest& manifest, const Json& state, const std::string& role) {
    if (state["data"].contains(role)) return texts(state["data"][role]);
    return presetData(manifest, state["preset"].get<std::string>(), role);
}

}  // namespace

RunDraft::RunDraft(const Manifest& manifest, QUndoStack* undo, QObject* parent)
    : QObject(parent), m_manifest(manifest), m_undo(undo), m_state(emptyState()) {
    m_values = computed(m_state);
}

Json RunDraft::computed(const Json& state) const {
    const Preset* preset = m_manifest.preset(state["preset"].get<std::string>());
    Json values = Json::object();
    for (const Parameter& parameter : m_manifest.schema.parameters()) {
        Json& value = values[parameter.id] = parameter.defaultValue;
        const auto take = [&](const Json& from) {
            if (!from.is_object() || !from.contains(parameter.id)) return;
            if (auto accepted = parameter.accept(from[parameter.id]); accepted.ok()) value = std::move(*accepted);
        };
        if (preset) take(preset->parameters);
        take(state["edits"]);
    }
    return values;
}

Json RunDraft::value(const std::string& id) const {
    return m_values.value(id, Json());
}

Json RunDraft::baseValue(const std::string& id) const {
    const Parameter* parameter = m_manifest.schema.find(id);
    if (!parameter) return {};
    const Preset* preset = m_manifest.preset(m_preset);
    if (preset && preset->parameters.contains(id))
        if (auto accepted = parameter->accept(preset->parameters[id]); accepted.ok()) return *accepted;
    return parameter->defaultValue;
}

bool RunDraft::isChanged(const std::string& id) const {
    return m_state["edits"].contains(id);
}

bool RunDraft::isVisible(const std::string& id) const {
    const Parameter* parameter = m_manifest.schema.find(id);
    return parameter && m_manifest.schema.isVisible(*parameter, m_values);
}

std::optional<Error> RunDraft::problem(const std::string& id) const {
    const auto found = m_problems.find(id);
    return found == m_problems.end() ? std::nullopt : std::optional(found->second);
}

void RunDraft::setProblem(const std::string& id, std::optional<Error> problem) {
    const auto old = m_problems.find(id);
    const bool same = problem ? old != m_problems.end() && old->second.message() == problem->message() : old == m_problems.end();
    m_unfit.erase(id);
    if (same) return;
    if (problem)
        m_problems[id] = std::move(*problem);
    else
        m_problems.erase(old);
    Q_EMIT problemChanged(qs(id));
}

void RunDraft::clearProblems() {
    const std::map<std::string, Error> old = std::exchange(m_problems, {});
    m_unfit.clear();
    for (const auto& [id, error] : old) Q_EMIT problemChanged(qs(id));
}

/// A value may be right by itself and wrong for the data: an image number beyond the last.
void RunDraft::checkFit(const std::string& id) {
    const Parameter* parameter = m_manifest.schema.find(id);
    if (!parameter) return;
    auto accepted = parameter->accept(value(id), m_facts);
    if (!accepted.ok()) {
        setProblem(id, accepted.error());
        m_unfit.insert(id);
    } else if (m_unfit.contains(id)) {
        setProblem(id, std::nullopt);
    }
}

Status RunDraft::set(const std::string& id, const Json& value, bool merge) {
    const Parameter* parameter = m_manifest.schema.find(id);
    if (!parameter)
        return Error{ErrorCode::NotFound, "Cannot set a parameter", fmt::format("\"{}\" of {}", id, m_manifest.id), "the method has no such parameter",
                     "Choose one of its form."};
    auto accepted = parameter->accept(value, m_facts);
    if (!accepted.ok()) {
        setProblem(id, accepted.error());
        return accepted.error();
    }
    setProblem(id, std::nullopt);
    Json after = m_state;
    if (*accepted == baseValue(id))
        after["edits"].erase(id);
    else
        after["edits"][id] = *accepted;
    push("Change " + qs(parameter->title), after, merge ? StateEdit::keyOf("draft." + id) : 0);
    return {};
}

void RunDraft::reset(const std::string& id) {
    setProblem(id, std::nullopt);
    const Parameter* parameter = m_manifest.schema.find(id);
    Json after = m_state;
    after["edits"].erase(id);
    if (parameter) push("Reset " + qs(parameter->title), after);
}

void RunDraft::resetAll() {
    clearProblems();
    Json after = m_state;
    after["edits"] = Json::object();
    push("Reset all parameters", after);
}

void RunDraft::setPreset(const std::string& id) {
    clearProblems();
    const Preset* preset = m_manifest.preset(id);
    Json after = emptyState(preset ? id : "", m_seed, m_device, m_profile);
    push(preset ? "Take preset " + qs(preset->title) : "Take the defaults", after);
}

std::vector<std::string> RunDraft::data(const std::string& role) const {
    return boundData(m_manifest, m_state, role);
}

bool RunDraft::isDataChanged(const std::string& role) const {
    return m_state["data"].contains(role);
}

void RunDraft::bindData(const std::string& role, std::vector<std::string> references) {
    const DataRole* known = m_manifest.role(role);
    if (!known) return;
    Json after = m_state;
    if (references.empty() || references == presetData(m_manifest, m_preset, role))
        after["data"].erase(role);
    else
        after["data"][role] = references;
    push("Choose " + qs(known->title), after);
}

void RunDraft::setSeed(std::uint64_t seed) {
    Json after = m_state;
    after["seed"] = seed;
    push("Change seed", after, StateEdit::keyOf("draft/seed"));
}

void RunDraft::setDevice(const std::string& device) {
    Json after = m_state;
    after["device"] = device.empty() ? "auto" : device;
    push("Change device", after);
}

void RunDraft::setProfile(bool on) {
    Json after = m_state;
    after["profile"] = on;
    push(on ? "Record the operator timeline" : "Do not record the operator timeline", after);
}

void RunDraft::setFacts(const DataFacts& facts) {
    m_facts = facts;
    Q_EMIT factsChanged();
    for (const Parameter& parameter : m_manifest.schema.parameters()) checkFit(parameter.id);
}

RunOrder RunDraft::order() const {
    RunOrder order;
    order.method = m_manifest.id;
    order.preset = m_preset;
    order.device = m_device;
    order.parameters = m_state["edits"];
    for (const auto& [role, references] : m_state["data"].items()) order.data[role] = texts(references);
    order.seed = m_seed;
    order.profile = m_profile;
    return order;
}

void RunDraft::copyFrom(const RunRecord& run) {
    clearProblems();
    const RunOrder order = orderOf(run);
    const Preset* preset = m_manifest.preset(order.preset);
    Json after = emptyState(preset ? order.preset : "", order.seed, run.row.device.empty() ? "auto" : run.row.device, order.profile);
    const Json base = computed(after);
    for (const Parameter& parameter : m_manifest.schema.parameters()) {
        if (!order.parameters.is_object() || !order.parameters.contains(parameter.id)) continue;
        auto accepted = parameter.accept(order.parameters[parameter.id]);
        if (accepted.ok() && *accepted != base[parameter.id]) after["edits"][parameter.id] = *accepted;
    }
    for (const DataRole& role : m_manifest.data) {
        const auto bound = order.data.find(role.id);
        if (bound == order.data.end()) continue;
        std::vector<std::string> anyway = presetData(m_manifest, order.preset, role.id);
        if (anyway.empty() && !role.defaultReference.empty()) anyway = {role.defaultReference};
        if (bound->second != anyway) after["data"][role.id] = bound->second;
    }
    push(QString("Copy from run %1").arg(run.row.id), after);
}

Json RunDraft::saveState() const {
    return m_state;
}

void RunDraft::restoreState(const Json& state) {
    if (!state.is_object()) return;
    clearProblems();
    const std::string preset = stringOr(state, "preset"), device = stringOr(state, "device", "auto");
    Json clean = emptyState(m_manifest.preset(preset) ? preset : "", 0, device.empty() ? "auto" : device, boolOr(state, "profile", false));
    if (state.contains("seed") && state["seed"].is_number_unsigned()) clean["seed"] = state["seed"];
    const Json edits = state.value("edits", Json::object()), data = state.value("data", Json::object()), base = computed(clean);
    for (const Parameter& parameter : m_manifest.schema.parameters()) {
        if (!edits.is_object() || !edits.contains(parameter.id)) continue;
        auto accepted = parameter.accept(edits[parameter.id]);
        if (accepted.ok() && *accepted != base[parameter.id]) clean["edits"][parameter.id] = *accepted;
    }
    for (const DataRole& role : m_manifest.data)
        if (data.is_object() && data.contains(role.id))
            if (const auto references = texts(data[role.id]); !references.empty()) clean["data"][role.id] = references;
    if (clean != m_state) apply(clean);
}

void RunDraft::push(const QString& text, const Json& after, std::size_t mergeKey) {
    if (after == m_state) return;
    if (!m_undo) return apply(after);
    m_undo->push(new StateEdit(text, m_state, after,
                               [draft = QPointer<RunDraft>(this)](const Json& state) {
                                   if (draft) draft->apply(state);
                               },
                               mergeKey));
}

void RunDraft::apply(const Json& state) {
    const Json before = std::exchange(m_state, state), oldValues = std::exchange(m_values, computed(state));
    m_preset = m_state["preset"].get<std::string>();
    m_device = m_state["device"].get<std::string>();
    m_seed = m_state["seed"].get<std::uint64_t>();
    m_profile = m_state["profile"].get<bool>();
    for (const Parameter& parameter : m_manifest.schema.parameters()) {
        if (m_values[parameter.id] == oldValues[parameter.id]) continue;
        setProblem(parameter.id, std::nullopt);
        checkFit(parameter.id);
        Q_EMIT valueChanged(qs(parameter.id));
    }
    for (const DataRole& role : m_manifest.data)
        if (boundData(m_manifest, before, role.id) != boundData(m_manifest, m_state, role.id)) Q_EMIT dataChanged(qs(role.id));
    Q_EMIT changed();
}

}  // namespace vitrine

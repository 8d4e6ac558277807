// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_desk.h"

#include <cmath>
#include <limits>

#include "widgets/base/state_edit.h"
#include "widgets/base/text.h"

namespace vitrine::lrp_panel {
namespace {

constexpr int kRestMs = 200;             ///< Controls rest: what takes long may be asked.
constexpr std::int64_t kLiveMasks = 300;  ///< RISE stays live with these.

}  // namespace

Desk::Desk(PanelContext& context, QObject* parent) : QObject(parent), m_context(context), m_latency(std::numeric_limits<double>::quiet_NaN()) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &Desk::askLater);
    m_reopen.setSingleShot(true);   // Behind the page, which ends the old session on the same signal.
    m_reopen.setInterval(0);
    connect(&m_reopen, &QTimer::timeout, this, &Desk::reopen);
    connect(&context.draft, &RunDraft::changed, this, &Desk::refresh);
    connect(&context.draft, &RunDraft::dataChanged, &m_reopen, qOverload<>(&QTimer::start));
    connect(&context.session, &LiveSession::stateChanged, this, [this](LiveSession::State state) {
        if (state != LiveSession::State::Failed) return;
        m_failure = m_context.session.error();
        m_asked.clear();
        Q_EMIT failed();
    });
    m_reopen.start();
}

void Desk::edit(const QString& text, const std::function<void(ViewState&)>& change, bool merge) {
    ViewState after = m_state;
    change(after);
    if (after == m_state) return;
    const std::size_t key = merge ? StateEdit::keyOf("lrp_resnet." + ss(text)) : 0;
    m_context.undo.push(new StateEdit(text, toJson(m_state), toJson(after), [desk = QPointer(this)](const Json& json) {
        if (desk) desk->setState(viewStateOf(json));
    }, key));
}

void Desk::setState(ViewState state) {
    if (m_info) state.image = std::clamp<std::int64_t>(state.image, 0, std::max<std::int64_t>(0, m_info->images - 1));
    const ViewState before = std::exchange(m_state, std::move(state));
    for (std::size_t view = m_state.beside.size() + 1; view < m_explained.size(); ++view) {
        m_explained[view].reset();
        m_curves[view].reset();
        m_asked.erase("explain:" + std::to_string(view));
    }
    Q_EMIT stateChanged(before);
    refresh();
}

void Desk::reopen() {
    m_info.reset();
    m_failure.reset();
    m_asked.clear();
    for (std::size_t view = 0; view < m_explained.size(); ++view) {
        m_explained[view].reset();
        m_curves[view].reset();
        m_answered[view].clear();
    }
    m_flow.reset();
    m_audit.clear();
    Q_EMIT explainedChanged(0);
    m_context.session.ask("info", Json::object(), {}, this, [this](Result<Reply> reply) {
        if (!reply.ok()) {
            m_failure = reply.error();
            m_context.report(*m_failure);
            Q_EMIT failed();
            return;
        }
        m_info = infoOf(*reply);
        m_failure.reset();
        const ViewState before = m_state;
        m_state.image = std::clamp<std::int64_t>(m_state.image, 0, std::max<std::int64_t>(0, m_info->images - 1));
        const bool known =
            std::any_of(m_info->blocks.begin(), m_info->blocks.end(), [this](const Info::Block& block) { return block.name == m_state.layer; });
        if (!known && !m_info->blocks.empty()) m_state.layer = m_info->blocks.back().name;   // Where the relevance comes first.
        Q_EMIT opened();
        if (!(before == m_state)) Q_EMIT stateChanged(before);
        refresh();
    });
}

std::string Desk::choiceOf(int view) const {
    if (view > 0) return m_state.beside[static_cast<std::size_t>(view - 1)];
    const Json& values = m_context.draft.values();
    const std::string explainer = stringOr(values, "explainer", "lrp");
    if (explainer == "plain_lrp") return "lrp.main";
    return explainer == "lrp" ? "lrp." + stringOr(values, "split", "ratio") : explainer;
}

void Desk::choose(int view, const std::string& choice) {
    if (choice == choiceOf(view)) return;
    if (view > 0)
        return edit("Show " + qs(mapChoice(choice).title), [&](ViewState& state) { state.beside[static_cast<std::size_t>(view - 1)] = choice; });
    const MapChoice& chosen = mapChoice(choice);
    if (chosen.isLrp()) editDraft("Explain by " + qs(chosen.title), {{"explainer", chosen.explainer}, {"split", chosen.split}});
    else editDraft("Explain by " + qs(chosen.title), {{"explainer", chosen.explainer}});
}

void Desk::editDraft(const QString& text, const std::vector<std::pair<std::string, Json>>& values) {
    RunDraft& draft = m_context.draft;
    std::optional<Error> wrong;
    m_hold = true;
    m_context.undo.beginMacro(text);
    for (const auto& [id, value] : values) {
        if (draft.value(id) == value) continue;
        if (const Status status = draft.set(id, value); !status.ok()) wrong = status.error();
    }
    m_context.undo.endMacro();
    m_hold = false;
    if (wrong) m_context.report(*wrong);
    refresh();
}

QString Desk::titleOf(int view) const {
    const std::string choice = choiceOf(view);
    if (choice == kDifference && m_info && m_explained[0]) return m_info->className(m_explained[0]->target) + " - " + m_info->className(otherClass());
    const bool exceptions = view == 0 && mapChoice(choice).isLrp() && !blockRules().empty();
    return qs(mapChoice(choice).title) + (exceptions ? ", with exceptions" : "");
}

void Desk::explainClass(std::int64_t target) {
    if (m_explained[0] && m_explained[0]->target == target) return;
    const QString text = m_info ? "Explain " + m_info->className(target) : QString("Explain a class");
    if (m_explained[0] && m_explained[0]->predicted == target) editDraft(text, {{"target", "predicted"}});
    else editDraft(text, {{"target_class", target}, {"target", "class"}});
}

std::map<std::string, std::string> Desk::blockRules() const {
    std::map<std::string, std::string> rules;
    for (const QString& entry : qs(stringOr(m_context.draft.values(), "block_rules")).split(',', Qt::SkipEmptyParts)) {
        const QStringList parts = entry.split('=');
        if (parts.size() == 2) rules[ss(parts[0].trimmed())] = ss(parts[1].trimmed());
    }
    return rules;
}

void Desk::setBlockRule(const std::string& block, const std::string& rule) {
    auto rules = blockRules();
    if (rule.empty()) rules.erase(block);
    else rules[block] = rule;
    QStringList entries;
    for (const auto& [name, value] : rules) entries << qs(name + "=" + value);
    editDraft("Rule of " + qs(block), {{"block_rules", ss(entries.join(','))}});
}

const Explained* Desk::explained(int view) const {
    const auto& found = m_explained[static_cast<std::size_t>(view)];
    return found ? &*found : nullptr;
}

const Explained* Desk::flow() const {
    if (m_explained[0] && m_explained[0]->hasFlow()) return &*m_explained[0];
    return m_flow ? &*m_flow : nullptr;
}

const Curves* Desk::curves(int view) const {
    const auto& found = m_curves[static_cast<std::size_t>(view)];
    return found ? &*found : nullptr;
}

std::int64_t Desk::otherClass() const {
    if (m_state.otherClass >= 0 && m_info && m_state.otherClass < m_info->classes) return m_state.otherClass;
    if (!m_explained[0]) return 0;
    for (const std::int64_t index : topClasses(m_explained[0]->probabilities, 2))
        if (index != m_explained[0]->target) return index;
    return 0;
}

Json Desk::baseParameters() const {
    const Json& values = m_context.draft.values();
    Json parameters{{"image", m_state.image}};
    for (const char* id : {"epsilon", "top_k", "fold_batch_norm", "close_padding", "first_layer", "quantise", "levels", "step", "ties",
                           "replacement", "integration_steps"})
        if (values.contains(id)) parameters[id] = values[id];
    parameters["rise_masks"] = std::min<std::int64_t>(kLiveMasks, static_cast<std::int64_t>(numberOr(values, "rise_masks", kLiveMasks)));
    const std::string target = stringOr(values, "target", "predicted");
    const auto chosen = static_cast<std::int64_t>(numberOr(values, "target_class", 0));
    if (target == "class" && m_info && chosen < m_info->classes) parameters["class"] = chosen;
    else parameters["target"] = target;
    return parameters;
}

Json Desk::mapParameters(const std::string& choice) const {
    Json parameters = baseParameters();
    const MapChoice& chosen = mapChoice(choice);
    parameters["explainer"] = chosen.explainer;
    parameters["split"] = chosen.split;
    parameters["block_rules"] = "";
    return parameters;
}

void Desk::setExplained(int view, std::optional<Explained> explained, std::string question) {
    m_explained[static_cast<std::size_t>(view)] = std::move(explained);
    m_answered[static_cast<std::size_t>(view)] = std::move(question);
    Q_EMIT explainedChanged(view);
    m_rest.start();
}

void Desk::painted() {
    if (!m_awaitsPaint) return;
    m_awaitsPaint = false;
    m_latency = static_cast<double>(m_sinceChange.nsecsElapsed()) * 1e-6;
    Q_EMIT latencyChanged(m_latency);
}

void Desk::want(bool audit, bool curves) {
    m_wantAudit = audit;
    m_wantCurves = curves;
    refresh();
}

bool Desk::settled() const {
    return !m_rest.isActive() && !m_reopen.isActive() && m_context.session.pending() == 0 && (m_info || m_failure);
}

}  // namespace vitrine::lrp_panel

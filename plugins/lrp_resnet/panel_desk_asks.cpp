// SPDX-License-Identifier: GPL-3.0-or-later
// What the desk asks of the session, and in which order.
#include "plugins/lrp_resnet/panel_desk.h"
#include "widgets/base/text.h"

namespace vitrine::lrp_panel {
namespace {

std::string channelOfView(int view) { return view == 0 ? "explain" : "explain:" + std::to_string(view); }

}  // namespace

bool Desk::askOnce(const std::string& channel, Json parameters, NamedArrays arrays, std::function<void(const Reply&)> done,
                   std::function<void(const Error&)> failed, bool patient) {
    const std::string text = dumpJson(parameters);
    std::string& asked = m_asked[channel];
    if (asked == text) return false;
    asked = text;
    if (patient) parameters["patient"] = true;
    auto answer = [this, channel, text, done = std::move(done), failed = std::move(failed)](Result<Reply> reply) {
        if (reply.ok()) return done(*reply);
        if (m_asked[channel] == text) m_asked.erase(channel);
        if (reply.error().code != ErrorCode::Cancelled) m_context.report(reply.error());
        if (failed && reply.error().code != ErrorCode::Cancelled) failed(reply.error());
    };
    // Where answers are quick the picture follows the hand; a slow one is given up for the next.
    const bool quick = channel == "explain" && !mapChoice(m_mainAsked).slow;
    if (channel == "explain") m_mainAsked = choiceOf(0);
    if (quick || channel == "probability") m_context.session.follow(channel, std::move(parameters), std::move(arrays), this, std::move(answer));
    else m_context.session.ask(channel, std::move(parameters), std::move(arrays), this, std::move(answer));
    return true;
}

void Desk::ask(const std::string& channel, Json parameters, std::function<void(const Reply&)> done, std::function<void(const Error&)> failed) {
    m_asked.erase(channel);
    askOnce(channel, std::move(parameters), {}, std::move(done), std::move(failed), channel != "probability");
}

void Desk::refresh() {
    if (!m_info || m_hold) return;
    askMain();
    m_rest.start();
    if (m_explained[0] && m_asked["explain"] == m_answered[0]) askOthers(false);
}

void Desk::askMain() {
    const std::string choice = choiceOf(0);
    Json parameters = mapParameters(choice);
    std::string layer;
    if (mapChoice(choice).isLrp()) {
        parameters["block_rules"] = stringOr(m_context.draft.values(), "block_rules");
        for (const Info::Block& block : m_info->blocks)
            if (block.name == m_state.layer) layer = block.name;
        if (!layer.empty()) parameters["layer"] = layer;
    }
    const std::string text = dumpJson(parameters);
    if (m_asked["explain"] == text) return;
    m_sinceChange.start();
    askOnce("explain", std::move(parameters), {}, [this, layer, text](const Reply& reply) {
        m_awaitsPaint = true;
        m_failure.reset();
        setExplained(0, explainedOf(reply, layer), text);
        Q_EMIT flowChanged();
        askOthers(false);
    }, [this](const Error& error) {   // The maps of another picture would be a lie: the reason stands in their place.
        m_failure = error;
        m_flow.reset();
        m_audit.clear();
        m_asked.erase("conservation");
        for (int view = 0; view < views(); ++view) {
            m_curves[static_cast<std::size_t>(view)].reset();
            m_asked.erase("curve:" + std::to_string(view));
            m_asked.erase(channelOfView(view));
            setExplained(view, std::nullopt, {});
            Q_EMIT curvesChanged(view);
        }
        Q_EMIT auditChanged();
        Q_EMIT failed();
    });
}

void Desk::askMap(int view) {
    const Json parameters = mapParameters(choiceOf(view));
    askOnce(channelOfView(view), parameters, {}, [this, view, text = dumpJson(parameters)](const Reply& reply) {
        if (view < views()) setExplained(view, explainedOf(reply, ""), text);
    }, {}, mapChoice(choiceOf(view)).slow);
}

void Desk::askOthers(bool slow) {
    for (int view = 1; view < views(); ++view) {
        const bool difference = choiceOf(view) == kDifference;
        if (!slow && mapChoice(choiceOf(difference ? 0 : view)).slow) continue;
        if (difference) askDifference(view);
        else askMap(view);
    }
    askFlow();
}

void Desk::askDifference(int view) {
    Json parameters = mapParameters(choiceOf(0));
    if (mapChoice(choiceOf(0)).isLrp()) parameters["block_rules"] = stringOr(m_context.draft.values(), "block_rules");
    parameters.erase("target");
    parameters["class"] = otherClass();
    parameters["minus"] = m_answered[0];   // The first view's map is one half of the answer: its question belongs to this one.
    askOnce(channelOfView(view), parameters, {}, [this, view, text = dumpJson(parameters)](const Reply& reply) {
        if (view >= views() || choiceOf(view) != kDifference || !m_explained[0]) return;
        Explained difference = explainedOf(reply, "");
        difference.map = shareDifference(m_explained[0]->map, difference.map);
        difference.sums.clear();
        difference.blocks.clear();
        setExplained(view, std::move(difference), text);
    }, {}, mapChoice(choiceOf(0)).slow);
}

/// The river needs relevance inside the network also while the first view shows a map of another kind.
void Desk::askFlow() {
    if (mapChoice(choiceOf(0)).isLrp()) {
        m_flow.reset();
        m_asked.erase("explain:flow");
        return;
    }
    Json parameters = mapParameters("lrp." + stringOr(m_context.draft.values(), "split", "ratio"));
    parameters["block_rules"] = stringOr(m_context.draft.values(), "block_rules");
    std::string layer;
    for (const Info::Block& block : m_info->blocks)
        if (block.name == m_state.layer) layer = block.name;
    if (!layer.empty()) parameters["layer"] = layer;
    askOnce("explain:flow", std::move(parameters), {}, [this, layer](const Reply& reply) {
        m_flow = explainedOf(reply, layer);
        Q_EMIT flowChanged();
    });
}

void Desk::askLater() {
    if (!m_info || !m_explained[0]) return;
    askOthers(true);
    if (m_wantAudit) askAudit();
    if (m_wantCurves) askCurves();
}

void Desk::askAudit() {
    Json parameters = baseParameters();
    for (const char* id : {"quantise", "levels", "step", "ties", "replacement", "rise_masks", "integration_steps"}) parameters.erase(id);
    askOnce("conservation", std::move(parameters), {}, [this](const Reply& reply) {
        m_audit.clear();
        m_auditProbability = numberOr(reply.values, "probability", 0);
        if (const auto sums = reply.values.find("sums"); sums != reply.values.end() && sums->is_object())
            for (const auto& [rule, values] : sums->items())
                for (const Json& value : values) m_audit[rule].push_back(value.is_number() ? value.get<double>() : 0);
        Q_EMIT auditChanged();
    }, {}, true);
}

void Desk::askCurves() {
    for (int view = 0; view < views(); ++view) {
        const auto place = static_cast<std::size_t>(view);
        if (!m_explained[place] || m_asked[channelOfView(view)] != m_answered[place]) continue;   // Its map is on the way.
        Json parameters = baseParameters();
        parameters["of"] = m_answered[place];
        parameters.erase("target");
        parameters["class"] = m_explained[0]->target;
        // The map goes along: it needs not be made again, and the curve is that of what is seen.
        askOnce("curve:" + std::to_string(view), std::move(parameters), {{"map", m_explained[place]->map}}, [this, view](const Reply& reply) {
            if (view >= views()) return;
            m_curves[static_cast<std::size_t>(view)] = curvesOf(reply);
            Q_EMIT curvesChanged(view);
        }, {}, true);
    }
}

}  // namespace vitrine::lrp_panel

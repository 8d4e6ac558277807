// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_desk.h"

#include <algorithm>

#include "widgets/base/state_edit.h"
#include "widgets/base/text.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr double kNearMetres = 1500;  ///< NearBy, by the rule of cities that build their own graph.
constexpr std::size_t kLeastNear = 3;

}  // namespace

Line Line::of(LiveSession& session) {
    return {[&session](const std::string& name, Json parameters, NamedArrays arrays, QObject* owner, LiveSession::Answer answer, bool follow) {
        if (follow) session.follow(name, std::move(parameters), std::move(arrays), owner, std::move(answer));
        else session.ask(name, std::move(parameters), std::move(arrays), owner, std::move(answer));
    }};
}

Desk::Desk(PanelContext& context, Line line, QObject* parent) : QObject(parent), m_context(context), m_line(std::move(line)) {
    m_reopen.setSingleShot(true);  // Behind the page, which ends the old session on the same signal.
    m_reopen.setInterval(0);
    connect(&m_reopen, &QTimer::timeout, this, &Desk::reopen);
    m_rest.setSingleShot(true);
    m_rest.setInterval(0);
    connect(&m_rest, &QTimer::timeout, this, &Desk::refresh);
    connect(&context.draft, &RunDraft::dataChanged, &m_reopen, qOverload<>(&QTimer::start));
    connect(&context.session, &LiveSession::stateChanged, this, [this](LiveSession::State state) {
        if (state != LiveSession::State::Failed) return;
        m_asked.clear();
        if (m_context.session.error()) fail(*m_context.session.error());
    });
    connect(&context.selection, &Selection::timeChanged, this, [this](const QObject* origin) {
        if (origin != this && m_context.selection.time()) setHour(std::clamp(static_cast<int>(*m_context.selection.time()), 0, kHours - 1));
    });
    connect(&context.selection, &Selection::samplesChanged, this, [this](const QObject* origin) {
        if (origin == this || !m_city) return;
        QStringList ids;
        for (const std::string& sample : m_context.selection.samples())
            if (sample.rfind("regions/", 0) == 0 && m_city->find(qs(sample.substr(8))) >= 0) ids << qs(sample.substr(8));
        if (!ids.isEmpty()) pick(ids);
    });
    m_reopen.start();
}

int Desk::current() const {
    if (!m_city) return -1;
    for (const QString& id : m_state.picked)
        if (const int region = m_city->find(id); region >= 0) return region;
    return -1;
}

std::vector<int> Desk::picked() const {
    std::vector<int> regions;
    if (!m_city) return regions;
    for (const QString& id : m_state.picked)
        if (const int region = m_city->find(id); region >= 0) regions.push_back(region);
    return regions;
}

std::optional<double> Desk::shownT() const {
    if (!pathShown()) return std::nullopt;
    return m_path->t[static_cast<std::size_t>(m_state.step)];
}

void Desk::pick(const QStringList& ids) {
    if (ids == m_state.picked) return;
    ViewState after = m_state;
    after.picked = ids;
    setState(std::move(after));
    std::vector<std::string> samples;
    for (const QString& id : ids) samples.push_back("regions/" + ss(id));
    m_context.selection.setSamples(std::move(samples), this);
}

void Desk::setHour(int hour) {
    if (hour == m_state.hour) return;
    ViewState after = m_state;
    after.hour = hour;
    setState(std::move(after));
    m_context.selection.setTime(hour, this);
}

void Desk::setStep(int step) {
    if (step == m_state.step) return;
    ViewState after = m_state;
    after.step = step;
    setState(std::move(after));
}

void Desk::edit(const QString& text, const std::function<void(ViewState&)>& change, bool merge) {
    ViewState after = m_state;
    change(after);
    if (after == m_state) return;
    // Picks, hour and step are looking around: an undo of something else leaves them where they are.
    const auto apply = [desk = QPointer(this)](const Json& json) {
        if (!desk) return;
        ViewState state = viewStateOf(json);
        state.picked = desk->m_state.picked;
        state.hour = desk->m_state.hour;
        state.step = desk->m_state.step;
        desk->setState(std::move(state));
    };
    m_context.undo.push(new StateEdit(text, toJson(m_state), toJson(after), apply, merge ? StateEdit::keyOf("kstdiff." + ss(text)) : 0));
}

void Desk::setState(ViewState state) {
    if (state == m_state) return;
    const std::string edited = editedRegion();
    const ViewState before = std::exchange(m_state, std::move(state));
    if (before.allRegions != m_state.allRegions || before.days != m_state.days || before.steps != m_state.steps) m_recorded = false;
    if (before.step != m_state.step || before.cleanFrames != m_state.cleanFrames) updateGenerated();
    const bool stale = m_whatIf && edited != editedRegion();  // An answer about another region.
    if (stale) m_whatIf.reset();
    Q_EMIT stateChanged(before);
    if (before.step != m_state.step || before.cleanFrames != m_state.cleanFrames) Q_EMIT sampleChanged();
    if (stale) Q_EMIT whatIfChanged();
    m_rest.start();
}

std::string Desk::editedRegion() const {
    if (m_state.newRegion) return kNewRegion;
    const int region = current();
    return region < 0 ? std::string() : ss(m_city->regions[region]);
}

const Edits& Desk::edits() const {
    static const Edits none;
    const auto found = m_state.edits.find(editedRegion());
    return found == m_state.edits.end() ? none : found->second;
}

std::vector<double> Desk::featuresOwn() const {
    if (!m_city) return {};
    std::vector<double> values(static_cast<std::size_t>(m_city->features.size()), 0);
    std::vector<int> lenders;
    if (!m_state.newRegion) {
        if (current() >= 0) lenders.push_back(current());
    } else {
        for (const auto& [relation, id] : edits().added)
            if (const int other = m_city->find(qs(id)); relation == 0 && other >= 0) lenders.push_back(other);
    }
    for (const int lender : lenders)
        for (std::size_t f = 0; f < values.size(); ++f)
            values[f] += m_city->feature(lender, static_cast<int>(f)) / static_cast<double>(lenders.size());
    return values;
}

std::vector<double> Desk::featuresNow() const {
    std::vector<double> values = featuresOwn();
    for (std::size_t f = 0; f < values.size(); ++f)
        if (const auto edited = edits().features.find(ss(m_city->features[static_cast<int>(f)])); edited != edits().features.end())
            values[f] = edited->second;
    return values;
}

void Desk::resetFeature(int feature) {
    const std::string region = editedRegion();
    if (!m_city || region.empty()) return;
    edit("Take back " + m_city->features[feature], [&](ViewState& state) {
        const auto own = state.edits.find(region);
        if (own == state.edits.end()) return;
        own->second.features.erase(ss(m_city->features[feature]));
        if (own->second.empty() && region != kNewRegion) state.edits.erase(own);
    });
}

bool Desk::counts(int other) const {
    const bool side = m_state.newRegion || current() < 0 || m_city->heldOut[static_cast<std::size_t>(current())] != 0;
    return (m_city->heldOut[static_cast<std::size_t>(other)] != 0) == side;
}

void Desk::startNewRegion(const GeoPoint& place) {
    if (!m_city) return;
    std::vector<std::pair<double, int>> near;
    for (int region = 0; region < m_city->size(); ++region)
        if (m_city->heldOut[static_cast<std::size_t>(region)])
            near.emplace_back(distanceMetres(place, m_city->centres[static_cast<std::size_t>(region)]), region);
    std::sort(near.begin(), near.end());
    Edits edits;
    for (std::size_t i = 0; i < near.size(); ++i) {
        const std::string id = ss(m_city->regions[near[i].second]);
        if (near[i].first < kNearMetres || i < kLeastNear) edits.added.emplace_back(0, id);  // Never alone, also at the rim.
        if (i < kLeastNear) edits.added.emplace_back(1, id);
    }
    edit("Add a new region", [&](ViewState& state) {
        state.newRegion = m_city->own(place);
        state.edits[kNewRegion] = edits;
    });
}

void Desk::setFeature(int feature, double z, bool merge) {
    const std::string region = editedRegion();
    if (!m_city || region.empty()) return;
    edit(
        "Change " + m_city->features[feature], [&](ViewState& state) { state.edits[region].features[ss(m_city->features[feature])] = z; }, merge);
}

bool Desk::edgeNow(int relation, int other) const {
    const Edits::Edge edge{relation, ss(m_city->regions[other])};
    const auto in = [&](const std::vector<Edits::Edge>& edges) { return std::find(edges.begin(), edges.end(), edge) != edges.end(); };
    const int region = m_state.newRegion ? -1 : current();
    return in(edits().added) || (region >= 0 && m_city->linked(region, relation, other) && !in(edits().removed));
}

void Desk::toggleEdge(int relation, int other) {
    const std::string region = editedRegion();
    if (!m_city || region.empty() || (!m_state.newRegion && other == current())) return;
    const Edits::Edge edge{relation, ss(m_city->regions[other])};
    const bool present = edgeNow(relation, other), ofCity = !m_state.newRegion && m_city->linked(current(), relation, other);
    edit(QString(present ? "Delete a %1 edge" : "Add a %1 edge").arg(kRelationNames[static_cast<std::size_t>(relation)]), [&](ViewState& state) {
        Edits& own = state.edits[region];
        auto& list = ofCity ? own.removed : own.added;  // An edge of the city is taken out or put back; another one is added or dropped.
        if (std::erase(list, edge) == 0) list.push_back(edge);
        if (own.empty()) state.edits.erase(region);
    });
}

void Desk::resetEdits() {
    const std::string region = editedRegion();
    edit("Reset the changes", [&](ViewState& state) {
        state.edits.erase(region);
        state.newRegion.reset();
    });
}

void Desk::drawAgain() {
    m_recorded = false;
    m_asked.erase("sample");
    refresh();
}

void Desk::fail(const Error& error) {
    m_failure = error;
    m_training.invalidate();
    Q_EMIT statusChanged();
}

void Desk::want(bool attention, bool whatIf, bool path) {
    const bool other = path != m_wantPath;
    m_wantAttention = attention;
    m_wantWhatIf = whatIf;
    m_wantPath = path;
    if (other && m_path && m_state.step >= 0) {
        updateGenerated();
        Q_EMIT sampleChanged();
    }
    m_rest.start();
}

bool Desk::settled() const {
    return !m_reopen.isActive() && !m_rest.isActive() && m_parsing == 0 && m_context.session.pending() == 0 && (m_city || m_failure);
}

}  // namespace vitrine::kstdiff_panel

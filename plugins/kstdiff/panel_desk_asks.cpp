// SPDX-License-Identifier: GPL-3.0-or-later
// What the desk asks of the session, and in which order.
#include <QThreadPool>
#include <algorithm>

#include "plugins/kstdiff/panel_desk.h"
#include "widgets/base/text.h"
#include "widgets/base/ui_thread.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr int kFrames = 25;                         ///< Of the way from noise to flow.
constexpr std::uint64_t kMostSeed = 1'000'000'000;  ///< Of a request.
constexpr int kLiveDays = 4;                        ///< Of a what-if: it answers while the hand moves.

/// Runs `make` on the thread pool and `take` with its result on this one, while `owner` lives.
template <class Owner, class Make, class Take>
void parse(Owner* owner, Make make, Take take) {
    QThreadPool::globalInstance()->start([owner = QPointer<Owner>(owner), make = std::move(make), take = std::move(take)] {
        auto made = std::make_shared<decltype(make())>(make());
        postToUi([owner, made, take] {
            if (owner) take(made);
        });
    });
}

}  // namespace

bool Desk::askOnce(const std::string& channel, Json parameters, std::function<void(const Reply&)> done, bool follow) {
    const std::string text = dumpJson(parameters);
    std::string& asked = m_asked[channel];
    if (asked == text) return false;
    asked = text;
    m_line.ask(
        channel, std::move(parameters), {}, this,
        [this, channel, text, generation = m_generation, done = std::move(done)](Result<Reply> reply) {
            if (generation != m_generation) return;  // Of the city before.
            if (reply.ok()) return done(*reply);
            if (reply.error().code == ErrorCode::Cancelled) {
                if (m_asked[channel] == text) m_asked.erase(channel);
                return;
            }
            m_context.report(reply.error());
            if (channel == "load") fail(reply.error());
        },
        follow);
    return true;
}

void Desk::ask(const std::string& name, Json parameters, std::function<void(const Reply&)> done, std::function<void(const Error&)> failed) {
    m_line.ask(
        name, std::move(parameters), {}, this,
        [this, done = std::move(done), failed = std::move(failed)](Result<Reply> reply) {
            if (reply.ok()) return done(*reply);
            if (reply.error().code == ErrorCode::Cancelled) return;
            m_context.report(reply.error());
            if (failed) failed(reply.error());
        },
        false);
}

void Desk::reopen() {
    ++m_generation;
    m_city.reset();
    m_sample.reset();
    m_path.reset();
    m_generated = Means();
    m_failure.reset();
    m_training.invalidate();
    m_modelReady = m_recorded = false;
    m_whatIf.reset();
    m_attention = Array();
    m_scores = {};
    m_asked.clear();
    Q_EMIT cityChanged();
    Q_EMIT statusChanged();
    m_line.ask(
        "city", Json::object(), {}, this,
        [this, generation = m_generation](Result<Reply> reply) {
            if (generation != m_generation) return;
            if (!reply.ok()) {
                m_context.report(reply.error());
                return fail(reply.error());
            }
            ++m_parsing;
            parse(
                this, [reply = std::make_shared<Reply>(*std::move(reply))] { return cityOf(*reply); },
                [this, generation](std::shared_ptr<Result<City>> made) {
                    --m_parsing;
                    if (generation == m_generation) takeCity(std::move(made));
                });
        },
        false);
}

void Desk::takeCity(std::shared_ptr<Result<City>> made) {
    if (!made->ok()) {
        m_context.report(made->error());
        return fail(made->error());
    }
    m_city = std::make_shared<const City>(std::move(**made));
    m_failure.reset();
    m_generated = Means(m_city->size());
    if (current() < 0) pickBusiest();
    Q_EMIT cityChanged();
    Q_EMIT statusChanged();
    load();
}

/// Nobody has picked a region of this city yet: the held-out one with the most flow is something to look at.
void Desk::pickBusiest() {
    int best = -1;
    for (int region = 0; region < m_city->size(); ++region)
        if (m_city->heldOut[static_cast<std::size_t>(region)] && (best < 0 || m_city->real.volume(region) > m_city->real.volume(best))) best = region;
    if (best >= 0) m_state.picked = {m_city->regions[best]};
}

/// The session trains a small model of its own where none is bound: everything else waits for it, so that it is asked for by itself.
void Desk::load() {
    m_training.start();
    askOnce("load", Json::object(), [this](const Reply&) {
        m_modelReady = true;
        m_training.invalidate();
        Q_EMIT statusChanged();
        refresh();
    });
    Q_EMIT statusChanged();
}

void Desk::refresh() {
    if (!m_city || !m_modelReady) return;
    if (m_wantWhatIf) askWhatIf();
    if (!m_recorded) askSample();
    if (m_wantPath) askPath();
    if (m_wantAttention) askAttention();
}

Json Desk::drawParameters(int days) const { return {{"days", days}, {"steps", m_state.steps}, {"seed", m_context.draft.seed() % kMostSeed}}; }

void Desk::askSample() {
    Json parameters = drawParameters(m_state.days);
    if (m_state.allRegions) parameters["regions"] = m_city->allRegions();
    askOnce("sample", std::move(parameters), [this](const Reply& reply) {
        ++m_parsing;
        const QString title = stringOr(reply.values, "source") == "bound" ? QString("bound model") : QString("small model");
        parse(
            this, [reply, regions = m_city->size()] { return sampleOf(reply, regions); },
            [this, title, generation = m_generation](std::shared_ptr<Result<Sample>> made) {
                --m_parsing;
                if (generation == m_generation && !m_recorded) takeSample(std::move(made), title);
            });
    });
}

void Desk::takeSample(std::shared_ptr<Result<Sample>> made, const QString& title) {
    if (!made->ok()) return m_context.report(made->error());
    m_sample = std::make_shared<const Sample>(std::move(**made));
    m_sampleTitle = title;
    m_scores = scoresOf(m_city->real, m_sample->means);
    updateGenerated();
    Q_EMIT sampleChanged();
    Q_EMIT statusChanged();
}

void Desk::showRecorded(Sample sample, const QString& title) {
    m_recorded = true;
    takeSample(std::make_shared<Result<Sample>>(std::move(sample)), title);
}

void Desk::showPreview(const Array& flow) {
    if (!m_city || flow.rank() != 2 || flow.dtype() != DType::F32 || flow.dim(1) != kHours) return;
    std::vector<int> regions;
    for (int region = 0; region < m_city->size(); ++region)
        if (flow.dim(0) == m_city->size() || m_city->heldOut[static_cast<std::size_t>(region)]) regions.push_back(region);
    if (std::ssize(regions) != flow.dim(0)) return;
    Array halves = Array::zeros(DType::F32, {1, flow.dim(0), kHours, kChannels});  // Half in, half out: their sum is what is known.
    const auto from = flow.values<float>();
    const auto to = halves.mutableValues<float>();
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[i / kChannels] / kChannels;
    if (auto sample = sampleOf(std::move(halves), std::move(regions), {}, m_city->size()); sample.ok())
        showRecorded(*std::move(sample), "run in progress, in and out alike");
}

void Desk::updateGenerated() {
    if (pathShown()) m_generated = m_path->state(m_state.step, m_state.cleanFrames);
    else if (m_sample) m_generated = m_sample->means;
}

void Desk::askPath() {
    Json parameters = drawParameters(1);
    parameters["frames"] = kFrames;
    parameters["steps"] = std::max(m_state.steps, kFrames);
    askOnce("sample:path", std::move(parameters), [this](const Reply& reply) {
        ++m_parsing;
        parse(
            this, [reply, regions = m_city->size()] { return pathOf(reply, regions); },
            [this, generation = m_generation](std::shared_ptr<Result<Path>> made) {
                --m_parsing;
                if (generation != m_generation) return;
                if (!made->ok()) return m_context.report(made->error());
                m_path = std::make_shared<const Path>(std::move(**made));
                updateGenerated();
                Q_EMIT pathChanged();
                Q_EMIT sampleChanged();
            });
    });
}

void Desk::askAttention() {
    const int region = current();
    if (region < 0) return;
    Json parameters = drawParameters(1);
    parameters["region"] = region;
    parameters["t"] = static_cast<std::int64_t>(shownT().value_or(0));
    askOnce(
        "attention", std::move(parameters),
        [this](const Reply& reply) {
            const auto shares = reply.arrays.find("spatial");
            m_attention = shares == reply.arrays.end() ? Array() : shares->second.as(DType::F32).valueOr(Array());
            m_attentionT = numberOr(reply.values, "t", 0);
            Q_EMIT attentionChanged();
        },
        true);
}

void Desk::askWhatIf() {
    const std::string key = editedRegion();
    if (key.empty() || (edits().empty() && !m_state.newRegion)) {
        m_asked.erase("whatif");
        if (!m_whatIf) return;
        m_whatIf.reset();
        Q_EMIT whatIfChanged();
        return;
    }
    Json parameters = drawParameters(kLiveDays);
    if (m_state.newRegion) parameters["new_region"] = {{"centre", *m_state.newRegion}};
    else parameters["region"] = current();
    parameters["features"] = edits().features;
    Json edges = Json::array();
    for (const auto& [list, add] : {std::pair{&edits().added, true}, {&edits().removed, false}})
        for (const auto& [relation, id] : *list)
            if (const int other = m_city->find(qs(id)); other >= 0)
                edges.push_back({{"relation", kRelationNames[static_cast<std::size_t>(relation)]}, {"other", other}, {"add", add}});
    parameters["edges"] = std::move(edges);
    askOnce(
        "whatif", std::move(parameters),
        [this, key](const Reply& reply) {
            auto result = whatIfOf(reply);
            if (!result.ok()) return m_context.report(result.error());
            if (key != editedRegion()) return;  // Another region is looked at by now.
            m_whatIf = *std::move(result);
            Q_EMIT whatIfChanged();
        },
        true);
}

}  // namespace vitrine::kstdiff_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/session.h"

#include "core/base/clock.h"
#include "core/compute/device.h"
#include "core/compute/errors.h"
#include "core/compute/seed.h"
#include "core/compute/tensor.h"
#include "plugins/kstdiff/region_set.h"
#include "plugins/kstdiff/session_city.h"
#include "plugins/kstdiff/session_model.h"

namespace vitrine::kstdiff {
namespace {

constexpr std::int64_t kBriefTuckerEpochs = 2;

/// How a request wants its flow drawn.
struct DrawQuery {
    std::int64_t days = 4, steps = 20, seed = 0, frames = 0;
    double eta = 1;
    bool fullGraph = false;
};

DrawQuery readDraw(ObjectReader& reader) {
    DrawQuery query;
    query.days = reader.integer("days", query.days, 1, 256);
    query.steps = reader.integer("steps", query.steps, 0, 100'000);
    query.seed = reader.integer("seed", 0, 0, 1'000'000'000);
    query.frames = reader.integer("frames", 0, 0, 1000);
    query.eta = reader.number("eta").value_or(query.eta);
    query.fullGraph = reader.flag("full_graph");
    if (!(query.eta >= 0 && query.eta <= 1))
        reader.fail("eta", "it is not between 0 and 1", "Give a number from 0 (no fresh noise) to 1.");
    return query;
}

Array floats(const torch::Tensor& tensor) {
    return toArray(tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous());
}

/// Pictures of x_t on the way, of the first day.
class Frames {
public:
    Frames(const FlowModel& model, std::int64_t wanted) : m_model(model), m_wanted(wanted) {}

    void see(const nn::SamplerStep& step) {
        if (m_wanted <= 0) return;
        const std::int64_t due =
            m_wanted > 1 ? static_cast<std::int64_t>(m_steps.size()) * step.steps / (m_wanted - 1) : step.steps;
        if (step.number < due || static_cast<std::int64_t>(m_steps.size()) >= m_wanted) return;
        const auto counts = [&](const torch::Tensor& x) {
            return m_model.scaling().undo(x.select(1, 0).to(torch::kCPU));
        };
        m_noisy.push_back(counts(step.noisy));
        m_clean.push_back(counts(step.clean));
        m_steps.push_back(step.t);
    }

    void addTo(Reply& reply, const torch::Tensor& rows) const {
        if (m_steps.empty()) return;
        reply.values["frame_steps"] = m_steps;
        reply.arrays["frames"] = floats(torch::stack(m_noisy).index_select(1, rows));
        reply.arrays["clean"] = floats(torch::stack(m_clean).index_select(1, rows));
    }

private:
    const FlowModel& m_model;
    std::int64_t m_wanted;
    std::vector<torch::Tensor> m_noisy, m_clean;
    std::vector<std::int64_t> m_steps;
};

class FlowSession final : public Session {
public:
    FlowSession(SessionContext context, Options options, InputServices services, City city, std::optional<FlowModel> bound)
        : m_context(std::move(context)),
          m_options(std::move(options)),
          m_device(deviceOf(m_context.device)),
          m_services(std::move(services)),
          m_city(std::move(city)),
          m_model(std::move(bound)),
          m_bound(m_model.has_value()) {
        if (m_model) m_model->to(m_device);
        // A bound model was trained with the embedding of its own run; one that is trained here makes do with a quick one.
        if (!m_bound) m_options.tuckerEpochs = std::min(m_options.tuckerEpochs, kBriefTuckerEpochs);
    }

    Result<Reply> answer(const Request& request) override {
        const std::int64_t start = steadyMicros();
        auto reply = guarded("Cannot answer the request", request.name, [&] { return dispatch(request); });
        if (reply.ok()) reply->values["milliseconds"] = static_cast<double>(steadyMicros() - start) * 1e-3;
        return reply;
    }

private:
    Result<Reply> dispatch(const Request& request) {
        const std::string name = request.name.substr(0, request.name.find(':'));
        ObjectReader reader(request.parameters, "Cannot answer the request", name);
        if (name == "city") return describeCity(m_city, reader);
        if (name == "flow") return recordedDay(m_city, reader);
        if (name == "neighbourhood") return neighbourhood(m_city, reader);
        if (name == "load") return load(reader, request);
        if (name == "sample") return sample(reader, request);
        if (name == "whatif") return whatIf(reader, request);
        if (name == "attention") return attention(reader, request);
        return Error{ErrorCode::InvalidArgument, "Cannot answer the request", inQuotes(request.name),
                     "there is no request of that name",
                     "Ask city, flow, load, sample, whatif, attention or neighbourhood."};
    }

    /// The bound model, or one trained now. The city has its embedding then: only the networks need it.
    Result<FlowModel*> model(const Request& request) {
        if (!m_embedded) {
            m_services.cancelled = [&] { return request.cancelled(); };
            VITRINE_TRY(m_city.embedding, embeddingOf(m_city, m_options, m_services));
            m_embedded = true;
        }
        if (!m_model) {
            VITRINE_TRY(m_model, briefModel(m_city, m_options, m_context, [&] { return request.cancelled(); }));
        }
        return &*m_model;
    }

    Result<Reply> load(ObjectReader& reader, const Request& request) {
        VITRINE_CHECK(reader.finish());
        VITRINE_TRY(const FlowModel* loaded, model(request));
        const FlowModelConfig& config = loaded->config();
        Reply reply;
        reply.values = {{"source", m_bound ? "bound" : "trained"},
                        {"steps", config.steps},
                        {"layers", config.denoiser.layers},
                        {"guided", config.guided},
                        {"knowledge", config.denoiser.useKnowledge}};
        return reply;
    }

    /// Scaled flow [n, days, 24, 2] of a set.
    Result<torch::Tensor> draw(FlowModel& model, const RegionSet& set, const DrawQuery& query, const Request& request,
                               Frames* frames = nullptr) const {
        DrawOptions options{
            query.days, query.steps, query.eta, namedGenerator(static_cast<std::uint64_t>(query.seed), "session"), {}};
        options.onStep = [&](const nn::SamplerStep& step) {
            if (frames) frames->see(step);
            return !request.cancelled();
        };
        return model.draw(set.inputs(m_device), options);
    }

    torch::Tensor volumes(FlowModel& model, const RegionSet& set) const {
        const torch::NoGradGuard noGraph;
        return model.scaling().undo(model.volume(set.inputs(m_device)).to(torch::kCPU)).clamp_min(0);
    }

    /// The regions that a region is drawn with: those of its side of the split.
    const std::vector<std::int64_t>& sideOf(std::int64_t region) const {
        return std::find(m_city.test.begin(), m_city.test.end(), region) != m_city.test.end() || region < 0
                   ? m_city.test
                   : m_city.train;
    }

    Result<Reply> sample(ObjectReader& reader, const Request& request) {
        const DrawQuery query = readDraw(reader);
        const std::vector<std::int64_t> wanted = readRegions(reader, "regions", m_city, m_city.test);
        VITRINE_CHECK(reader.finish());
        VITRINE_TRY(FlowModel * loaded, model(request));
        std::vector<std::int64_t> drawn = wanted, rows;
        if (query.fullGraph) {
            drawn.resize(static_cast<std::size_t>(m_city.size()));
            for (std::int64_t i = 0; i < m_city.size(); ++i) drawn[static_cast<std::size_t>(i)] = i;
        }
        const RegionSet set = RegionSet::of(m_city, drawn);
        for (const std::int64_t region : wanted) rows.push_back(set.row(region));
        const torch::Tensor places = torch::tensor(rows, torch::kInt64);
        Frames frames(*loaded, query.frames);
        VITRINE_TRY(const torch::Tensor scaled, draw(*loaded, set, query, request, &frames));
        const torch::Tensor flow = loaded->counts(scaled).index_select(1, places);
        Reply reply;
        reply.values = {
            {"steps", static_cast<std::int64_t>(nn::sampledSteps(loaded->diffusion().steps(), query.steps).size())},
            {"source", m_bound ? "bound" : "trained"}};
        reply.arrays = {{"flow", floats(flow)},
                        {"mean", floats(flow.mean(0))},
                        {"volume", floats(volumes(*loaded, set).index_select(0, places))},
                        {"regions", toArray(torch::tensor(wanted, torch::kInt64))}};
        frames.addTo(reply, places);
        return reply;
    }

    Result<Reply> whatIf(ObjectReader& reader, const Request& request) {
        const DrawQuery query = readDraw(reader);
        const Change change = readChange(reader, m_city);
        VITRINE_CHECK(reader.finish());
        VITRINE_TRY(FlowModel * loaded, model(request));
        const Changed changed = applied(change, m_city, RegionSet::of(m_city, sideOf(change.region)));
        VITRINE_TRY(const torch::Tensor first, draw(*loaded, changed.before, query, request));
        VITRINE_TRY(const torch::Tensor second, draw(*loaded, changed.after, query, request));
        const torch::Tensor before = loaded->counts(first), after = loaded->counts(second),
                            row = torch::tensor({changed.row});
        const auto mine = [&](const torch::Tensor& flow) { return flow.index_select(1, row).squeeze(1); };
        Reply reply;
        reply.values = {{"region", change.region}, {"new", change.region < 0}};
        reply.arrays = {{"after", floats(mine(after).mean(0))},
                        {"after_days", floats(mine(after))},
                        {"volume_after", floats(volumes(*loaded, changed.after).index_select(0, row))},
                        {"others_change", floats((after.mean(0) - before.mean(0)).abs().mean({1, 2}))},
                        {"regions", toArray(torch::tensor(changed.after.regions, torch::kInt64))}};
        if (change.region < 0) return reply;
        reply.arrays["before"] = floats(mine(before).mean(0));
        reply.arrays["volume_before"] = floats(volumes(*loaded, changed.before).index_select(0, row));
        return reply;
    }

    /// Draws the side of the region quickly, noises it to t, and looks at the fusion there.
    Result<Reply> attention(ObjectReader& reader, const Request& request) {
        DrawQuery query = readDraw(reader);
        const std::int64_t region = reader.integer("region", m_city.test.front(), 0, m_city.size() - 1),
                           asked = reader.integer("t", 0, 0, 100'000);
        VITRINE_CHECK(reader.finish());
        VITRINE_TRY(FlowModel * loaded, model(request));
        query.days = 1;
        const std::int64_t t = std::min(asked, loaded->diffusion().steps() - 1);
        const RegionSet set = RegionSet::of(m_city, sideOf(region));
        VITRINE_TRY(const torch::Tensor clean, draw(*loaded, set, query, request));
        const torch::NoGradGuard noGraph;
        const RegionInputs inputs = set.inputs(m_device);
        const torch::Tensor volume = loaded->volume(inputs), step = torch::full({1, 1, 1, 1}, t, torch::kInt64);
        const torch::Tensor noise =
            torch::randn(clean.sizes(), namedGenerator(static_cast<std::uint64_t>(query.seed), "attention"))
                .to(m_device);
        const torch::Tensor noisy = loaded->diffusion().noised(
            clean, loaded->config().guided ? volume.view({-1, 1, 1, 1}) : torch::Tensor(), noise, step);
        std::vector<torch::Tensor> shares;
        loaded->denoiser->forward(noisy, step.view({1}).to(m_device), inputs, volume, &shares);
        const torch::Tensor spatial = torch::stack(shares).select(1, set.row(region));
        Reply reply;
        reply.values = {{"region", region}, {"t", t}, {"layers", spatial.size(0)}, {"heads", spatial.size(2)}};
        reply.arrays = {{"spatial", floats(spatial)}, {"layer_mean", floats(spatial.mean({1, 2}))}};
        return reply;
    }

    const SessionContext m_context;
    Options m_options;
    const torch::Device m_device;
    InputServices m_services;
    City m_city;
    std::optional<FlowModel> m_model;
    const bool m_bound;
    bool m_embedded = false;
};

Result<std::unique_ptr<Session>> open(const SessionContext& context) {
    const Options options = readOptions(context.params, context.seed);
    InputServices services;
    services.device = deviceOf(context.device);
    services.seed = context.seed;
    services.say = [](const std::string&) {};
    services.cancelled = [] { return false; };
    services.progress = [](double, double, const char*) {};
    services.usedWeights = [](const DataRef&) {};
    VITRINE_TRY(City city, openCity(context.data, options, services));
    VITRINE_TRY(std::optional<FlowModel> bound, boundModel(context.data, city, services));
    return std::unique_ptr<Session>(
        std::make_unique<FlowSession>(context, options, std::move(services), std::move(city), std::move(bound)));
}

}  // namespace

Result<std::unique_ptr<Session>> openSession(const SessionContext& context) {
    return guarded("Cannot open the city", "kstdiff", [&] { return open(context); });
}

}  // namespace vitrine::kstdiff

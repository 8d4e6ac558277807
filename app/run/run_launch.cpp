// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run/run_launch.h"

#include "core/base/process.h"
#include "core/run/message.h"

namespace vitrine {
namespace {

constexpr MessageLimits kLimits{std::size_t(16) << 20, std::size_t(64) << 20};

RunPreview previewOf(std::int64_t run, Message& message) {
    RunPreview preview;
    preview.run = run;
    preview.spec.name = stringOr(message.body, "name");
    preview.spec.kind = stringOr(message.body, "kind");
    preview.spec.title = stringOr(message.body, "title");
    preview.spec.unit = stringOr(message.body, "unit");
    preview.spec.step = static_cast<std::int64_t>(numberOr(message.body, "step", 0));
    preview.spec.meta = message.body.value("meta", Json::object());
    if (const auto data = message.arrays.find("data"); data != message.arrays.end()) preview.data = std::move(data->second);
    return preview;
}

}  // namespace

bool PreviewBox::put(RunPreview preview) {
    std::lock_guard lock(m_mutex);
    const bool first = m_newest.empty();
    m_newest.insert_or_assign({preview.run, preview.spec.name}, std::move(preview));
    return first;
}

std::vector<RunPreview> PreviewBox::take() {
    std::lock_guard lock(m_mutex);
    std::vector<RunPreview> taken;
    for (auto& [key, preview] : m_newest) taken.push_back(std::move(preview));
    m_newest.clear();
    return taken;
}

Result<std::int64_t> recordRun(const RunLink& link, const RunOrder& order, const Manifest& manifest, const std::optional<DatasetCatalog>& data) {
    std::optional<DatasetCatalog> opened;
    if (!data) {
        VITRINE_TRY(opened, DatasetCatalog::openDefault());
    }
    VITRINE_TRY(const RunRequest request, prepareRun(order, manifest, data ? *data : *opened));
    VITRINE_TRY(ExperimentStore store, ExperimentStore::open(link.storeFolder));
    return store.createRun(request);
}

void superviseRun(const std::shared_ptr<RunLink>& link, std::int64_t run, const std::function<void(Status)>& started) {
    SpawnOptions options;
    options.arguments = {commandLineProgram().string(), "worker", "--run", std::to_string(run), "--supervise", "--stream", "--store",
                         link->storeFolder.string()};
    options.pipeOut = options.quiet = true;
    auto spawned = ChildProcess::spawn(options);
    if (!spawned.ok()) {
        // Nobody else would take it out of the queue: a run that waits for ever would only confuse.
        if (auto store = ExperimentStore::open(link->storeFolder); store.ok()) static_cast<void>(store->requestCancel(run));
        return started(spawned.error());
    }
    started({});
    MessageChannel channel(spawned->out(), -1, kLimits);
    while (!link->post.closed()) {
        if (!channel.waitReadable(200)) continue;
        auto message = channel.receive();
        if (!message.ok() || !*message) break;
        if ((*message)->type == "preview" && link->previews.put(previewOf(run, **message))) link->post(link->previewsWait);
        if ((*message)->type == "state") link->post(link->runMoved);
    }
    if (link->post.closed()) return;  // Its stream is closed; it does not mind.
    spawned->wait();
    link->post(link->runMoved);
}

}  // namespace vitrine

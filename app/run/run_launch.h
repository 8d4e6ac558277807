// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside app/run only: what a run needs from threads other than the UI's.

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "app/run/ui_post.h"
#include "core/data/catalog.h"
#include "core/run/launcher.h"

namespace vitrine {

/// Something to look at while a run goes on.
struct RunPreview {
    std::int64_t run = 0;
    ArtifactSpec spec;
    Array data;
};

/// The newest preview of every name that the UI thread has not taken yet: a slow window skips some instead of falling behind.
class PreviewBox {
public:
    /// True when the box was empty: then somebody has to call `take` soon.
    bool put(RunPreview preview);
    std::vector<RunPreview> take();

private:
    std::mutex m_mutex;
    std::map<std::pair<std::int64_t, std::string>, RunPreview> m_newest;
};

/// What the threads of a RunService share with it; they keep it alive when it is gone.
struct RunLink {
    explicit RunLink(QObject* service, std::filesystem::path folder) : post(service), storeFolder(std::move(folder)) {}
    UiPost post;
    PreviewBox previews;
    const std::filesystem::path storeFolder;
    std::function<void()> previewsWait, runMoved;   ///< Called on the UI thread.
};

/// Resolves and hashes the data of an order and records the run as queued. Blocks: for a thread of its own.
Result<std::int64_t> recordRun(const RunLink& link, const RunOrder& order, const Manifest& manifest, const std::optional<DatasetCatalog>& data);

/// Starts the run's supervisor and reads its stream until the run has ended or the service is gone; the run goes on then. `started` is called
/// once the process is there, or with what kept it from starting. Blocks: for a thread of its own.
void superviseRun(const std::shared_ptr<RunLink>& link, std::int64_t run, const std::function<void(Status)>& started);

}  // namespace vitrine

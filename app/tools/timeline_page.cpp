// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tools/timeline_page.h"

#include <algorithm>

#include "widgets/base/text.h"
#include "widgets/gl/operator_timeline.h"
#include "widgets/gl/operator_timeline_model.h"

namespace vitrine {
namespace {

constexpr std::size_t kMostBytes = std::size_t(512) << 20;
using Model = std::shared_ptr<const OperatorTimelineModel>;

bool isTimeline(const ArtifactRow& row) { return row.kind == "timeline"; }

Result<std::filesystem::path> timelineOf(const std::filesystem::path& folder, std::int64_t run) {
    VITRINE_TRY(ExperimentStore store, ExperimentStore::open(folder, {.readOnly = true}));
    VITRINE_TRY(const std::vector<ArtifactRow> artifacts, store.artifacts(run));
    const auto found = std::find_if(artifacts.begin(), artifacts.end(), isTimeline);
    if (found == artifacts.end())
        return Error{ErrorCode::NotFound, "Cannot show the operator timeline", fmt::format("run {}", run), "none was recorded",
                     "Switch on \"Record operator timeline\" in the form and run."};
    return folder / found->file;
}

Result<Model> modelIn(const std::filesystem::path& file) {
    VITRINE_TRY(const Json json, readJsonFile(file, kMostBytes));
    VITRINE_TRY(OperatorTimelineModel model, OperatorTimelineModel::fromJson(json));
    return Model(std::make_shared<const OperatorTimelineModel>(std::move(model)));
}

}  // namespace

TimelinePage::TimelinePage(const QString& address, Workbench& workbench) : ToolPage(address, workbench, "Operator timeline", isTimeline) {
    m_view = new OperatorTimelineView(this);
    setTool(m_view);
}

void TimelinePage::load(std::int64_t run) {
    read([folder = m_workbench.store().folder(), run] { return timelineOf(folder, run); });
}

void TimelinePage::read(std::function<Result<std::filesystem::path>()> find) {
    readAside<Result<Model>>(
        this,
        [find = std::move(find)]() -> Result<Model> {
            VITRINE_TRY(const std::filesystem::path file, find());
            return modelIn(file);
        },
        [this, mine = ++m_wish](Result<Model> model) {
            if (mine != m_wish) return readDone({});
            m_view->setModel(model ? *model : nullptr);
            readDone({});
            if (!model) report(model.error());
        });
}

bool TimelinePage::dropFiles(const QStringList& paths) {
    if (paths.size() != 1 || !paths[0].endsWith(".json", Qt::CaseInsensitive)) return false;
    showFiles(paths);
    read([file = std::filesystem::path(ss(paths[0]))]() -> Result<std::filesystem::path> { return file; });
    return true;
}

}  // namespace vitrine

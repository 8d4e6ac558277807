// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/foreground_run.h"

#include <unistd.h>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/paths.h"
#include "core/cli/exit_codes.h"
#include "core/cli/interrupt.h"
#include "core/cli/progress_view.h"
#include "core/cli/run_json.h"
#include "core/cli/terminal.h"
#include "core/cli/text_table.h"
#include "core/run/launcher.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr int kGraceMs = 10'000;  ///< A method promises to stop within 3 s; a busy machine gets more.
constexpr std::size_t kShownMetrics = 20, kShownArtifacts = 12;

/// The process group of our worker (the one child that a foreground run has), or 0.
int workerGroup() {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc", error)) {
        const int pid = std::atoi(entry.path().filename().c_str());
        std::ifstream file(entry.path() / "stat");
        std::string text;
        if (pid <= 0 || !std::getline(file, text) || text.rfind(") ") == std::string::npos) continue;
        char state = 0;
        int parent = 0;
        std::istringstream(text.substr(text.rfind(") ") + 2)) >> state >> parent;
        if (parent == ::getpid() && ::getpgid(pid) == pid) return pid;
    }
    return 0;
}

/// What the person does with Ctrl-C, asked every 50 ms while the run goes on.
class CancelWatch {
public:
    explicit CancelWatch(ProgressView& view) : m_view(view) {}
    bool operator()() {
        m_view.tick();
        if (InterruptGuard::count() == 0) return false;
        if (!m_told) {
            m_view.say("cancelling, keeps what was done; press Ctrl-C again to stop at once");
            m_told = true;
            InterruptGuard::killOnSecond(workerGroup());
        }
        return true;
    }

private:
    ProgressView& m_view;
    bool m_told = false;
};

std::string quoted(const std::string& text) {
    if (!text.empty() && text.find_first_of(" \t\n'\"\\$`&|;<>()*?[]{}!#~") == std::string::npos) return text;
    std::string result = "'";
    for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
}

std::string plural(const std::string& kind) {
    static const std::map<std::string, std::string> words = {
        {"heatmap", "heat maps"}, {"series", "series"}, {"matrix", "matrices"}, {"volume", "volumes"},
        {"points", "point sets"}, {"text", "texts"},    {"tokens", "tokens"},   {"weights", "weights"},
        {"video", "videos"},      {"audio", "sounds"},  {"json", "data"}};
    const auto word = words.find(kind);
    return word != words.end() ? word->second : kind + "s";
}

void printMetrics(Output& out, const std::vector<MetricSummary>& summaries) {
    if (summaries.empty()) return;
    TextTable table({"metric", "last", "min", "max", "points"});
    for (std::size_t i = 0; i < std::min(summaries.size(), kShownMetrics); ++i) {
        const MetricSummary& metric = summaries[i];
        table.add({metric.name, numberText(metric.last), numberText(metric.min), numberText(metric.max),
                   std::to_string(metric.count)});
    }
    out.print("\n{}", table.text(out.width(), "  "));
    if (summaries.size() > kShownMetrics) out.print("  and {} more\n", summaries.size() - kShownMetrics);
}

/// "heat maps: <folder>" with the files below, kind by kind.
void printArtifacts(Output& out, const std::vector<ArtifactRow>& artifacts, const fs::path& storeFolder) {
    std::map<std::string, std::vector<const ArtifactRow*>> byKind;
    for (const ArtifactRow& artifact : artifacts) byKind[artifact.kind].push_back(&artifact);
    for (const auto& [kind, rows] : byKind) {
        const fs::path folder = (storeFolder / rows.front()->file).parent_path();
        out.print("\n{}: {}\n", plural(printable(kind)), printable(folder.string()));
        for (std::size_t i = 0; i < std::min(rows.size(), kShownArtifacts); ++i) {
            const fs::path file = (storeFolder / rows[i]->file).lexically_relative(folder);
            out.print("  {}{}\n", printable(file.string()),
                      rows[i]->title.empty() ? "" : "  (" + printable(rows[i]->title) + ")");
        }
        if (rows.size() > kShownArtifacts) out.print("  and {} more\n", rows.size() - kShownArtifacts);
    }
}

}  // namespace

std::string commandFor(const CommandContext& context, const std::string& command, std::int64_t run) {
    std::string text = fmt::format("vitrine-cli {} {}", command, run);
    if (context.storeFolder != defaultStoreFolder()) text += " --store " + quoted(context.storeFolder.string());
    return text;
}

Error runError(const RunRow& row) {
    const std::string object = fmt::format("run {} ({})", row.id, row.method);
    if (row.state == RunState::Cancelled)
        return {ErrorCode::Cancelled, "The run was cancelled", object, "it was asked to stop",
                fmt::format("'vitrine-cli resume {}' goes on with it.", row.id)};
    if (row.state == RunState::Interrupted)
        return {ErrorCode::ProcessDied, "The run was interrupted", object,
                row.error.empty() ? "its worker process is gone" : row.error,
                fmt::format("'vitrine-cli resume {}' goes on with it.", row.id)};
    return {ErrorCode::MethodFailed, "The run failed", object,
            row.error.empty() ? "the method gave no reason" : row.error,
            fmt::format("'vitrine-cli show {}' prints its log.", row.id)};
}

Result<RunRow> runInForeground(CommandContext& context, ExperimentStore& store, std::int64_t run,
                               const std::string& label) {
    ProgressView view(label, context.out.json() && !isTerminal(STDERR_FILENO));
    CancelWatch watch(view);
    LaunchCallbacks callbacks;
    callbacks.message = [&](const Message& message) { view.take(message); };
    callbacks.cancelled = [&] { return watch(); };
    auto row = launchAndWait(store, run, callbacks, kGraceMs);
    InterruptGuard::killOnSecond(0);
    return row;
}

Result<Outcome> reportRun(CommandContext& context, ExperimentStore& store, const RunRow& row) {
    VITRINE_TRY(const std::vector<MetricSummary> summaries, store.summaries(row.id));
    VITRINE_TRY(const std::vector<ArtifactRow> artifacts, store.artifacts(row.id));
    Output& out = context.out;
    const double seconds = runSeconds(row);
    out.title(fmt::format("Run {} of {}: {}{}", row.id, row.method, name(row.state),
                          seconds >= 0 ? ", " + durationText(seconds) : ""));
    printMetrics(out, summaries);
    printArtifacts(out, artifacts, store.folder());

    Outcome outcome{{{"run", rowJson(row)}, {"metrics", Json::array()}, {"artifacts", Json::array()}}};
    for (const MetricSummary& metric : summaries) outcome.json["metrics"].push_back(summaryJson(metric));
    for (const ArtifactRow& artifact : artifacts)
        outcome.json["artifacts"].push_back(artifactJson(artifact, store.folder()));
    if (row.state == RunState::Finished) {
        out.print("\nrepeat it: {}\n", commandFor(context, "rerun", row.id));
        return outcome;
    }
    const Error error = runError(row);
    outcome.status = row.state == RunState::Cancelled ? kExitCancelled : kExitFailed;
    outcome.json["error"] = errorToJson(error);
    if (!out.json()) out.error(error);
    out.print("\ngo on with it: {}\n", commandFor(context, "resume", row.id));
    return outcome;
}

Status copyArtifacts(ExperimentStore& store, std::int64_t run, const fs::path& folder) {
    VITRINE_TRY(const RunRecord record, store.run(run));
    VITRINE_TRY(const std::vector<ArtifactRow> artifacts, store.artifacts(run));
    const fs::path runFolder = store.runFolder(record.row.uuid);
    for (const ArtifactRow& artifact : artifacts) {
        const fs::path source = store.folder() / artifact.file;
        const fs::path relative = source.lexically_relative(runFolder / "artifacts");
        const fs::path target = folder / (relative.empty() || *relative.begin() == ".." ? source.filename() : relative);
        VITRINE_CHECK(makeFolder(target.parent_path()));
        std::error_code error;
        fs::copy_file(source, target, fs::copy_options::overwrite_existing, error);
        if (error) return systemError("Cannot copy an artifact", target, error.value());
    }
    return {};
}

}  // namespace vitrine

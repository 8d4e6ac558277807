// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/panel_probe.h"

#include <poll.h>
#include <unistd.h>

#include <QEvent>
#include <cstdio>
#include <cstdlib>

#include "app/method/panel_library.h"
#include "app/method/panel_loader.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/paths.h"
#include "core/base/process.h"
#include "widgets/base/fault_guard.h"

namespace vitrine {
namespace {

Error failed(const std::filesystem::path& library, std::string why) {
    return {ErrorCode::ProcessDied, "The panel failed its trial", library.string(), std::move(why),
            "The method works without it; report this to the plugin's author."};
}

/// The last line that says something.
std::string lastLine(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

/// A panel made off screen with a store, a draft and a session of its own, none of which outlives it.
Status tryPanel(const std::filesystem::path& library) {
    VITRINE_TRY(const Manifest manifest, Manifest::read(library.parent_path() / "plugin.json"));
    VITRINE_TRY(const PanelFactory factory, openPanelLibrary(library));
    const TemporaryFolder folder;
    VITRINE_TRY(ExperimentStore store, ExperimentStore::open(folder.path()));
    ::setenv("VITRINE_CLI", "/nonexistent", 1);  // A trial starts no session.
    QWidget window;
    QUndoStack undo;
    RunDraft draft(manifest, &undo);
    LiveSession session(folder.path());
    Selection selection;
    ActionRegistry actions(&window);
    PanelContext context{manifest, store, draft, session, selection, undo, actions, [](const Error&) {}, [](const QString&) {}};
    VITRINE_TRY(Panel* panel, createPanel(factory, context, &window));
    QCoreApplication::sendPostedEvents(panel, QEvent::Polish);
    delete panel;
    return {};
}

}  // namespace

std::filesystem::path probeProgram() {
    const char* named = std::getenv("VITRINE_PROBE");
    const std::filesystem::path program = named && *named ? std::filesystem::path(named) : executableFolder() / "vitrine";
    std::error_code error;
    return std::filesystem::exists(program, error) ? program : std::filesystem::path();
}

Status probeInChild(const std::filesystem::path& library, int limitMs) {
    SpawnOptions options;
    options.arguments = {probeProgram().string(), "--probe-panel", library.string()};
    options.environment = {"QT_QPA_PLATFORM=offscreen"};
    options.pipeError = options.quiet = true;
    VITRINE_TRY(ChildProcess child, ChildProcess::spawn(options));
    const std::int64_t deadline = steadyMicros() + limitMs * 1000LL;
    std::string words;
    std::optional<ExitState> exit;
    while (!(exit = child.poll()) && steadyMicros() < deadline) {
        pollfd waiting{child.error(), POLLIN, 0};
        char block[1024];
        if (::poll(&waiting, 1, 20) <= 0) continue;
        const ssize_t got = ::read(child.error(), block, sizeof block);
        if (got > 0) words.append(block, static_cast<std::size_t>(got));
        if (got <= 0) ::usleep(5000);
        if (words.size() > 65536) words.erase(0, words.size() - 32768);
    }
    if (!exit) {
        child.terminate(0);
        return failed(library, fmt::format("it did not come to an end within {} s", limitMs / 1000.0));
    }
    pollfd rest{child.error(), POLLIN, 0};
    char block[4096];
    while (::poll(&rest, 1, 0) > 0) {
        const ssize_t got = ::read(child.error(), block, sizeof block);
        if (got <= 0) break;
        words.append(block, static_cast<std::size_t>(got));
    }
    if (exit->clean()) return {};
    const std::string last = lastLine(words);
    // The dynamic loader's own status: the program did not come to try anything.
    if (exit->signal == 0 && exit->exitCode == 127)
        return Error{ErrorCode::Io, "The panel could not be tried", probeProgram().string(), last.empty() ? exit->text() : last, "Reload the panel."};
    if (exit->signal == 0 && !last.empty()) return failed(library, last);
    return failed(library, exit->text() + (last.empty() ? "" : "; its last words: " + last));
}

int PanelLoader::probe(const std::filesystem::path& library) {
    std::unique_ptr<GuardedApplication> application;
    static int count = 1;
    static char name[] = "vitrine";
    static char* values[] = {name, nullptr};
    if (!QCoreApplication::instance()) application = std::make_unique<GuardedApplication>(count, values);
    const Status status = tryPanel(library);
    if (status.ok()) return 0;
    std::fprintf(stderr, "%s\n", status.error().why.c_str());
    return 1;
}

}  // namespace vitrine

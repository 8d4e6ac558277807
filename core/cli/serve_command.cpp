// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

#include "core/cli/worker_command.h"
#include "core/run/environment.h"
#include "core/run/run_execution.h"
#include "core/run/session_host.h"
#include "core/run/worker.h"

namespace vitrine {
namespace {

Result<std::unique_ptr<Session>> openSession(const RunOrder& order, const std::filesystem::path& storeFolder, std::unique_ptr<Method>& method) {
    const PluginCatalog catalog = PluginCatalog::scanDefault();
    VITRINE_TRY(const Manifest* manifest, catalog.require(order.method));
    VITRINE_TRY(const DatasetCatalog data, DatasetCatalog::openDefault());
    VITRINE_TRY(const RunRequest request, prepareRun(order, *manifest, data));
    VITRINE_TRY(PreparedMethod prepared,
                prepareMethod(*manifest, request.parameters, request.data, request.device, request.threads, request.seed, 0));
    if (prepared.device == "cpu") limitMemory();
    method = std::move(prepared.method);
    const SessionContext context{std::move(prepared.params), std::move(prepared.data), prepared.device, order.seed,
                                 storeFolder / "cache" / order.method};
    try {
        return method->open(context);
    } catch (const std::exception& e) {
        return Error{ErrorCode::MethodFailed, "Cannot open a live session", order.method, e.what(), "Check parameters and data, or report this to the plugin's author."};
    }
}

}  // namespace

int serveCommand(const RunOrder& order, const std::filesystem::path& storeFolder) {
    installCancelSignals();
    for (int number : {SIGTERM, SIGINT}) std::signal(number, SIG_DFL);  // A session keeps nothing: it may end at once.
    const int in = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3), out = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);  // What a method prints must not get between the messages.
    MessageChannel channel(in, out);
    std::unique_ptr<Method> method;  // Outlives its session.
    auto session = openSession(order, storeFolder, method);
    if (!session.ok()) {
        Message message{"error", errorToJson(session.error()), {}};
        message.body["id"] = nullptr;
        static_cast<void>(channel.send(message));
        std::fprintf(stderr, "%s\n", session.error().message().c_str());
        return 1;
    }
    const Status served = serveSession(**session, channel);
    if (!served.ok()) std::fprintf(stderr, "%s\n", served.error().message().c_str());
    return served.ok() ? 0 : 1;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/socket.h>
#include <unistd.h>

#include <QSocketNotifier>
#include <QSurfaceFormat>
#include <csignal>
#include <future>

#include "app/behaviours.h"
#include "app/method/panel_loader.h"
#include "app/shell/crash_notice.h"
#include "app/shell/log_file.h"
#include "app/shell/main_window.h"
#include "app/shell/quit_guard.h"
#include "app/shell/session_keeper.h"
#include "app/shell/session_lock.h"
#include "app/shell/settings.h"
#include "app/shell/single_instance.h"
#include "app/shell/start_trace.h"
#include "app/shell/store_door.h"
#include "app/start_options.h"
#include "app/tour/tour.h"
#include "core/base/background.h"
#include "core/base/crash_report.h"
#include "widgets/base/fault_guard.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr std::chrono::seconds kFarewell(2);

int signalPipe[2] = {-1, -1};

/// SIGTERM and SIGINT become an event: a handler itself may hardly do anything.
void quitOnSignals(MainWindow& window) {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, signalPipe) != 0) return;
    auto* notifier = new QSocketNotifier(signalPipe[1], QSocketNotifier::Read, &window);
    QObject::connect(notifier, &QSocketNotifier::activated, &window, [&window, notifier] {
        notifier->setEnabled(false);
        if (auto* guard = window.behaviour<QuitGuard>())
            guard->quitNow();
        else
            window.close();
    });
    struct sigaction action {};
    action.sa_handler = [](int) {
        const char byte = 1;
        if (::write(signalPipe[0], &byte, 1) < 0) ::_exit(1);
    };
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
}

Theme::Mode themeOf(const Json& settings) {
    const std::string wish = stringOr(settings, "theme");
    return wish == "light" ? Theme::Mode::Light : wish == "dark" ? Theme::Mode::Dark : Theme::Mode::System;
}

int runWindow(GuardedApplication& application, const StartOptions& start, const Json& early, std::future<PluginCatalog> plugins) {
    StartTrace& trace = StartTrace::instance();
    Theme::instance().setMode(themeOf(early));
    trace.mark("theme");
    const QString server = SingleInstance::serverName(start.store);
    SessionLock lock(start.state / "session.lock", server.toStdString());
    const bool alone = start.newInstance || !start.tourFolder.isEmpty();
    if (!alone && !lock.acquire() && stringOr(lock.holder(), "server") == server.toStdString() &&
        SingleInstance::handOver(server, start.open))
        return 0;
    const std::filesystem::path logFile = startLogFile(start.state / "logs", static_cast<int>(numberOr(early, "logs_kept", 20)));
    installCrashReport({"vitrine", logFile, CrashNotice::noteIn(start.state)});
    std::optional<ExperimentStore> store = openStoreAsking(start.store);
    if (!store) return 0;
    trace.mark("store");
    PluginCatalog catalog = plugins.get();
    trace.mark("manifests");
    const std::filesystem::path folder = store->folder();  // Another one than asked for, when that did not open.
    MainWindow window({folder, start.state, start.safeStart}, std::move(catalog), std::move(*store));
    trace.mark("window");
    addBehaviours(window, {alone ? nullptr : &lock, logFile});
    trace.mark("behaviours");
    if (auto* keeper = window.behaviour<SessionKeeper>(); keeper && start.tourFolder.isEmpty()) keeper->restore();
    if (window.addresses().isEmpty()) window.open("gallery");
    trace.mark("pages");
    quitOnSignals(window);
    if (!start.tourFolder.isEmpty()) return runTour(window, start.tourFolder, start.tourPlugin);
    window.show();
    trace.mark("shown");
    if (!start.open.isEmpty())
        QMetaObject::invokeMethod(
            &window, [&] { openArguments(window, start.open); }, Qt::QueuedConnection);
    return application.exec();
}

}  // namespace
}  // namespace vitrine

int main(int count, char** values) {
    using namespace vitrine;
    StartTrace::instance().mark("main");
    QStringList arguments;
    for (int i = 0; i < count; ++i) arguments << QString::fromLocal8Bit(values[i]);
    const ParsedStart parsed = parseStart(arguments);
    if (parsed.exitStatus) return *parsed.exitStatus;
    const StartOptions& start = parsed.options;
    const Json early = applyEarlySettings(start.state);
    std::future<PluginCatalog> plugins = std::async(std::launch::async, [] { return PluginCatalog::scanDefault(); });
    QSurfaceFormat format;
    format.setVersion(3, 3);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setSamples(0);
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setApplicationName("Vitrine");
    QCoreApplication::setOrganizationName("Vitrine");
    GuardedApplication application(count, values);
    StartTrace::instance().mark("application");
    if (!start.probePanel.isEmpty()) return PanelLoader::probe(start.probePanel.toStdString());
    const int status = runWindow(application, start, early, std::move(plugins));
    waitForBackground(kFarewell);  // A star or a note given last reaches the store.
    return status;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/watchdog.h"

#include <QMetaEnum>

#include "app/shell/settings.h"
#include "core/base/log.h"
#include "widgets/base/fault_guard.h"
#include "widgets/base/text.h"

namespace vitrine {

Watchdog::Watchdog(MainWindow& window) : Behaviour(window) {}

void Watchdog::shown() {
    auto* application = qobject_cast<GuardedApplication*>(qApp);
    if (!application) return;
    const Settings& settings = m_window.workbench().settings();
    application->clearSlowEvents();
    application->setSlowLimit(settings.number("slow_event"));
    connect(&settings, &Settings::changed, this, [&settings, application](const QString& id) {
        if (id == "slow_event") application->setSlowLimit(settings.number("slow_event"));
    });
    connect(application, &GuardedApplication::slow, this, [](const GuardedApplication::SlowEvent& event) {
        const char* kind = QMetaEnum::fromType<QEvent::Type>().valueToKey(event.type);
        logWarning("the window did not answer for {:.0f} ms ({:.0f} of them no processor was free): {} of {}", event.milliseconds, event.waitedMs,
                   kind ? kind : "event", ss(event.receiver));
    });
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/base/crash_report.h"
#include "widgets/base/fault_guard.h"
#include "widgets/base/theme.h"

namespace {

/// A warning of Qt is a defect of ours ("QPainter::begin: paint device returned engine == 0"): tests fail on it, but for those of the platform.
void failOnWarning(QtMsgType type, const QMessageLogContext&, const QString& text) {
    const bool ofPlatform = text.startsWith("QStandardPaths") || text.contains("propagateSizeHints") || text.startsWith("qt.qpa");
    if (type >= QtWarningMsg && type != QtInfoMsg && !ofPlatform) ADD_FAILURE() << "Qt warned: " << text.toStdString();
}

}  // namespace

int main(int count, char** values) {
    ::testing::InitGoogleTest(&count, values);
    vitrine::installCrashReport({"test", {}, {}});
    QTemporaryDir home;   // Settings, session and store of a test never touch those of a person.
    qputenv("VITRINE_HOME", home.path().toUtf8());
    vitrine::GuardedApplication application(count, values);
    vitrine::Theme::instance().setMode(vitrine::Theme::Mode::Light);
    qInstallMessageHandler(failOnWarning);
    return RUN_ALL_TESTS();
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/crash_notice.h"

#include <QDesktopServices>
#include <QUrl>

#include "app/shell/message_bar.h"
#include "core/base/crash_report.h"
#include "widgets/base/text.h"

namespace vitrine {

void CrashNotice::shown() {
    const auto note = takeCrashNote(noteIn(m_window.workbench().options().stateFolder));
    if (!note) return;
    m_window.messages().show(
        {ErrorCode::ProcessDied,
         "Vitrine ended unexpectedly the last time",
         {},
         note->signal + ", " + note->time,
         "Runs went on, and the session is as it was saved last. The end of the log tells where it happened."},
        {{"Open the log", [log = note->log] { QDesktopServices::openUrl(QUrl::fromLocalFile(qs(log.string()))); }}});
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/shell/file_writer.h"
#include "app/shell/main_window.h"
#include "app/shell/session_file.h"
#include "app/shell/session_lock.h"

namespace vitrine {

/// Saves the session a moment (setting "autosave") after each touch, and brings it back at the start. Only the holder of the session lock
/// writes; without it the window works the same but leaves no trace.
class SessionKeeper final : public Behaviour {
    Q_OBJECT

public:
    /// `lock` is held by whoever may write; it lives as long as the window. Null: never write ("--new-instance").
    SessionKeeper(MainWindow& window, SessionLock* lock);
    ~SessionKeeper() override;
    /// Reads the file and opens what was open. False when there was nothing to restore.
    bool restore();
    void saveNow();  ///< Returns when it is on the disk.
    bool writes() const { return m_lock && m_lock->held(); }
    std::int64_t savedAt() const { return m_writer.writtenAt(); }  ///< Wall microseconds, 0: not in this start.

Q_SIGNALS:
    void saved();

private:
    void save();
    SessionLock* m_lock;
    SessionFile m_file;
    FileWriter m_writer;
    QTimer m_soon, m_signOfLife;
    std::string m_last;
};

}  // namespace vitrine

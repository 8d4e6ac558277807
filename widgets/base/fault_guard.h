// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <functional>

namespace vitrine {

/// The application object: an exception that escapes an event handler goes to the guard of the nearest guarded ancestor of the receiver
/// instead of ending the program. Also times every event: the longest per kind are kept for the watchdog.
class GuardedApplication final : public QApplication {
    Q_OBJECT

public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override;
    /// Called with the exception's text when an event of `root` or of anything below it throws.
    static void guard(QWidget* root, std::function<void(const QString& what)> caught);

    struct SlowEvent {
        QString receiver;  ///< Class and object name.
        int type = 0;
        double milliseconds = 0;
        double waitedMs = 0;   ///< Of them, how long the thread waited for a processor that others had.
    };
    /// Top-level event deliveries longer than `slowMs`, newest last, at most 200.
    const QList<SlowEvent>& slowEvents() const { return m_slow; }
    void clearSlowEvents() { m_slow.clear(); m_longest = m_longestWork = 0; }
    double longestEventMs() const { return m_longest; }
    /// The same without waiting for a processor: what the program itself is to blame for, also on a machine that is busy with other things.
    double longestWorkMs() const { return m_longestWork; }
    void setSlowLimit(double milliseconds) { m_slowMs = milliseconds; }

Q_SIGNALS:
    void slow(const vitrine::GuardedApplication::SlowEvent& event);

private:
    QList<SlowEvent> m_slow;
    double m_slowMs = 100, m_longest = 0, m_longestWork = 0;
    int m_depth = 0;
};

}  // namespace vitrine

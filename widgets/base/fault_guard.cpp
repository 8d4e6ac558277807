// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/fault_guard.h"

#include <QElapsedTimer>
#include <QPointer>
#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/log.h"

namespace vitrine {
namespace {

constexpr qsizetype kKeptSlow = 200;

struct Guard {
    QPointer<QWidget> root;
    std::function<void(const QString&)> caught;
};

QList<Guard>& guards() {
    static QList<Guard> all;
    return all;
}

/// How long the calling thread has waited for a processor since it began, ms; 0 where the kernel does not tell. For one thread only.
double waitedForProcessor() {
    static const int file = ::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    std::array<char, 96> text{};
    if (file < 0 || ::pread(file, text.data(), text.size() - 1, 0) <= 0) return 0;
    unsigned long long ran = 0, waited = 0;
    return std::sscanf(text.data(), "%llu %llu", &ran, &waited) == 2 ? static_cast<double>(waited) * 1e-6 : 0;
}

/// The guard of the nearest ancestor of `receiver`, which may itself be no widget (a timer, a model).
Guard* guardOf(QObject* receiver) {
    for (QObject* object = receiver; object; object = object->parent())
        for (Guard& guard : guards())
            if (guard.root == object) return &guard;
    return nullptr;
}

}  // namespace

void GuardedApplication::guard(QWidget* root, std::function<void(const QString&)> caught) {
    guards().removeIf([root](const Guard& guard) { return !guard.root || guard.root == root; });
    guards().append({root, std::move(caught)});
}

bool GuardedApplication::notify(QObject* receiver, QEvent* event) {
    const QPointer<QObject> alive(receiver);
    const int type = event->type();
    QString failure;
    const bool outermost = m_depth == 0;
    const double waited = outermost ? waitedForProcessor() : 0;
    QElapsedTimer clock;
    clock.start();
    ++m_depth;
    bool handled = false;
    try {
        handled = QApplication::notify(receiver, event);
    } catch (const std::exception& e) {
        failure = e.what();
        if (failure.isEmpty()) failure = "an exception without a text";
    } catch (...) {
        failure = "an exception that is no std::exception";
    }
    --m_depth;
    const double milliseconds = static_cast<double>(clock.nsecsElapsed()) * 1e-6;
    if (outermost) {
        const double waiting = milliseconds > 1 ? std::clamp(waitedForProcessor() - waited, 0.0, milliseconds) : 0;
        m_longest = std::max(m_longest, milliseconds);
        m_longestWork = std::max(m_longestWork, milliseconds - waiting);
        if (milliseconds > m_slowMs) {
            const QString name = alive ? QString("%1 %2").arg(alive->metaObject()->className(), alive->objectName()).trimmed() : QString("(deleted)");
            m_slow.append({name, type, milliseconds, waiting});
            if (m_slow.size() > kKeptSlow) m_slow.removeFirst();
            Q_EMIT slow(m_slow.last());
        }
    }
    if (failure.isEmpty()) return handled;
    logError("an event handler threw: {}", failure.toStdString());
    if (Guard* guard = alive ? guardOf(alive) : nullptr) {
        const auto caught = guard->caught;   // It may remove the guard.
        caught(failure);
    }
    return true;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QMetaObject>

namespace vitrine {

/// Calls `work` on the UI thread, soon. For results of the global thread pool, also while the program ends: the application waits for the pool
/// before it is gone, and nothing is called any more once it is closing. `work` guards the widgets it touches (QPointer).
template <class Work>
void postToUi(Work&& work) {
    if (QCoreApplication* application = QCoreApplication::instance())
        QMetaObject::invokeMethod(application, std::forward<Work>(work), Qt::QueuedConnection);
}

}  // namespace vitrine

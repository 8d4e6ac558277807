// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run/ui_post.h"

#include <QMetaObject>

namespace vitrine {

void UiPost::operator()(std::function<void()> job) {
    std::lock_guard lock(m_mutex);
    if (m_receiver) QMetaObject::invokeMethod(m_receiver, std::move(job), Qt::QueuedConnection);
}

void UiPost::close() {
    m_closed = true;
    std::lock_guard lock(m_mutex);
    m_receiver = nullptr;
}

}  // namespace vitrine

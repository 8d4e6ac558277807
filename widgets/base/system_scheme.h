// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant>
#include <QObject>

namespace vitrine {

/// Whether the desktop prefers dark, as its settings portal tells (org.freedesktop.appearance color-scheme), also when that changes while
/// the program runs. Without a portal nothing is ever told. Asks without waiting.
class SystemScheme final : public QObject {
    Q_OBJECT

public:
    explicit SystemScheme(QObject* parent);

Q_SIGNALS:
    void preferred(bool dark);

private Q_SLOTS:
    void settingChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void take(const QVariant& value);
};

}  // namespace vitrine

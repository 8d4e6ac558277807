// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QStringList>
#include <filesystem>

#include "app/shell/main_window.h"

namespace vitrine {

/// One window per store: a second start hands its files and addresses to the first and ends.
class SingleInstance final : public Behaviour {
    Q_OBJECT

public:
    explicit SingleInstance(MainWindow& window);  ///< Listens; only for the holder of the session lock.
    bool listening() const { return m_server.isListening(); }

    /// The name under which the window of this store listens.
    static QString serverName(const std::filesystem::path& storeFolder);
    /// Hands `arguments` to the window that listens under `server`; false when none answers within `waitMs`.
    static bool handOver(const QString& server, const QStringList& arguments, int waitMs = 1000);

Q_SIGNALS:
    void received(const QStringList& arguments);

private:
    void take(class QLocalSocket* socket);
    QLocalServer m_server;
};

/// Opens what a command line names: files and folders as if dropped on the window, anything else as an address.
void openArguments(MainWindow& window, const QStringList& arguments);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/single_instance.h"

#include <unistd.h>

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QPointer>
#include <QThread>

#include "core/base/hash.h"
#include "core/base/log.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace {

constexpr qsizetype kLongestHandover = 1 << 20;

}  // namespace

QString SingleInstance::serverName(const std::filesystem::path& storeFolder) {
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::weakly_canonical(storeFolder, error);
    return QString("vitrine-%1-%2").arg(::getuid()).arg(qs(sha256((error ? storeFolder : whole).string()).substr(0, 16)));
}

bool SingleInstance::handOver(const QString& server, const QStringList& arguments, int waitMs) {
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < waitMs) {  // The first window may just be starting.
        QLocalSocket socket;
        socket.connectToServer(server);
        if (socket.waitForConnected(200)) {
            socket.write(QJsonDocument(QJsonArray::fromStringList(arguments)).toJson(QJsonDocument::Compact) + "\n");
            if (!socket.waitForBytesWritten(waitMs)) return false;
            return socket.waitForReadyRead(waitMs) && socket.readAll().startsWith("ok");
        }
        QThread::msleep(50);
    }
    return false;
}

SingleInstance::SingleInstance(MainWindow& window) : Behaviour(window) {
    const QString name = serverName(window.workbench().store().folder());
    QLocalServer::removeServer(name);  // Left behind by a killed window: we hold the session lock, so nobody listens there.
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    if (!m_server.listen(name)) logWarning("a second start cannot be handed over: {}", ss(m_server.errorString()));
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] { take(socket); });
        }
    });
}

void SingleInstance::take(QLocalSocket* socket) {
    if (socket->bytesAvailable() > kLongestHandover) socket->abort();
    if (!socket->canReadLine()) return;
    const QJsonDocument line = QJsonDocument::fromJson(socket->readLine());
    socket->write("ok\n");
    socket->flush();
    QStringList arguments;
    for (const QJsonValue value : line.array()) arguments << value.toString();
    if (m_window.isMinimized()) m_window.showNormal();
    m_window.raise();
    m_window.activateWindow();
    Q_EMIT received(arguments);
    openArguments(m_window, arguments);
}

void openArguments(MainWindow& window, const QStringList& arguments) {
    QStringList files;
    for (const QString& argument : arguments) {
        if (QFileInfo::exists(argument))
            files << QFileInfo(argument).absoluteFilePath();
        else
            window.open(argument);
    }
    if (!files.isEmpty()) Q_EMIT window.workbench().filesDropped(files);
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/window_support.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <time.h>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHash>
#include <QLineEdit>
#include <QPainter>
#include <QScrollBar>
#include <QSet>
#include <QThread>
#include <QThreadPool>
#include <filesystem>

#include "core/base/background.h"

namespace vitrine::testing {

bool waitUntil(const std::function<bool()>& done, int timeoutMs) {
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        if (clock.elapsed() > timeoutMs) return done();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QThread::msleep(2);
    }
    return true;
}

ScratchFolder::ScratchFolder() {
    EXPECT_TRUE(m_folder.isValid());
    m_folder.setAutoRemove(false);
}

ScratchFolder::~ScratchFolder() {
    QThreadPool::globalInstance()->waitForDone();
    EXPECT_TRUE(waitForBackground(std::chrono::minutes(1)));
    const std::filesystem::path folder = m_folder.path().toStdString();
    std::error_code error;
    for (int tries = 0; tries < 600; ++tries) {
        std::filesystem::remove_all(folder, error);
        if (!std::filesystem::exists(folder)) return;
        QThread::msleep(100);
    }
    ADD_FAILURE() << "cannot remove " << folder << ": " << error.message();
}

int distinctColours(const QImage& image, int most) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB32);
    QSet<QRgb> seen;
    for (int y = 0; y < rgb.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(rgb.constScanLine(y));
        for (int x = 0; x < rgb.width(); ++x) {
            seen.insert(line[x]);
            if (seen.size() >= most) return most;
        }
    }
    return static_cast<int>(seen.size());
}

double inkShare(const QImage& image) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB32);
    QHash<QRgb, int> counts;
    int commonest = 0;
    for (int y = 0; y < rgb.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(rgb.constScanLine(y));
        for (int x = 0; x < rgb.width(); ++x) commonest = std::max(commonest, ++counts[line[x]]);
    }
    const double pixels = static_cast<double>(rgb.width()) * rgb.height();
    return pixels > 0 ? 1 - commonest / pixels : 0;
}

QImage pictureOf(QWidget& widget, double scale) {
    QImage image((QSizeF(widget.size()) * scale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::magenta);   // What is not painted is seen.
    widget.render(&image);
    return image;
}

void keepForLook(const QImage& image, const QString& name) {
    const QString folder = qEnvironmentVariable("VITRINE_LOOK");
    if (!folder.isEmpty()) image.save(folder + "/" + name + ".png");
}

QStringList unnamedControls(const QWidget& root) {
    QStringList unnamed;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const bool control = button || qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
                             qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractItemView*>(widget) ||
                             (qobject_cast<const QAbstractSlider*>(widget) && !qobject_cast<const QScrollBar*>(widget));
        if (!control || !widget->isVisibleTo(&root)) continue;
        // Parts of Qt's own compound controls and corners are named by what they belong to.
        const QWidget* parent = widget->parentWidget();
        const bool part = widget->objectName().startsWith("qt_") || qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent) ||
                          qobject_cast<const QAbstractItemView*>(parent) || qobject_cast<const QLineEdit*>(parent) ||
                          QString(widget->metaObject()->className()).startsWith("QDockWidget") || QString(widget->metaObject()->className()) == "QHeaderView" ||
                          QString(widget->metaObject()->className()) == "CloseButton" || (parent && parent->inherits("QTabBar")) ||
                          (parent && parent->inherits("QComboBoxPrivateContainer"));
        if (part) continue;
        if (widget->accessibleName().isEmpty() && !(button && !button->text().isEmpty()))
            unnamed << QString("%1 (%2) in %3 (%4)").arg(widget->metaObject()->className(), widget->objectName(),
                                                         parent ? parent->metaObject()->className() : "", parent ? parent->objectName() : "");
    }
    return unnamed;
}

double threadMilliseconds() {
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) * 1e-6;
}

std::size_t heapInUse() { return ::mallinfo2().uordblks; }

}  // namespace vitrine::testing

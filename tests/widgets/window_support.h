// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QStringList>
#include <QTemporaryDir>
#include <QWidget>
#include <functional>

namespace vitrine::testing {

/// Handles events until `done` or `timeoutMs` have passed; the value of `done` then.
bool waitUntil(const std::function<bool()>& done, int timeoutMs = 10'000);

/// A folder for one test. Processes that the test started may write into it for a moment after they were told to stop: its removal waits for them.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();                          ///< The test fails when the folder cannot be removed within a minute.
    QString path() const { return m_folder.path(); }
    QString filePath(const QString& name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
};

/// Number of different colours, counted up to `most`: a blank picture has one or two.
int distinctColours(const QImage& image, int most = 64);
/// Share of the pixels that differ from the commonest colour.
double inkShare(const QImage& image);

/// The widget as it looks at `scale` device pixels per pixel.
QImage pictureOf(QWidget& widget, double scale);
/// Saves the picture in $VITRINE_LOOK when that names a folder, for people to look at.
void keepForLook(const QImage& image, const QString& name);

/// Visible controls below `root` that neither carry a text nor an accessible name: "QToolButton (objectName) in Parent".
QStringList unnamedControls(const QWidget& root);

/// Milliseconds of processor time that this thread has used: limits on them hold beside other tests, where the clock on the wall does not.
double threadMilliseconds();

/// Bytes of the heap in use.
std::size_t heapInUse();

}  // namespace vitrine::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QStringList>
#include <QWidget>
#include <functional>

namespace vitrine::testing {

/// Handles events until `done` or `timeoutMs` have passed; the value of `done` then.
bool waitUntil(const std::function<bool()>& done, int timeoutMs = 10'000);

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

/// Bytes of the heap in use.
std::size_t heapInUse();

}  // namespace vitrine::testing

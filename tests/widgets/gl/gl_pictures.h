// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <QSet>
#include <QWidget>
#include <QtTest>
#include <cstdlib>

/// Waits up to 5 s. Qt's own QTRY_VERIFY only returns from the function when it fails: GoogleTest would call that a success.
#define EXPECT_SOON(condition) EXPECT_TRUE(QTest::qWaitFor([&] { return (condition); }, 5000))

namespace vitrine::test {

/// Pixels within `tolerance` of the colour in every channel.
inline std::int64_t pixelsOf(const QImage& image, const QColor& colour, int tolerance = 6) {
    std::int64_t found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            found += std::abs(pixel.red() - colour.red()) <= tolerance && std::abs(pixel.green() - colour.green()) <= tolerance &&
                     std::abs(pixel.blue() - colour.blue()) <= tolerance;
        }
    return found;
}

/// Different colours, up to `enough`: 1 for a blank picture.
inline int coloursOf(const QImage& image, int enough = 64) {
    QSet<QRgb> seen;
    for (int y = 0; y < image.height() && seen.size() < enough; ++y)
        for (int x = 0; x < image.width(); ++x) seen.insert(image.pixel(x, y));
    return int(seen.size());
}

/// Keeps the picture for human eyes when VITRINE_LOOK names a folder.
inline void look(const QImage& image, const QString& name) {
    if (const QString folder = qEnvironmentVariable("VITRINE_LOOK"); !folder.isEmpty()) image.save(folder + "/" + name + ".png");
}

}  // namespace vitrine::test

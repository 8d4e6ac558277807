// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/pictures/similarity.h"

#include <algorithm>
#include <cmath>

namespace vitrine::testing {
namespace {

constexpr int kWindow = 8;
constexpr double kC1 = 0.01 * 255 * 0.01 * 255, kC2 = 0.03 * 255 * 0.03 * 255;

double windowSimilarity(const QImage& first, const QImage& second, int left, int top) {
    double sumA = 0, sumB = 0, sumAA = 0, sumBB = 0, sumAB = 0;
    for (int y = top; y < top + kWindow; ++y) {
        const uchar *a = first.constScanLine(y), *b = second.constScanLine(y);
        for (int x = left; x < left + kWindow; ++x) {
            sumA += a[x], sumB += b[x];
            sumAA += a[x] * a[x], sumBB += b[x] * b[x], sumAB += a[x] * b[x];
        }
    }
    constexpr double count = kWindow * kWindow;
    const double meanA = sumA / count, meanB = sumB / count;
    const double varA = sumAA / count - meanA * meanA, varB = sumBB / count - meanB * meanB, cov = sumAB / count - meanA * meanB;
    return (2 * meanA * meanB + kC1) * (2 * cov + kC2) / ((meanA * meanA + meanB * meanB + kC1) * (varA + varB + kC2));
}

/// 1 minus the mean distance of the colours, coarse: a recoloured map of the same brightness is not the same picture.
double colourAgreement(const QImage& first, const QImage& second) {
    const QImage a = first.scaled(32, 32, Qt::IgnoreAspectRatio, Qt::SmoothTransformation), b = second.scaled(32, 32, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    double distance = 0;
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 32; ++x) {
            const QColor one = a.pixelColor(x, y), other = b.pixelColor(x, y);
            distance += std::abs(one.red() - other.red()) + std::abs(one.green() - other.green()) + std::abs(one.blue() - other.blue());
        }
    return 1 - distance / (32 * 32 * 3 * 255.0);
}

}  // namespace

double similarity(const QImage& first, const QImage& second) {
    if (first.size() != second.size() || first.width() < kWindow || first.height() < kWindow) return 0;
    const QImage a = first.convertToFormat(QImage::Format_Grayscale8), b = second.convertToFormat(QImage::Format_Grayscale8);
    double sum = 0;
    int windows = 0;
    for (int y = 0; y + kWindow <= a.height(); y += kWindow / 2)
        for (int x = 0; x + kWindow <= a.width(); x += kWindow / 2) sum += windowSimilarity(a, b, x, y), ++windows;
    return sum / windows * colourAgreement(first.convertToFormat(QImage::Format_RGB32), second.convertToFormat(QImage::Format_RGB32));
}

}  // namespace vitrine::testing

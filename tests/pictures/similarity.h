// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

namespace vitrine::testing {

/// Mean structural similarity of the grey values of two pictures of one size in windows of 8 x 8 (Wang, Bovik, Sheikh, Simoncelli, IEEE TIP 2004,
/// with its constants K1 = 0.01, K2 = 0.03), times the agreement of their mean colours: 1 = equal. Pictures of different sizes: 0.
double similarity(const QImage& first, const QImage& second);

}  // namespace vitrine::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vitrine {

class MainWindow;

/// Walks through the window without eyes: in light and dark, every place of the rail, the health page, and every method with its smoke run
/// shown (`plugin` not empty: only that method's page), and writes a picture of each into `folder` ("gallery-light.png",
/// "lrp_resnet-dark.png"), each panel at twice its size ("lrp_resnet-panel-light@2x.png") and a card's thumbnail of it
/// ("thumbnails/lrp_resnet.png"). Returns 0, or 1 after telling on standard error which page did not open, did not settle or stayed blank.
int runTour(MainWindow& window, const QString& folder, const QString& plugin);

}  // namespace vitrine

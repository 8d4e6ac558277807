// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

#include "plugins/lrp_resnet/panel_desk.h"

namespace vitrine::lrp_panel {

/// A figure of the menu.
struct ExportFigure {
    QString title;
    FigureSource* figure;
    std::function<void()> look;        ///< Shows the tab of the figure, which has its numbers made; empty: they are always there.
};

/// What can be taken out of the panel.
struct Exports {
    std::vector<ExportFigure> figures;
    std::function<std::optional<Table>()> layers, curves;
};

/// Method, image, class and options: goes into every exported figure.
Json provenanceOf(const Desk& desk);

/// The map of the first view, F32 [H, W].
Status writeMapArray(const Desk& desk, const std::filesystem::path& file);
/// The same in the colours of the screen, enlarged to at least 512 px.
Status writeMapPicture(const Desk& desk, const std::filesystem::path& file);

/// The menu of the export button.
void fillExportMenu(QMenu& menu, Desk& desk, const Exports& exports);

}  // namespace vitrine::lrp_panel

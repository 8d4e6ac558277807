// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside app/method only: a panel's library, once it is trusted enough to be loaded here.

#include <filesystem>

#include "widgets/panel/panel.h"

namespace vitrine {

using PanelFactory = Panel* (*)(PanelContext* context, QWidget* parent);

/// Loads a panel's library for good and finds its factory. A library of another interface, or one that is no panel at all, is refused before
/// any of its functions but the tag is called.
Result<PanelFactory> openPanelLibrary(const std::filesystem::path& library);

/// Calls the factory; what it throws is an error.
Result<Panel*> createPanel(PanelFactory factory, PanelContext& context, QWidget* parent);

/// Where the panel of a method lies; it need not exist.
std::filesystem::path panelLibrary(const Manifest& manifest);

}  // namespace vitrine

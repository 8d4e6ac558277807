// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_page.h"

VITRINE_PANEL(vitrine::lrp_panel::LrpPanel)

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_page.h"

VITRINE_PANEL(vitrine::kstdiff_panel::KstPanel)

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QPushButton;

namespace vitrine {

/// The one button of a dialog that does what the dialog is for: in accent, and pressed by Enter.
void makePrimary(QPushButton& button);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/primary_button.h"

#include <QPushButton>
#include <QStyle>

namespace vitrine {

void makePrimary(QPushButton& button) {
    button.setProperty("primary", true);
    button.setDefault(true);
    // A button box has measured its buttons when it gives them out, and a style sheet looks at properties once.
    button.style()->unpolish(&button);
    button.style()->polish(&button);
}

}  // namespace vitrine

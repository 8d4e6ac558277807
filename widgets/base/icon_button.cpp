// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/icon_button.h"

#include "widgets/base/theme.h"

namespace vitrine {

QToolButton* iconButton(const QString& icon, const QString& name, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setIcon(Theme::instance().icon(icon));
    button->setIconSize({16, 16});
    button->setToolTip(name);
    button->setAccessibleName(name);
    QObject::connect(&Theme::instance(), &Theme::changed, button, [button, icon] { button->setIcon(Theme::instance().icon(icon)); });
    return button;
}

}  // namespace vitrine

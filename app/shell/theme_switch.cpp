// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/theme_switch.h"

#include <QApplication>

#include "app/shell/settings.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {

ThemeSwitch::ThemeSwitch(MainWindow& window) : Behaviour(window) {
    Settings& settings = window.workbench().settings();
    ActionRegistry& actions = window.workbench().actions();
    const auto choose = [&settings, &window](const char* mode) {
        if (const Status set = settings.set("theme", mode); !set.ok()) Q_EMIT window.workbench().reported(set.error());
    };
    actions.add({"view.theme.light", "Light colours", "View", "sun", {}, "Dark on light", false}, this, [choose] { choose("light"); });
    actions.add({"view.theme.dark", "Dark colours", "View", "moon", {}, "Light on dark", false}, this, [choose] { choose("dark"); });
    actions.add({"view.theme.system", "Colours of the desktop", "View", "chip", {}, "Light or dark, as the desktop is", false}, this,
                [choose] { choose("system"); });
    actions.add({"view.theme.toggle", "Switch light and dark", "View", "moon", QKeySequence("Ctrl+Shift+L"), {}, false}, this,
                [choose] { choose(Theme::instance().dark() ? "light" : "dark"); });
    connect(&settings, &Settings::changed, this, [this](const QString& id) {
        if (id == "theme") apply();
    });
    apply();
}

void ThemeSwitch::apply() {
    const std::string wish = m_window.workbench().settings().text("theme");
    const Theme::Mode mode = wish == "light" ? Theme::Mode::Light : wish == "dark" ? Theme::Mode::Dark : Theme::Mode::System;
    if (Theme::instance().mode() != mode || qApp->styleSheet().isEmpty()) Theme::instance().setMode(mode);  // A style sheet is costly.
}

}  // namespace vitrine

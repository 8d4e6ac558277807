// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/main_menu.h"

#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QTimer>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

const QStringList& fixedGroups() {
    static const QStringList groups{"File", "Edit", "Run", "View", "Go", "Tools", "Help"};
    return groups;
}

constexpr qsizetype kRecentShown = 12;

}  // namespace

MainMenu::MainMenu(MainWindow& window) : Behaviour(window) {
    window.menuBar()->setAccessibleName("Menu");
    for (const QString& group : fixedGroups()) {
        QMenu* menu = window.menuBar()->addMenu("&" + group);
        menu->setObjectName("menu." + group);
        menu->setToolTipsVisible(true);
        connect(menu, &QMenu::aboutToShow, this, [this, menu, group] { fill(menu, group); });
        if (group == "Tools" || group == "Run") {
            // Nothing here without actions of this group: an empty menu is a dead end.
            const auto refresh = [this, menu, group] {
                fill(menu, group);
                menu->menuAction()->setVisible(!menu->isEmpty());
            };
            auto* soon = new QTimer(this);  // Actions come and go in bunches.
            soon->setSingleShot(true);
            soon->start(0);
            connect(&window.workbench().actions(), &ActionRegistry::changed, soon, [soon] { soon->start(0); });
            connect(soon, &QTimer::timeout, this, refresh);
        }
    }
    ActionRegistry& actions = window.workbench().actions();
    actions.add({"file.open", "Open files...", "File", "folder", QKeySequence("Ctrl+O"),
                 "Pictures, tables, arrays: for the page in front, or for a method that takes them", false},
                this, [this] {
                    const QStringList files = QFileDialog::getOpenFileNames(&m_window, "Open files");
                    if (files.isEmpty()) return;
                    if (!m_window.currentPage() || !m_window.currentPage()->dropFiles(files))
                        Q_EMIT m_window.workbench().filesDropped(files);
                });
    actions.add({"file.quit", "Quit", "File", "close", QKeySequence("Ctrl+Q"), "Runs go on", false}, this, [this] { m_window.close(); });
}

void MainMenu::addActions(QMenu* menu, const QString& group) {
    for (QAction* action : m_window.workbench().actions().all())
        if (ActionRegistry::groupOf(action) == group && ActionRegistry::idOf(action) != "file.quit") menu->addAction(action);
}

void MainMenu::fill(QMenu* menu, const QString& group) {
    menu->clear();
    addActions(menu, group);
    if (group == "File") {
        addRecent(menu);
        menu->addSeparator();
        if (QAction* quit = m_window.workbench().actions().find("file.quit")) menu->addAction(quit);
    }
    if (group != "Tools") return;
    QStringList others;  // Groups of panels and of tools that have no menu of their own.
    for (QAction* action : m_window.workbench().actions().all())
        if (const QString other = ActionRegistry::groupOf(action); !fixedGroups().contains(other) && !others.contains(other))
            others << other;
    for (const QString& other : others) addActions(menu->addMenu(other), other);
}

void MainMenu::addRecent(QMenu* menu) {
    Workbench& workbench = m_window.workbench();
    QMenu* recent = menu->addMenu("Open recent");
    recent->setEnabled(!workbench.recent().isEmpty());
    for (const QString& address : workbench.recent().mid(0, kRecentShown)) {
        QString title = workbench.titleOf(address);
        recent->addAction(Theme::instance().icon(workbench.iconOf(address), Ink::Muted), title.replace("&", "&&"), this, [this, address] {
            if (address.startsWith("file/"))
                Q_EMIT m_window.workbench().filesDropped({"/" + address.section('/', 1).remove(QRegularExpression("^/"))});
            else
                m_window.open(address);
        });
    }
    recent->addSeparator();
    recent->addAction("Forget all", this, [&workbench] { workbench.setRecent({}); });
}

}  // namespace vitrine

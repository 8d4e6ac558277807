// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/page_actions.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QTabBar>

namespace vitrine {

PageActions::PageActions(MainWindow& window) : Behaviour(window) {
    ActionRegistry& actions = window.workbench().actions();
    actions.add({"page.close", "Close page", "File", "close", QKeySequence("Ctrl+W"), {}, false}, this, [this] {
        if (Page* page = m_window.currentPage()) m_window.closePage(page->address());
    });
    actions.add({"page.reopen", "Reopen closed page", "File", "history", QKeySequence("Ctrl+Shift+T"), {}, false}, this, [this] {
        if (!m_closed.isEmpty()) m_window.open(m_closed.takeLast());
    });
    actions.add({"page.next", "Next page", "Go", "chevron-right", QKeySequence("Ctrl+PgDown"), {}, false}, this, [this] { step(1); });
    actions.add({"page.previous", "Previous page", "Go", "chevron-left", QKeySequence("Ctrl+PgUp"), {}, false}, this, [this] { step(-1); });
    connect(&window, &MainWindow::pageAboutToClose, this, [this](Page* page) { m_closed << page->address(); });
    window.tabs().installEventFilter(this);
}

void PageActions::step(int by) {
    const int count = m_window.tabs().count();
    if (count > 0) m_window.tabs().setCurrentIndex((m_window.tabs().currentIndex() + by + count) % count);
}

void PageActions::showMenu(int tab, const QPoint& at) {
    const QString address = m_window.tabs().tabData(tab).toString();
    QMenu menu(&m_window);
    menu.addAction("Close", this, [this, address] { m_window.closePage(address); });
    QAction* others = menu.addAction("Close others", this, [this, address] {
        for (const QString& other : m_window.addresses())
            if (other != address) m_window.closePage(other);
    });
    others->setEnabled(m_window.tabs().count() > 1);
    menu.exec(at);
}

bool PageActions::eventFilter(QObject* watched, QEvent* event) {
    QTabBar& tabs = m_window.tabs();
    if (watched == &tabs && event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const int tab = tabs.tabAt(mouse->position().toPoint());
        if (mouse->button() == Qt::MiddleButton && tab >= 0) {
            m_window.closePage(tabs.tabData(tab).toString());
            return true;
        }
    }
    if (watched == &tabs && event->type() == QEvent::ContextMenu) {
        const auto* wish = static_cast<QContextMenuEvent*>(event);
        const int tab = wish->reason() == QContextMenuEvent::Keyboard ? tabs.currentIndex() : tabs.tabAt(wish->pos());
        if (tab >= 0) showMenu(tab, wish->globalPos());
        return true;
    }
    return Behaviour::eventFilter(watched, event);
}

}  // namespace vitrine

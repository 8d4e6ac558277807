// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/method_docks.h"

#include <QDockWidget>
#include <QTimer>

namespace vitrine {
namespace {

constexpr int kLeftWidth = 316, kBottomHeight = 150, kLeastBottom = 80;

}  // namespace

MethodDocks::MethodDocks(QWidget* centre, QWidget* parent) : QMainWindow(parent) {
    setWindowFlags(Qt::Widget);   // The constructor makes it a window whatever it is told.
    setObjectName("docks");
    setDockOptions(AllowNestedDocks | AllowTabbedDocks | GroupedDragging);   // Animated ones would redraw the panel for a quarter of a second.
    setDockNestingEnabled(true);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCentralWidget(centre);
}

void MethodDocks::fill(QDockWidget& dock, QWidget* content, Qt::DockWidgetArea area) {
    if (area == Qt::BottomDockWidgetArea) content->setMinimumHeight(kLeastBottom);   // Else the tallest of the tabs takes its height from the panel.
    dock.setWidget(content);
}

QDockWidget* MethodDocks::addEmpty(const QString& name, const QString& title, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName("dock." + name);
    dock->setAccessibleName(title);
    m_docks[name] = dock;
    m_areas[name] = area;
    m_order << name;
    addDockWidget(area, dock);
    for (const QString& earlier : std::as_const(m_order))
        if (earlier != name && m_areas[earlier] == area && area == Qt::BottomDockWidgetArea) {
            tabifyDockWidget(m_docks[earlier], dock);
            break;
        }
    const auto touched = [this] {
        QTimer::singleShot(0, this, &MethodDocks::dropDoubleTitles);   // In the middle of the change Qt does not know its tabs yet.
        Q_EMIT layoutTouched();
    };
    connect(dock, &QDockWidget::dockLocationChanged, this, touched);
    connect(dock, &QDockWidget::visibilityChanged, this, touched);
    connect(dock, &QDockWidget::topLevelChanged, this, touched);
    return dock;
}

/// A part behind a tab has its title there: a title bar below would only say it again.
void MethodDocks::dropDoubleTitles() {
    for (QDockWidget* dock : std::as_const(m_docks)) {
        bool tabbed = false;
        for (const QDockWidget* other : tabifiedDockWidgets(dock)) tabbed = tabbed || !other->isHidden();
        tabbed = tabbed && !dock->isFloating();
        if (tabbed == (dock->titleBarWidget() != nullptr)) continue;
        QWidget* before = dock->titleBarWidget();
        auto* none = tabbed ? new QWidget(dock) : nullptr;
        if (none) none->setFixedHeight(0);
        dock->setTitleBarWidget(none);
        if (before) before->deleteLater();
    }
}

void MethodDocks::raiseFirst() {
    for (const QString& name : std::as_const(m_order))
        if (m_areas[name] == Qt::BottomDockWidgetArea) {
            m_docks[name]->raise();
            break;
        }
    resizeDocks({m_docks.value("parameters")}, {kLeftWidth}, Qt::Horizontal);
    resizeDocks({m_docks.value("runs")}, {kBottomHeight}, Qt::Vertical);
}

void MethodDocks::toggle(const QString& name) {
    QDockWidget* dock = m_docks.value(name);
    if (!dock) return;
    if (dock->isVisible() && !dock->visibleRegion().isEmpty()) {
        dock->hide();
        return;
    }
    dock->show();
    dock->raise();
    if (dock->widget()) dock->widget()->setFocus(Qt::ShortcutFocusReason);
}

void MethodDocks::reset() {
    for (const QString& name : std::as_const(m_order)) {
        QDockWidget* dock = m_docks[name];
        dock->setFloating(false);
        addDockWidget(m_areas[name], dock);
        dock->show();
    }
    QDockWidget* first = nullptr;
    for (const QString& name : std::as_const(m_order)) {
        if (m_areas[name] != Qt::BottomDockWidgetArea) continue;
        if (first) tabifyDockWidget(first, m_docks[name]);
        else first = m_docks[name];
    }
    raiseFirst();
    Q_EMIT layoutTouched();
}

void MethodDocks::restoreLayout(const QByteArray& state) {
    if (state.isEmpty() || !restoreState(state, 1)) reset();
}

}  // namespace vitrine

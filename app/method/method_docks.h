// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QMap>
#include <functional>

class QDockWidget;

namespace vitrine {

/// The dockable parts around a panel, in a main window of their own inside the page; their layout can be kept, restored and reset.
class MethodDocks final : public QMainWindow {
    Q_OBJECT

public:
    MethodDocks(QWidget* centre, QWidget* parent);
    /// Adds a part at the left or, behind one another, at the bottom. `make` gives its content, born in the dock: a widget that takes another
    /// parent is styled anew with all of its children.
    template <class Content>
    Content* add(const QString& name, const QString& title, Qt::DockWidgetArea area, const std::function<Content*(QWidget* dock)>& make) {
        QDockWidget* dock = addEmpty(name, title, area);
        Content* content = make(dock);
        fill(*dock, content, area);
        return content;
    }
    void raiseFirst();                         ///< Of those behind one another.
    /// Brings a part to the front; hides it when it is there already.
    void toggle(const QString& name);
    QDockWidget* dock(const QString& name) const { return m_docks.value(name); }
    void reset();
    QByteArray layoutState() const { return saveState(1); }
    void restoreLayout(const QByteArray& state);

Q_SIGNALS:
    void layoutTouched();

private:
    QDockWidget* addEmpty(const QString& name, const QString& title, Qt::DockWidgetArea area);
    static void fill(QDockWidget& dock, QWidget* content, Qt::DockWidgetArea area);
    void dropDoubleTitles();
    QMap<QString, QDockWidget*> m_docks;
    QStringList m_order;
    QMap<QString, Qt::DockWidgetArea> m_areas;
};

}  // namespace vitrine

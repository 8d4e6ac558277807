// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <memory>
#include <vector>

#include "app/shell/workbench.h"

class QTabBar;

namespace vitrine {

class MainWindow;
class MessageBar;
class NavigationRail;

/// A feature of the window in one class, switched on by one line of app/behaviours.cpp. Constructed after the window exists; `shown` is
/// called once after its first frame, for all that can wait.
class Behaviour : public QObject {
    Q_OBJECT

public:
    explicit Behaviour(MainWindow& window);
    virtual void shown() {}
    virtual Json saveState() const { return nullptr; }  ///< Null: nothing to keep. Key in the session file: objectName.
    virtual void restoreState(const Json& state) { static_cast<void>(state); }

protected:
    MainWindow& m_window;
};

/// The window: navigation rail, pages in tabs, message bar, status bar. All else is behaviours.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(Workbench::Options options, PluginCatalog plugins, ExperimentStore store);
    ~MainWindow() override;

    Workbench& workbench() const { return *m_workbench; }
    /// Opens or raises the page; null when it cannot be made (then a message says why).
    Page* open(const QString& address);
    void closePage(const QString& address);
    Page* currentPage() const;
    std::vector<Page*> pages() const;  ///< In order of tabs; without those of a restored session that nobody has looked at yet.
    QStringList addresses() const;     ///< Of all tabs.
    /// Opens the page and moves the focus to the control with this object name ("param.theme"); false when there is none.
    bool reveal(const QString& address, const QString& control);
    MessageBar& messages() const;
    QTabBar& tabs() const;
    NavigationRail& rail() const;
    /// An entry of the rail on the left that opens `address`.
    void addRailEntry(const QString& title, const QString& icon, const QString& address, const QString& help = {});

    const std::vector<Behaviour*>& behaviours() const { return m_behaviours; }
    template <class B, class... Args>
    B* add(Args&&... args) {
        auto* behaviour = new B(*this, std::forward<Args>(args)...);
        m_behaviours.push_back(behaviour);
        return behaviour;
    }
    template <class B>
    B* behaviour() const {
        for (Behaviour* behaviour : m_behaviours)
            if (auto* found = qobject_cast<B*>(behaviour)) return found;
        return nullptr;
    }
    /// Flat: "window", "pages", "page:<address>", "behaviour:<name>", ... Null: nothing to keep under this name any more.
    Json saveState() const;
    /// Pages are made when they are first looked at; those whose method is gone keep their state for its return.
    void restoreState(const Json& state);

Q_SIGNALS:
    void pageOpened(vitrine::Page* page);
    void currentPageChanged(vitrine::Page* page);
    void pageAboutToClose(vitrine::Page* page);
    void closing();  ///< The window closes for good: last moment to save.

protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;

private:
    void build();
    void firstFrame();
    Page* make(int tab);
    void raiseTab(int tab);
    void closeTab(int tab);
    void touched();
    struct Impl;
    std::unique_ptr<Workbench> m_workbench;
    std::vector<Behaviour*> m_behaviours;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

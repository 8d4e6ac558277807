// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/main_window.h"

#include <QCloseEvent>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTimer>
#include <QToolBar>
#include <QVBoxLayout>

#include "app/shell/message_bar.h"
#include "app/shell/navigation_rail.h"
#include "app/shell/start_trace.h"
#include "widgets/base/fault_guard.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {

Behaviour::Behaviour(MainWindow& window) : QObject(&window), m_window(window) {}

namespace {

struct Tab {
    Page* page = nullptr;  ///< Null until somebody looks at it.
    QString title, icon;
    Json state;
};

constexpr const char* kNothing = "No page is open.\nChoose a place at the left, or press Ctrl+K and type what you want to do.";
constexpr const char* kAway = "This page cannot be shown: its method is not here.\nIt comes back, with its settings, when the method does.";

QByteArray bytesOf(const Json& json, const char* key) {
    return QByteArray::fromBase64(QByteArray::fromStdString(stringOr(json, key)));
}

}  // namespace

struct MainWindow::Impl {
    QTabBar* tabs = nullptr;
    QStackedWidget* stack = nullptr;
    QLabel* empty = nullptr;
    NavigationRail* rail = nullptr;
    MessageBar* messages = nullptr;
    QMap<QString, Tab> byAddress;
    Page* current = nullptr;
    bool framed = false, restoring = false;

    QString address(int tab) const { return tabs->tabData(tab).toString(); }
    int indexOf(const QString& address) const {
        for (int i = 0; i < tabs->count(); ++i)
            if (this->address(i) == address) return i;
        return -1;
    }
};

MainWindow::MainWindow(Workbench::Options options, PluginCatalog plugins, ExperimentStore store) : m_impl(std::make_unique<Impl>()) {
    m_workbench = std::make_unique<Workbench>(std::move(options), std::move(plugins), std::move(store), this);
    build();
    connect(m_workbench.get(), &Workbench::openRequested, this, [this](const QString& address) { open(address); });
    connect(m_workbench.get(), &Workbench::reported, this, [this](const Error& error) { m_impl->messages->show(error); });
    connect(m_workbench.get(), &Workbench::said, this, [this](const QString& text) { statusBar()->showMessage(text, 6000); });
    connect(&m_workbench->runs(), &RunService::runEnded, this,
            [this](qint64 run) { statusBar()->showMessage(QString("Run %1 has ended").arg(run), 6000); });
}

MainWindow::~MainWindow() {
    // In this order, because pages and behaviours use the workbench until their end.
    m_impl->restoring = true;
    for (auto behaviour = m_behaviours.rbegin(); behaviour != m_behaviours.rend(); ++behaviour) delete *behaviour;
    m_behaviours.clear();
    m_impl->current = nullptr;
    const QMap<QString, Tab> tabs = std::move(m_impl->byAddress);
    for (const Tab& tab : tabs) delete tab.page;
    m_workbench.reset();
}

void MainWindow::build() {
    setObjectName("window");
    setWindowTitle("Vitrine");
    setMinimumSize(640, 420);
    const QSize room = screen() ? screen()->availableSize() : QSize(1440, 900);
    resize(QSize(1360, 860).boundedTo(room * 0.95));
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    auto* bar = new QToolBar("Places", this);
    bar->setObjectName("toolbar.rail");
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setContentsMargins(0, 0, 0, 0);
    bar->setStyleSheet("QToolBar { border: none; padding: 0; margin: 0; spacing: 0; }");
    bar->toggleViewAction()->setVisible(false);
    m_impl->rail = new NavigationRail(bar);
    bar->addWidget(m_impl->rail);
    addToolBar(Qt::LeftToolBarArea, bar);
    bar->layout()->setContentsMargins(0, 0, 0, 0);
    connect(m_impl->rail, &NavigationRail::chosen, this, [this](const QString& address) { open(address); });

    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_impl->tabs = new QTabBar(centre);
    m_impl->tabs->setObjectName("tabs");
    m_impl->tabs->setAccessibleName("Open pages");
    m_impl->tabs->setDocumentMode(true);
    m_impl->tabs->setDrawBase(false);
    m_impl->tabs->setTabsClosable(true);
    m_impl->tabs->setMovable(true);
    m_impl->tabs->setExpanding(false);
    m_impl->tabs->setElideMode(Qt::ElideRight);
    m_impl->tabs->setUsesScrollButtons(true);
    m_impl->tabs->setIconSize(QSize(16, 16));
    column->addWidget(m_impl->tabs);
    column->addWidget(m_impl->messages = new MessageBar(centre));
    column->addWidget(m_impl->stack = new QStackedWidget(centre), 1);
    m_impl->empty = new QLabel(kNothing, m_impl->stack);
    m_impl->empty->setAlignment(Qt::AlignCenter);
    m_impl->empty->setAccessibleName("No page is open");
    m_impl->empty->setProperty("ink", "muted");
    m_impl->stack->addWidget(m_impl->empty);
    setCentralWidget(centre);
    statusBar()->setSizeGripEnabled(false);
    connect(m_impl->tabs, &QTabBar::currentChanged, this, &MainWindow::raiseTab);
    connect(m_impl->tabs, &QTabBar::tabCloseRequested, this, &MainWindow::closeTab);
    connect(m_impl->tabs, &QTabBar::tabMoved, this, &MainWindow::touched);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        for (int i = 0; i < m_impl->tabs->count(); ++i)
            m_impl->tabs->setTabIcon(i, Theme::instance().icon(m_impl->byAddress[m_impl->address(i)].icon, Ink::Muted));
    });
}

Page* MainWindow::open(const QString& wanted) {
    const QString address = m_workbench->redirected(wanted);
    if (address.isEmpty()) return nullptr;
    int index = m_impl->indexOf(address);
    if (index < 0) {
        Page* page = m_workbench->makePage(address);
        if (!page) return nullptr;
        m_impl->byAddress[address] = {page, page->title(), page->iconName(), Json()};
        // In the middle of the change the tab bar would already ask for a page of the new tab's (still empty) address.
        const QSignalBlocker quiet(m_impl->tabs);
        index = m_impl->tabs->addTab(QString());
        m_impl->tabs->setTabData(index, address);
    }
    Page* page = make(index);
    if (!page) return nullptr;
    {
        const QSignalBlocker quiet(m_impl->tabs);
        m_impl->tabs->setCurrentIndex(index);
    }
    raiseTab(index);
    if (wanted != address) m_workbench->touchRecent(wanted);  // The run, not only the page that shows it.
    return page;
}

/// The page of a tab, made when it is not there yet; null (and the tab is gone) when it cannot be made.
Page* MainWindow::make(int index) {
    const QString address = m_impl->address(index);
    Tab& tab = m_impl->byAddress[address];
    const bool fresh = !tab.page || m_impl->stack->indexOf(tab.page) < 0;
    if (!tab.page) tab.page = m_workbench->makePage(address);
    if (!tab.page) return nullptr;
    if (!fresh) return tab.page;
    Page* page = tab.page;
    page->setObjectName("page." + address);
    page->setAccessibleName(page->title());
    m_impl->stack->addWidget(page);
    if (!tab.state.is_null()) page->restoreState(tab.state);
    if (QUndoStack* undo = page->undoStack()) m_workbench->undoGroup().addStack(undo);
    GuardedApplication::guard(page, [this, address](const QString& what) {
        m_impl->messages->show(
            {ErrorCode::Internal, "The page had an error", ss(address), ss(what), "Go on, or close the page and open it again."},
            {{"Close page", [this, address] { closePage(address); }}});
    });
    const auto retitle = [this, page, address] {
        const int at = m_impl->indexOf(address);
        if (at < 0) return;
        Tab& shown = m_impl->byAddress[address];
        shown.title = page->title(), shown.icon = page->iconName();
        m_impl->tabs->setTabText(at, shown.title);
        m_impl->tabs->setTabToolTip(at, shown.title);
        m_impl->tabs->setTabIcon(at, Theme::instance().icon(shown.icon, Ink::Muted));
        if (page == m_impl->current) setWindowTitle(shown.title + " - Vitrine");
    };
    connect(page, &Page::titleChanged, this, retitle);
    connect(page, &Page::stateTouched, this, &MainWindow::touched);
    retitle();
    Q_EMIT pageOpened(page);
    return page;
}

void MainWindow::raiseTab(int index) {
    if (m_impl->restoring) return;
    const QString address = index >= 0 ? m_impl->address(index) : QString();
    Page* page = index >= 0 ? make(index) : nullptr;
    if (page && page == m_impl->current) return;
    m_impl->current = page;
    m_impl->empty->setText(index >= 0 ? kAway : kNothing);
    m_impl->stack->setCurrentWidget(page ? static_cast<QWidget*>(page) : m_impl->empty);
    m_workbench->undoGroup().setActiveStack(page ? page->undoStack() : nullptr);
    m_impl->rail->setCurrent(address);
    setWindowTitle(page ? page->title() + " - Vitrine" : QString("Vitrine"));
    if (address.contains('/') && !address.startsWith("settings")) m_workbench->touchRecent(address);
    if (page && !page->isAncestorOf(focusWidget())) page->setFocus();
    Q_EMIT currentPageChanged(page);
    touched();
}

void MainWindow::closeTab(int index) {
    if (index < 0) return;
    const QString address = m_impl->address(index);
    const Tab tab = m_impl->byAddress.value(address);
    if (tab.page) Q_EMIT pageAboutToClose(tab.page);
    if (tab.page && tab.page == m_impl->current) m_impl->current = nullptr;
    m_impl->byAddress.remove(address);
    if (tab.page) {
        m_impl->stack->removeWidget(tab.page);
        tab.page->hide();
        tab.page->deleteLater();  // It may be in one of its own event handlers.
    }
    {
        const QSignalBlocker quiet(m_impl->tabs);
        m_impl->tabs->removeTab(index);
    }
    raiseTab(m_impl->tabs->currentIndex());
    touched();
}

void MainWindow::closePage(const QString& address) {
    closeTab(m_impl->indexOf(address));
}

Page* MainWindow::currentPage() const {
    return m_impl->current;
}

std::vector<Page*> MainWindow::pages() const {
    std::vector<Page*> all;
    for (int i = 0; i < m_impl->tabs->count(); ++i)
        if (Page* page = m_impl->byAddress.value(m_impl->address(i)).page) all.push_back(page);
    return all;
}

QStringList MainWindow::addresses() const {
    QStringList all;
    for (int i = 0; i < m_impl->tabs->count(); ++i) all << m_impl->address(i);
    return all;
}

bool MainWindow::reveal(const QString& address, const QString& control) {
    Page* page = open(address);
    QWidget* found = page ? page->findChild<QWidget*>(control) : nullptr;
    if (!found) return false;
    for (QWidget* up = found->parentWidget(); up; up = up->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(up)) area->ensureWidgetVisible(found, 0, 120);
    found->setFocus(Qt::ShortcutFocusReason);
    return true;
}

MessageBar& MainWindow::messages() const {
    return *m_impl->messages;
}
QTabBar& MainWindow::tabs() const {
    return *m_impl->tabs;
}
NavigationRail& MainWindow::rail() const {
    return *m_impl->rail;
}

void MainWindow::addRailEntry(const QString& title, const QString& icon, const QString& address, const QString& help) {
    static const QStringList atBottom{"health", "settings"};
    m_impl->rail->addPlace(title, icon, address, atBottom.contains(address));
    ActionSpec spec{"go." + address, "Go to " + title.toLower(), "Go", icon, {}, help, false};
    const auto places = m_impl->rail->findChildren<QWidget*>(QRegularExpression("^rail\\.")).size();
    if (places <= 9) spec.shortcut = QKeySequence(QString("Ctrl+%1").arg(places));
    m_workbench->actions().add(spec, this, [this, address] { open(address); });
    m_impl->rail->setCurrent(m_impl->current ? m_impl->current->address() : QString());
}

void MainWindow::touched() {
    if (!m_impl->restoring) Q_EMIT m_workbench->stateTouched();
}

bool MainWindow::event(QEvent* event) {
    const bool handled = QMainWindow::event(event);
    if (event->type() == QEvent::Paint && !m_impl->framed) {
        m_impl->framed = true;
        QMetaObject::invokeMethod(
            this, [this] { firstFrame(); }, Qt::QueuedConnection);
    }
    return handled;
}

/// What waits for the first frame: one behaviour per turn of the event loop, so that the window answers in between.
void MainWindow::firstFrame() {
    StartTrace::instance().mark("first_frame");
    StartTrace::instance().print();
    m_workbench->start();
    for (Behaviour* behaviour : m_behaviours)
        QMetaObject::invokeMethod(
            behaviour, [behaviour] { behaviour->shown(); }, Qt::QueuedConnection);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    Q_EMIT closing();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    touched();
}

void MainWindow::moveEvent(QMoveEvent* event) {
    QMainWindow::moveEvent(event);
    touched();
}

Json MainWindow::saveState() const {
    Json state = Json::object();
    state["window"] = {{"geometry", saveGeometry().toBase64().toStdString()},
                       {"docks", QMainWindow::saveState().toBase64().toStdString()},
                       {"current", m_impl->current ? ss(m_impl->current->address()) : std::string()}};
    state["pages"] = Json::array();
    for (const QString& address : addresses()) {
        const Tab& tab = *m_impl->byAddress.constFind(address);
        state["pages"].push_back({{"address", ss(address)}, {"title", ss(tab.title)}, {"icon", ss(tab.icon)}});
        state["page:" + ss(address)] = tab.page ? tab.page->saveState() : tab.state;
    }
    state["recent"] = Json::array();
    for (const QString& address : m_workbench->recent()) state["recent"].push_back(ss(address));
    state["selection"] = m_workbench->selection().saveState();
    for (const Behaviour* behaviour : m_behaviours)
        if (!behaviour->objectName().isEmpty()) state["behaviour:" + ss(behaviour->objectName())] = behaviour->saveState();
    return state;
}

void MainWindow::restoreState(const Json& state) {
    if (!state.is_object()) return;
    m_impl->restoring = true;
    const Json window = state.value("window", Json::object());
    restoreGeometry(bytesOf(window, "geometry"));
    for (const Json& entry : state.value("pages", Json::array())) {
        const QString address = qs(stringOr(entry, "address"));
        if (address.isEmpty() || m_impl->indexOf(address) >= 0) continue;
        Tab& tab = m_impl->byAddress[address];
        tab = {nullptr, qs(stringOr(entry, "title", ss(address))), qs(stringOr(entry, "icon", "file")),
               state.value("page:" + ss(address), Json())};
        const int index = m_impl->tabs->addTab(Theme::instance().icon(tab.icon, Ink::Muted), tab.title);
        m_impl->tabs->setTabData(index, address);
    }
    QStringList recent;
    for (const Json& address : state.value("recent", Json::array()))
        if (address.is_string()) recent << qs(address.get<std::string>());
    m_workbench->setRecent(recent);
    if (state.contains("selection")) m_workbench->selection().restoreState(state["selection"]);
    for (Behaviour* behaviour : m_behaviours)
        if (const auto own = state.find("behaviour:" + ss(behaviour->objectName())); own != state.end() && !own->is_null())
            behaviour->restoreState(*own);
    QMainWindow::restoreState(bytesOf(window, "docks"));
    m_impl->restoring = false;
    const int current = m_impl->indexOf(qs(stringOr(window, "current")));
    if (m_impl->tabs->count() > 0) {
        const QSignalBlocker quiet(m_impl->tabs);
        m_impl->tabs->setCurrentIndex(std::max(current, 0));
    }
    if (m_impl->tabs->count() > 0) raiseTab(m_impl->tabs->currentIndex());
}

}  // namespace vitrine

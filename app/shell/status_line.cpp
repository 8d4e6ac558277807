// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/status_line.h"

#include <unistd.h>

#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QStatusBar>
#include <QToolButton>
#include <QtConcurrent>
#include <thread>

#include "app/shell/session_keeper.h"
#include "app/shell/settings.h"
#include "core/base/clock.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr int kSecondMs = 1000, kMinuteMs = 60'000;

/// The graphics card's name as the driver tells it, without loading any library; empty: there is none.
QString graphicsCard() {
    std::error_code error;
    for (const auto& card : fs::directory_iterator("/proc/driver/nvidia/gpus", error)) {
        QFile file(qs((card.path() / "information").string()));
        if (!file.open(QIODevice::ReadOnly)) continue;
        for (const QByteArray& line : file.readAll().split('\n'))
            if (line.startsWith("Model:")) return QString::fromUtf8(line.mid(6)).trimmed();
    }
    return {};
}

QString deviceText(const Settings& settings) {
    const QString card = settings.text("device") == "cpu" ? QString() : graphicsCard();
    if (!card.isEmpty()) return card;
    const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    const int used = std::max(1, cores - static_cast<int>(settings.number("threads_left")));
    return QString("CPU, %1 of %2 threads").arg(used).arg(cores);
}

std::uint64_t residentBytes() {
    QFile file("/proc/self/statm");
    if (!file.open(QIODevice::ReadOnly)) return 0;
    const QList<QByteArray> pages = file.readAll().split(' ');
    return pages.size() > 1 ? pages[1].toULongLong() * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

std::uint64_t folderBytes(const fs::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code own;
        if (entry->is_regular_file(own)) bytes += entry->file_size(own);
    }
    return bytes;
}

}  // namespace

StatusLine::StatusLine(MainWindow& window) : Behaviour(window) {
    m_runs = new QToolButton(&window);
    m_runs->setObjectName("status.runs");
    m_runs->setAccessibleName("Runs in progress");
    m_runs->setAutoRaise(true);
    m_runs->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_runs->setPopupMode(QToolButton::InstantPopup);
    m_runs->setMenu(new QMenu(m_runs));
    m_runs->hide();
    window.statusBar()->addPermanentWidget(m_runs);
    m_device = label("Device", "Where new runs compute. Change it in the settings or on a method's page.");
    m_memory = label("Memory", "Memory of this window. Runs have processes of their own.");
    m_store = label("Store", qs(window.workbench().store().folder().string()));
    m_saved = label("Session", "What is open, how it is laid out and what is selected is saved by itself.");
    const Settings& settings = window.workbench().settings();
    m_device->setText(deviceText(settings));
    connect(&settings, &Settings::changed, this, [this, &settings](const QString& id) {
        if (id == "device" || id == "threads_left") m_device->setText(deviceText(settings));
        if (id == "status_memory") refreshMemory();
    });
    RunService& runs = window.workbench().runs();
    // One turn later: the list of active runs is brought up to date around these signals.
    for (const auto signal : {&RunService::runAdded, &RunService::runEnded, &RunService::runChanged})
        connect(&runs, signal, this, [this] { QTimer::singleShot(0, this, [this] { refreshRuns(); }); });
    connect(&runs, &RunService::runEnded, this, [this] { measureStore(); });
    connect(m_runs->menu(), &QMenu::aboutToShow, this, [this] {
        m_runs->menu()->clear();
        for (const RunRow& run : m_window.workbench().runs().active())
            m_runs->menu()->addAction(QString("%1: %2 %")
                                          .arg(m_window.workbench().titleOf(QString("run/%1").arg(run.id)))
                                          .arg(static_cast<int>(run.progress * 100)),
                                      this, [this, id = run.id] { m_window.open(QString("run/%1").arg(id)); });
    });
    connect(&m_second, &QTimer::timeout, this, [this] { refreshMemory(), refreshSaved(); });
    connect(&m_minute, &QTimer::timeout, this, [this] { measureStore(); });
}

void StatusLine::shown() {
    refreshRuns(), refreshMemory(), refreshSaved(), measureStore();
    m_second.start(kSecondMs);
    m_minute.start(kMinuteMs);
}

QLabel* StatusLine::label(const QString& name, const QString& help) {
    auto* made = new QLabel(&m_window);
    made->setObjectName("status." + name.toLower());
    made->setAccessibleName(name);
    made->setToolTip(help);
    made->setProperty("ink", "muted");
    made->setContentsMargins(Theme::space(2), 0, Theme::space(2), 0);
    m_window.statusBar()->addPermanentWidget(made);
    return made;
}

void StatusLine::refreshRuns() {
    const std::vector<RunRow>& active = m_window.workbench().runs().active();
    const auto running = std::count_if(active.begin(), active.end(), [](const RunRow& run) { return run.state != RunState::Queued; });
    const auto queued = static_cast<std::ptrdiff_t>(active.size()) - running;
    QString text = QString("%1 %2 in progress").arg(running).arg(running == 1 ? "run" : "runs");
    if (queued > 0) text += QString(", %1 waiting").arg(queued);
    m_runs->setText(text);
    m_runs->setIcon(Theme::instance().icon("runs", Ink::Accent));
    m_runs->setVisible(!active.empty());
}

void StatusLine::refreshMemory() {
    m_memory->setVisible(m_window.workbench().settings().isTrue("status_memory"));
    if (m_memory->isVisible()) m_memory->setText(bytesText(residentBytes()));
}

void StatusLine::refreshSaved() {
    const auto* keeper = m_window.behaviour<SessionKeeper>();
    if (!keeper || !keeper->writes()) {
        m_saved->setText("Session not saved");
        m_saved->setToolTip("Another window saves the session; this one leaves no trace. Runs and results are kept in any case.");
        return;
    }
    m_saved->setText(keeper->savedAt() == 0 ? QString("No changes yet") : "Saved " + agoText(keeper->savedAt()));
}

void StatusLine::measureStore() {
    if (m_measuring) return;
    m_measuring = true;
    QtConcurrent::run([folder = m_window.workbench().store().folder()] {
        return folderBytes(folder);
    }).then(this, [this](std::uint64_t bytes) {
        m_measuring = false;
        m_store->setText("Store " + bytesText(bytes));
    });
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/quit_guard.h"

#include <QApplication>
#include <QCheckBox>
#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QSessionManager>

#include "app/shell/primary_button.h"
#include "app/shell/settings.h"
#include "widgets/base/theme.h"

namespace vitrine {

QuitGuard::QuitGuard(MainWindow& window) : Behaviour(window) {
    window.installEventFilter(this);
    connect(
        qApp, &QGuiApplication::commitDataRequest, this, [this] { m_sure = true; }, Qt::DirectConnection);
}

void QuitGuard::quitNow() {
    m_sure = true;
    m_window.close();
}

bool QuitGuard::eventFilter(QObject* watched, QEvent* event) {
    if (watched != &m_window || event->type() != QEvent::Close) return Behaviour::eventFilter(watched, event);
    Workbench& workbench = m_window.workbench();
    if (m_sure || workbench.runs().active().empty() || !workbench.settings().isTrue("quit_notice")) return false;
    event->ignore();
    ask();
    return true;
}

void QuitGuard::ask() {
    Workbench& workbench = m_window.workbench();
    const std::size_t count = workbench.runs().active().size();
    auto* box = new QMessageBox(QMessageBox::Information, "Quit Vitrine",
                                count == 1 ? QString("One run is in progress.") : QString("%1 runs are in progress.").arg(count),
                                QMessageBox::NoButton, &m_window);
    box->setObjectName("quit.question");
    box->setIconPixmap(Theme::instance().icon("info", Ink::Accent).pixmap(QSize(32, 32), m_window.devicePixelRatioF()));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText("Runs do not need the window: they go on, and you find them when you start it again.");
    QPushButton* quit = box->addButton("Quit, runs go on", QMessageBox::AcceptRole);
    QPushButton* cancel = box->addButton("Cancel runs and quit", QMessageBox::DestructiveRole);
    QPushButton* stay = box->addButton("Stay", QMessageBox::RejectRole);
    makePrimary(*quit);
    box->setDefaultButton(quit);
    box->setEscapeButton(stay);
    auto* never = new QCheckBox("Do not ask again", box);
    box->setCheckBox(never);
    connect(box, &QMessageBox::buttonClicked, this, [this, &workbench, never, cancel, stay](QAbstractButton* chosen) {
        if (chosen == stay) return;
        if (never->isChecked())
            if (const Status set = workbench.settings().set("quit_notice", false); !set.ok()) Q_EMIT workbench.reported(set.error());
        if (chosen == cancel)
            for (const RunRow& run : std::vector<RunRow>(workbench.runs().active())) workbench.runs().cancel(run.id);
        quitNow();
    });
    box->open();
}

}  // namespace vitrine

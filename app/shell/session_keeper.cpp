// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/session_keeper.h"

#include "app/shell/settings.h"

namespace vitrine {
namespace {

constexpr int kSignOfLifeMs = 15'000;

}  // namespace

SessionKeeper::SessionKeeper(MainWindow& window, SessionLock* lock)
    : Behaviour(window),
      m_lock(lock),
      m_file(window.workbench().options().stateFolder / "session.json"),
      m_writer(m_file.file(), FileWriter::Previous::Keep) {
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, [this] { save(); });
    // The first touch starts the clock and later ones do not put it off: nothing waits longer than the setting says.
    connect(&window.workbench(), &Workbench::stateTouched, this, [this] {
        if (!m_soon.isActive()) m_soon.start(static_cast<int>(m_window.workbench().settings().number("autosave") * 1000));
    });
    connect(&window, &MainWindow::closing, this, [this] { saveNow(); });
    connect(&m_writer, &FileWriter::written, this, &SessionKeeper::saved);
    connect(&m_writer, &FileWriter::failed, &window.workbench(), &Workbench::reported);
    connect(&m_signOfLife, &QTimer::timeout, this, [this] {
        if (m_lock) m_lock->refresh();
    });
    m_signOfLife.start(kSignOfLifeMs);
}

SessionKeeper::~SessionKeeper() = default;

bool SessionKeeper::restore() {
    Result<Json> blocks = m_file.load();
    if (!blocks.ok()) {
        Q_EMIT m_window.workbench().reported(blocks.error());
        return false;
    }
    if (!m_window.workbench().settings().isTrue("restore_session")) blocks->erase("pages"), blocks->erase("selection");
    m_window.restoreState(*blocks);
    return !m_window.addresses().isEmpty();
}

void SessionKeeper::save() {
    if (!writes()) return;
    std::string text = m_file.compose(m_window.saveState());
    if (text == m_last) return;
    m_last = text;
    m_writer.write(std::move(text));
}

void SessionKeeper::saveNow() {
    m_soon.stop();
    save();
    m_writer.flush();
}

}  // namespace vitrine

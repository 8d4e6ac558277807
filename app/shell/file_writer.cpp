// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/file_writer.h"

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"

namespace vitrine {
namespace fs = std::filesystem;

FileWriter::FileWriter(fs::path file, Previous previous, QObject* parent)
    : QObject(parent), m_file(std::move(file)), m_previous(previous) {}

FileWriter::~FileWriter() {
    {
        std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

void FileWriter::write(std::string text) {
    {
        std::lock_guard lock(m_mutex);
        m_waiting = std::move(text);
        if (!m_thread.joinable()) m_thread = std::thread([this] { work(); });
    }
    m_wake.notify_all();
}

void FileWriter::flush() {
    std::unique_lock lock(m_mutex);
    m_idle.wait(lock, [this] { return !m_waiting && !m_busy; });
}

std::int64_t FileWriter::writtenAt() const {
    std::lock_guard lock(m_mutex);
    return m_writtenAt;
}

Status FileWriter::writeNow(const fs::path& file, const std::string& text, Previous previous) {
    VITRINE_CHECK(makeFolder(file.parent_path()));
    std::error_code error;
    if (previous == Previous::Keep && fs::exists(file, error)) {
        // A second name for the file of before, put in place by a rename: no moment is without a whole file under one of the two names.
        const fs::path backup = file.string() + ".bak", fresh = file.string() + ".bak.new";
        fs::remove(fresh, error);
        fs::create_hard_link(file, fresh, error);
        if (error) fs::copy_file(file, fresh, fs::copy_options::overwrite_existing, error);  // File systems without links.
        if (!error) fs::rename(fresh, backup, error);
    }
    return writeAtomically(file, text);
}

void FileWriter::work() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_waiting || m_stop; });
        if (!m_waiting) return;
        const std::string text = std::move(*m_waiting);
        m_waiting.reset();
        m_busy = true;
        lock.unlock();
        const Status status = writeNow(m_file, text, m_previous);
        lock.lock();
        m_busy = false;
        if (status.ok()) {
            m_writtenAt = wallMicros();
            QMetaObject::invokeMethod(
                this, [this] { Q_EMIT written(); }, Qt::QueuedConnection);
        } else {
            logError("{}", status.error().message());
            QMetaObject::invokeMethod(
                this, [this, error = status.error()] { Q_EMIT failed(error); }, Qt::QueuedConnection);
        }
        m_idle.notify_all();
    }
}

}  // namespace vitrine

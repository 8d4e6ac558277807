// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/base/result.h"

namespace vitrine {

/// Writes texts to one file on a thread of its own, atomically; of several waiting texts only the newest is written. The destructor writes
/// what waits. With `keepPrevious` the file before stands beside it as "<file>.bak", and at every moment one of the two is whole.
class FileWriter : public QObject {
    Q_OBJECT

public:
    enum class Previous { Forget, Keep };
    explicit FileWriter(std::filesystem::path file, Previous previous = Previous::Forget, QObject* parent = nullptr);
    ~FileWriter() override;

    void write(std::string text);
    void flush();                    ///< Waits until all is written or has failed.
    std::int64_t writtenAt() const;  ///< Wall microseconds of the last success, or 0.
    /// What the thread does, for whoever wants it at once.
    static Status writeNow(const std::filesystem::path& file, const std::string& text, Previous previous);

Q_SIGNALS:
    void written();
    void failed(const vitrine::Error& error);

private:
    void work();
    const std::filesystem::path m_file;
    const Previous m_previous;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake, m_idle;
    std::optional<std::string> m_waiting;
    bool m_busy = false, m_stop = false;
    std::int64_t m_writtenAt = 0;
    std::thread m_thread;  ///< Started by the first write.
};

}  // namespace vitrine

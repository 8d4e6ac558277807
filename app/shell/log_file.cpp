// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/log_file.h"

#include <unistd.h>

#include <QtGlobal>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

void removeOld(const fs::path& folder, int keep) {
    std::vector<fs::path> logs;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.path().extension() == ".log") logs.push_back(entry.path());
    std::sort(logs.begin(), logs.end());  // Names begin with the time.
    for (std::size_t i = 0; i + static_cast<std::size_t>(std::max(keep, 1)) <= logs.size(); ++i) fs::remove(logs[i], error);
}

void logQtMessage(QtMsgType type, const QMessageLogContext&, const QString& text) {
    logLine(type == QtDebugMsg     ? LogLevel::Debug
            : type == QtInfoMsg    ? LogLevel::Info
            : type == QtWarningMsg ? LogLevel::Warning
                                   : LogLevel::Error,
            ss(text));
}

}  // namespace

fs::path startLogFile(const fs::path& folder, int keep) {
    if (!makeFolder(folder).ok()) return {};
    removeOld(folder, keep);
    std::string stamp = isoTime(wallMicros());
    std::replace(stamp.begin(), stamp.end(), ':', '-');
    const fs::path file = folder / (stamp + "-" + std::to_string(::getpid()) + ".log");
    const std::shared_ptr<std::FILE> stream(std::fopen(file.c_str(), "we"), [](std::FILE* opened) {
        if (opened) std::fclose(opened);
    });
    if (!stream) return {};
    setLogSink([stream](LogLevel level, std::string_view text) {
        const std::string line = fmt::format("{} {:<7} {}\n", isoTime(wallMicros()), name(level), text);
        std::fwrite(line.data(), 1, line.size(), stream.get());
        std::fflush(stream.get());
        if (level >= LogLevel::Warning) std::fwrite(line.data(), 1, line.size(), stderr);
    });
    qInstallMessageHandler(logQtMessage);
    return file;
}

}  // namespace vitrine

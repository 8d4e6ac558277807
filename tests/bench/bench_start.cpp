// SPDX-License-Identifier: GPL-3.0-or-later
// From the start of the process to the first frame of the window, with 60 manifests to read, beside a Qt program with one empty window in the
// same run: what Vitrine adds to what Qt itself takes. `bench_start --empty` is that other program.
#include <QApplication>
#include <QMainWindow>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <ctime>

#include "core/base/files.h"
#include "core/base/process.h"
#include "tests/bench/bench.h"

namespace vitrine::bench {
namespace {

constexpr int kMethods = 60;

struct Start {
    double milliseconds = 0, megabytes = 0;
};

double megabytesOf(qint64 pid) {
    QFile statm(QString("/proc/%1/statm").arg(pid));
    if (!statm.open(QIODevice::ReadOnly)) return 0;
    return statm.readAll().split(' ').value(1).toDouble() * 4096e-6;
}

/// Starts a program, reads the line with its first frame's time, weighs it and ends it.
std::optional<Start> startOnce(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment) {
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    QByteArray output;
    Start start;
    while (process.waitForReadyRead(20'000) || process.bytesAvailable()) {
        output += process.readAll();
        const auto at = output.indexOf("\"first_frame\":");
        if (at < 0 || output.indexOf('}', at) < 0) continue;
        const QByteArray number = output.mid(at + 14, std::min(output.indexOf(',', at) < 0 ? output.size() : output.indexOf(',', at), output.indexOf('}', at)) - at - 14);
        start = {number.toDouble(), megabytesOf(process.processId())};
        break;
    }
    process.kill();
    process.waitForFinished(5000);
    return start.milliseconds > 0 ? std::optional(start) : std::nullopt;
}

/// Copies of one real manifest under other ids.
void writeManifests(const QString& folder) {
    for (int i = 0; i < kMethods; ++i) {
        const std::string id = "method_" + std::to_string(i);
        Json json = require(readJsonFile(std::string(VITRINE_BINARY_DIR) + "/plugins/lrp_resnet/plugin.json"));
        json["id"] = id;
        const std::filesystem::path at = folder.toStdString() + "/" + id;
        require(makeFolder(at));
        require(writeAtomically(at / "plugin.json", json.dump()));
    }
}

/// The other program: one empty window.
int emptyProgram(int count, char** values) {
    QApplication application(count, values);
    struct Window : QMainWindow {
        void paintEvent(QPaintEvent*) override {
            QTimer::singleShot(0, [] {
                timespec now{};
                ::clock_gettime(CLOCK_BOOTTIME, &now);
                const double born = static_cast<double>(processStartTime(::getpid())) * 10;
                std::fprintf(stderr, "{\"first_frame\":%.0f}\n", static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6 - born);
            });
        }
    } window;
    window.resize(1360, 860);
    window.show();
    return QApplication::exec();
}

int run(Bench& bench) {
    const int starts = static_cast<int>(bench.size(20, 2));
    QTemporaryDir folder;
    writeManifests(folder.filePath("plugins"));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("VITRINE_TRACE", "1");
    environment.insert("VITRINE_HOME", folder.filePath("home"));
    environment.insert("VITRINE_PLUGINS", folder.filePath("plugins"));
    std::vector<double> ours, theirs, ourSize, theirSize;
    for (int i = 0; i < starts; ++i) {   // In turns, so that a busy moment hits both.
        const auto vitrine = startOnce(VITRINE_BINARY_DIR "/bin/vitrine", {}, environment);
        const auto empty = startOnce(QCoreApplication::applicationFilePath(), {"--empty"}, environment);
        if (!vitrine || !empty) {
            bench.notice("a start gave no first frame within 20 s");
            return 1;
        }
        ours.push_back(vitrine->milliseconds), ourSize.push_back(vitrine->megabytes);
        theirs.push_back(empty->milliseconds), theirSize.push_back(empty->megabytes);
    }
    bench.add("start to first frame, 60 manifests, median", "vitrine", median(ours), "ms", "goal: under 800");
    bench.add("start to first frame, 60 manifests, p95", "vitrine", percentile(ours, 95), "ms");
    bench.add("start to first frame, median", "a Qt program with an empty window", median(theirs), "ms");
    bench.ratio("start to first frame", "vitrine / empty Qt window", median(ours) / median(theirs), "no goal set");
    bench.add("memory at the first frame", "vitrine", median(ourSize), "MB", "goal: under 250");
    bench.add("memory at the first frame", "a Qt program with an empty window", median(theirSize), "MB");
    return 0;
}

}  // namespace
}  // namespace vitrine::bench

int main(int count, char** values) {
    if (count > 1 && std::string(values[1]) == "--empty") return vitrine::bench::emptyProgram(count, values);
    QCoreApplication application(count, values);
    vitrine::bench::Bench bench("start", count, values);
    const int failed = vitrine::bench::run(bench);
    return bench.finish() != 0 || failed ? 1 : 0;
}

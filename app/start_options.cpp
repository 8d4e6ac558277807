// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start_options.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <cstdio>

#include "core/base/build_info.h"
#include "core/base/paths.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace {

void prepend(const char* variable, const std::string& folder) {
    if (folder.empty()) return;
    const QByteArray before = qgetenv(variable);
    qputenv(variable, QByteArray::fromStdString(folder) + (before.isEmpty() ? "" : ":" + before));
}

}  // namespace

ParsedStart parseStart(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription("A workbench for research methods: pick one, drop data on it, turn its knobs, watch it run.");
    const QCommandLineOption help({"h", "help"}, "Show this help.");
    const QCommandLineOption version({"v", "version"}, "Show version and build.");
    const QCommandLineOption store("store", "Folder of the store (default: $VITRINE_STORE or the user's data folder).", "folder");
    const QCommandLineOption state("state", "Folder of settings, session and logs (default: the user's data folder).", "folder");
    const QCommandLineOption fresh("new-instance", "Start a second window on the same store; it leaves the session file alone.");
    const QCommandLineOption safe("safe-start", "List the methods, load none of their panels.");
    const QCommandLineOption tour("tour", "Open every page and panel, write a picture of each into this folder, and end.", "folder");
    const QCommandLineOption plugin("plugin", "With --tour: only this method.", "id");
    QCommandLineOption probe("probe-panel", "Load one panel library, make its panel, and end.", "file");
    probe.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOptions({help, version, store, state, fresh, safe, tour, plugin, probe});
    parser.addPositionalArgument("open", "Files, folders, or addresses (\"method/lrp_resnet\", \"run/12\") to open.", "[open...]");
    ParsedStart parsed;
    if (!parser.parse(arguments)) {
        std::fprintf(stderr, "%s\nSee vitrine --help.\n", qPrintable(parser.errorText()));
        parsed.exitStatus = 2;
        return parsed;
    }
    if (parser.isSet(help)) {
        std::printf("%s", qPrintable(parser.helpText().replace("<executable_name>", "vitrine")));
        parsed.exitStatus = 0;
        return parsed;
    }
    if (parser.isSet(version)) {
        std::printf("%s\n", versionText("vitrine").c_str());
        parsed.exitStatus = 0;
        return parsed;
    }
    StartOptions& options = parsed.options;
    options.store = parser.isSet(store) ? std::filesystem::path(ss(parser.value(store))) : defaultStoreFolder();
    options.state = parser.isSet(state) ? std::filesystem::path(ss(parser.value(state))) : userFolder();
    options.newInstance = parser.isSet(fresh);
    options.safeStart = parser.isSet(safe);
    options.tourFolder = parser.value(tour);
    options.tourPlugin = parser.value(plugin);
    options.probePanel = parser.value(probe);
    for (const QString& argument : parser.positionalArguments()) {
        const QFileInfo file(argument);
        options.open << (file.exists() ? file.absoluteFilePath() : argument);
    }
    return parsed;
}

Json applyEarlySettings(const std::filesystem::path& stateFolder) {
    const Result<Json> file = readJsonFile(stateFolder / "settings.json");
    const Json settings = file.ok() && file->is_object() ? *file : Json::object();
    bool number = false;
    const double scale = qs(stringOr(settings, "scale")).toDouble(&number);
    if (number && scale >= 0.5 && scale <= 4 && qEnvironmentVariableIsEmpty("QT_SCALE_FACTOR"))
        qputenv("QT_SCALE_FACTOR", QByteArray::number(scale));
    prepend("VITRINE_DATA", stringOr(settings, "data_folder"));
    prepend("VITRINE_PLUGINS", stringOr(settings, "plugin_folder"));
    return settings;
}

}  // namespace vitrine

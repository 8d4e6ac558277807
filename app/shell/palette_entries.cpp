// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPointer>

#include "app/shell/command_palette.h"
#include "app/shell/settings.h"
#include "core/data/catalog.h"
#include "widgets/base/text.h"
#include "widgets/form/parameter_form.h"

namespace vitrine {
namespace {

constexpr int kRuns = 50;

void addActions(MainWindow& window, std::vector<PaletteEntry>& entries) {
    for (QAction* action : window.workbench().actions().all()) {
        if (!action->isEnabled() || ActionRegistry::idOf(action) == "palette.open") continue;
        QString title = action->text();
        entries.push_back({"action/" + ActionRegistry::idOf(action), title.remove('&'), ActionRegistry::helpOf(action),
                           ActionRegistry::groupOf(action), "command", action->shortcut().toString(QKeySequence::NativeText),
                           [action = QPointer<QAction>(action)] {
                               if (action) action->trigger();
                           }});
    }
}

void addMethods(MainWindow& window, std::vector<PaletteEntry>& entries) {
    for (const Manifest& method : window.workbench().plugins().methods()) {
        const QString address = "method/" + qs(method.id);
        entries.push_back(
            {address, qs(method.title), qs(method.family) + " - " + qs(method.summary), "Method", "method", {}, [&window, address] {
                 window.open(address);
             }});
    }
}

void addRuns(MainWindow& window, std::vector<PaletteEntry>& entries) {
    Workbench& workbench = window.workbench();
    RunQuery query;
    query.limit = kRuns;
    const Result<RunPage> page = workbench.store().runs(query);
    if (!page.ok()) return;
    for (const RunRow& run : page->rows) {
        const auto method = workbench.plugins().require(run.method);
        const QString title = method.ok() ? qs((*method)->title) : qs(run.method);
        const QString address = QString("run/%1").arg(run.id);
        entries.push_back({address,
                           QString("Run %1: %2").arg(run.id).arg(run.title.empty() ? title : qs(run.title)),
                           QString("%1, %2").arg(name(run.state), agoText(run.created)),
                           "Run",
                           "runs",
                           {},
                           [&window, address] { window.open(address); }});
    }
}

/// Choosing a data set binds its first file to the current page, or offers the methods that take it.
void addData(MainWindow& window, std::vector<PaletteEntry>& entries) {
    const DatasetCatalog* data = window.workbench().data();
    if (!data) return;
    for (const Dataset& set : data->known())
        entries.push_back({"data/" + qs(set.id),
                           qs(set.title),
                           qs(set.description),
                           "Data",
                           "data",
                           {},
                           [&window, id = set.id, first = set.files.empty() ? std::string() : set.files[0].path] {
                               const Result<DataRef> found =
                                   window.workbench().data()->resolve(first.empty() ? id : id + "/" + first, false);
                               if (!found.ok())
                                   Q_EMIT window.workbench().reported(found.error());
                               else if (const QStringList paths{qs(found->path.string())};
                                        !window.currentPage() || !window.currentPage()->dropFiles(paths))
                                   Q_EMIT window.workbench().filesDropped(paths);
                           }});
}

void addSettings(MainWindow& window, std::vector<PaletteEntry>& entries) {
    for (const Parameter& setting : window.workbench().settings().schema().parameters()) {
        const QString control = "param." + qs(setting.id);
        entries.push_back(
            {"settings/" + qs(setting.id), qs(setting.title), qs(setting.help), "Setting", "settings", {}, [&window, control] {
                 window.reveal("settings", control);
             }});
    }
}

void addParameters(MainWindow& window, std::vector<PaletteEntry>& entries) {
    Page* page = window.currentPage();
    if (!page || !page->address().startsWith("method/")) return;
    const auto method = window.workbench().plugins().require(ss(page->address().section('/', 1)));
    if (!method.ok()) return;
    for (const Parameter& parameter : (*method)->schema.parameters())
        entries.push_back({page->address() + "/" + qs(parameter.id),
                           qs(parameter.title),
                           qs(parameter.help),
                           "Parameter",
                           "tag",
                           {},
                           [page = QPointer<Page>(page), id = parameter.id] {
                               auto* form = page ? page->findChild<ParameterForm*>() : nullptr;
                               if (form) form->focusParameter(id);
                           }});
}

}  // namespace

std::vector<PaletteEntry> paletteEntries(MainWindow& window) {
    std::vector<PaletteEntry> entries;
    addParameters(window, entries);
    if (Page* page = window.currentPage())
        for (const PageCommand& command : page->commands())
            entries.push_back(
                {page->address() + "#" + command.title, command.title, command.detail, command.group, command.icon, {}, command.run});
    addActions(window, entries);
    addMethods(window, entries);
    addRuns(window, entries);
    addData(window, entries);
    addSettings(window, entries);
    return entries;
}

}  // namespace vitrine

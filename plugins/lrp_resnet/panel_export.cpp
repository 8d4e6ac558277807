// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_export.h"

#include <QFileDialog>

#include "core/data/csv.h"
#include "core/data/npy.h"
#include "core/media/image.h"
#include "core/media/resize.h"
#include "widgets/base/text.h"

namespace vitrine::lrp_panel {
namespace {

Error nothing(const char* what) { return {ErrorCode::NotFound, what, "panel", "no image is explained yet", "Wait for the map, then export again."}; }

/// Asks for a file and writes it; failures are told on the page. Returns at once.
void saveAs(Desk& desk, QWidget* parent, const QString& title, const QString& name, const QString& filter,
            const std::function<Status(const std::filesystem::path&)>& write) {
    auto* dialog = new QFileDialog(parent, title, {}, filter);
    dialog->setObjectName("export.dialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(name.section('.', -1));
    dialog->selectFile(name);
    QObject::connect(dialog, &QFileDialog::fileSelected, &desk, [&desk, write](const QString& file) {
        if (const Status status = write(ss(file)); status.ok()) desk.context().say("Saved " + file);
        else desk.context().report(status.error());
    });
    dialog->open();
}

Status writeTable(const std::optional<Table>& table, const std::filesystem::path& file, const char* what) {
    if (!table) return nothing(what);
    return writeCsv(file, *table);
}

}  // namespace

Json provenanceOf(const Desk& desk) {
    Json provenance{{"method", desk.context().manifest.id},
                    {"version", desk.context().manifest.version},
                    {"parameters", desk.mapParameters(desk.choiceOf(0))}};
    if (const Explained* explained = desk.explained(0)) {
        provenance["image"] = explained->name;
        provenance["class"] = explained->target;
        provenance["probability"] = explained->probability;
    }
    if (desk.info()) provenance["network"] = desk.info()->network;
    return provenance;
}

Status writeMapArray(const Desk& desk, const std::filesystem::path& file) {
    const Explained* explained = desk.explained(0);
    return explained ? writeNpy(file, explained->map) : Status(nothing("Cannot write the map"));
}

Status writeMapPicture(const Desk& desk, const std::filesystem::path& file) {
    const Explained* explained = desk.explained(0);
    if (!explained) return nothing("Cannot write the map");
    const Array map = withSign(explained->map, desk.state().display.sign);
    const ValueColours colours = coloursFor(map, desk.state().display.colours, fullColour(map));
    const Array picture = applyColormap(map, colours.map, colours.low, colours.high);
    const std::int64_t times = std::max<std::int64_t>(1, (512 + map.dim(0) - 1) / map.dim(0));
    VITRINE_TRY(const Array large, resizeImage(picture, map.dim(0) * times, map.dim(1) * times, Resampling::Nearest));
    return writePng(file, large);
}

void fillExportMenu(QMenu& menu, Desk& desk, const Exports& exports) {
    QWidget* parent = &menu;
    for (const ExportFigure& entry : exports.figures)
        menu.addAction(entry.title + "...", &menu, [&desk, parent, entry] {
            if (!entry.look || entry.figure->figureData()) return exportFigureWithDialog(parent->parentWidget(), *entry.figure, provenanceOf(desk));
            entry.look();
            desk.context().say(entry.title + " has nothing to export yet. Its tab is open now: export once it is filled.");
        });
    menu.addSeparator();
    const auto add = [&](const QString& title, const QString& name, const QString& filter,
                         std::function<Status(const std::filesystem::path&)> write) {
        menu.addAction(title, &menu, [&desk, parent, title, name, filter, write = std::move(write)] {
            saveAs(desk, parent->parentWidget(), title, name, filter, write);
        });
    };
    add("Map as NumPy array...", "map.npy", "NumPy array (*.npy)", [&desk](const auto& file) { return writeMapArray(desk, file); });
    add("Map as picture...", "map.png", "PNG picture (*.png)", [&desk](const auto& file) { return writeMapPicture(desk, file); });
    add("Relevance by layer as table...", "relevance_by_layer.csv", "Table (*.csv)",
        [layers = exports.layers](const auto& file) { return writeTable(layers(), file, "Cannot write the table"); });
    add("Curves as table...", "curves.csv", "Table (*.csv)",
        [curves = exports.curves](const auto& file) { return writeTable(curves(), file, "Cannot write the curves"); });
}

}  // namespace vitrine::lrp_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFileDialog>
#include <QPointer>
#include <QStandardPaths>
#include <QThreadPool>

#include "widgets/base/figure_file.h"
#include "widgets/base/save_dialog.h"
#include "widgets/base/text.h"
#include "widgets/base/ui_thread.h"

namespace vitrine {
namespace {

constexpr const char* kExport = "Export figure";

/// A file name out of a title: letters and digits of any script, words joined by dashes.
QString fileNameOf(const QString& title) {
    QString name;
    for (const QChar c : title.toLower()) {
        if (c.isLetterOrNumber())
            name += c;
        else if (!name.isEmpty() && !name.endsWith('-'))
            name += '-';
    }
    while (name.endsWith('-')) name.chop(1);
    return name.isEmpty() ? QString("figure") : name.left(80);
}

QString lastFolder(const QString& newFolder = {}) {
    static QString folder;
    if (!newFolder.isEmpty()) folder = newFolder;
    return folder.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::PicturesLocation) : folder;
}

void write(QWidget* parent, FigureSource& source, const QString& path, const Json& provenance) {
    FigureExport options;
    options.provenance = provenance;
    const Result<FinishExport> finish = prepareExport(source, std::filesystem::path(ss(path)), options);
    if (!finish.ok()) return tellError(parent, kExport, finish.error());
    QThreadPool::globalInstance()->start([finish = *finish, parent = QPointer<QWidget>(parent)] {
        const Status status = finish();
        if (status.ok()) return;
        postToUi([parent, error = status.error()] { tellError(parent, kExport, error); });
    });
}

}  // namespace

void exportFigureWithDialog(QWidget* parent, FigureSource& source, const Json& provenance) {
    QStringList filters{"PNG picture (*.png)", "SVG drawing (*.svg)", "PDF page (*.pdf)"};
    if (source.figureData()) filters << "Numbers as CSV (*.csv)";
    auto* dialog = new QFileDialog(parent, kExport, lastFolder());
    dialog->setObjectName("export.dialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix("png");
    dialog->selectFile(fileNameOf(source.figureTitle()) + ".png");
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.section("*.", 1).chopped(1));
        const QStringList files = dialog->selectedFiles();
        if (!files.isEmpty()) dialog->selectFile(QFileInfo(files.first()).completeBaseName() + "." + dialog->defaultSuffix());
    });
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog, [parent, &source, provenance](const QString& path) {
        lastFolder(QFileInfo(path).absolutePath());
        write(parent, source, path, provenance);
    });
    dialog->open();
}

}  // namespace vitrine

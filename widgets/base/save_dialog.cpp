// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/save_dialog.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPointer>
#include <QThreadPool>

#include "widgets/base/text.h"
#include "widgets/base/ui_thread.h"

namespace vitrine {

void tellError(QWidget* parent, const QString& title, const Error& error) {
    auto* box = new QMessageBox(QMessageBox::Warning, title, errorHtml(error), QMessageBox::Ok, parent);
    box->setObjectName("error.box");
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::RichText);
    box->open();
}

void saveWithDialog(QWidget* parent, const SaveQuestion& question, std::function<std::function<Status()>(const std::filesystem::path&)> prepare) {
    auto* dialog = new QFileDialog(parent, question.title);
    dialog->setObjectName(question.objectName);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(question.filter);
    dialog->setDefaultSuffix(question.suffix);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, [parent = QPointer(parent), title = question.title, prepare = std::move(prepare)](const QString& path) {
        QThreadPool::globalInstance()->start([parent, title, write = prepare(std::filesystem::path(ss(path)))] {
            const Status status = write();
            if (status.ok()) return;
            postToUi([parent, title, error = status.error()] { tellError(parent, title, error); });
        });
    });
    dialog->open();
}

}  // namespace vitrine

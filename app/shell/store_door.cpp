// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/store_door.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

#include "core/store/salvage.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

std::filesystem::path pickWithDialog() {
    return ss(QFileDialog::getExistingDirectory(nullptr, "Choose the folder of a store, or an empty one"));
}

void tellWithDialog(const std::string& text) {
    QMessageBox::information(nullptr, "Store", qs(text));
}

std::string salvageText(const SalvageReport& report) {
    std::string text = fmt::format("Saved {} runs, {} points and {} artifacts. The damaged file is kept as {}.", report.runs, report.points,
                                   report.artifacts, report.setAside.string());
    if (!report.losses.empty()) text += fmt::format("\n\nNot readable ({}): {}", report.losses.size(), report.losses.front());
    return text;
}

}  // namespace

StoreChoice askAboutStore(const Error& error, bool canSalvage) {
    QMessageBox box(QMessageBox::Warning, "The store cannot be opened", errorHtml(error));
    box.setTextFormat(Qt::RichText);
    box.setIconPixmap(Theme::instance().icon("warning", Ink::Warning).pixmap(QSize(32, 32), box.devicePixelRatioF()));
    QPushButton* salvage = canSalvage ? box.addButton("Save what is readable", QMessageBox::AcceptRole) : nullptr;
    QPushButton* other = box.addButton("Choose another store...", QMessageBox::ActionRole);
    QPushButton* quit = box.addButton("Quit", QMessageBox::RejectRole);
    if (canSalvage)
        box.setInformativeText("The damaged file is set aside, never deleted, and all that can be read is copied into a fresh one.");
    box.setDefaultButton(salvage ? salvage : other);
    box.setEscapeButton(quit);
    box.exec();
    if (salvage && box.clickedButton() == salvage) return StoreChoice::Salvage;
    return box.clickedButton() == other ? StoreChoice::Other : StoreChoice::Quit;
}

std::optional<ExperimentStore> openStoreAsking(std::filesystem::path folder, StoreQuestions questions) {
    if (!questions.pickFolder) questions.pickFolder = pickWithDialog;
    if (!questions.tell) questions.tell = tellWithDialog;
    while (true) {
        Result<ExperimentStore> store = ExperimentStore::open(folder);
        if (store.ok()) return std::move(store).value();
        const StoreChoice choice = questions.ask(store.error(), store.error().code == ErrorCode::Corrupt);
        if (choice == StoreChoice::Quit) return std::nullopt;
        if (choice == StoreChoice::Other) {
            if (std::filesystem::path other = questions.pickFolder(); !other.empty()) folder = std::move(other);
            continue;
        }
        const Result<SalvageReport> report = salvageStore(folder);
        questions.tell(report.ok() ? salvageText(*report) : report.error().message());
    }
}

}  // namespace vitrine

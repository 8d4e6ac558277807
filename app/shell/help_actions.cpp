// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/help_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {

HelpActions::HelpActions(MainWindow& window, std::filesystem::path logFile) : Behaviour(window), m_logFile(std::move(logFile)) {
    ActionRegistry& actions = window.workbench().actions();
    actions.add({"help.about", "About Vitrine", "Help", "info", {}, "Version, folders, licence", false}, this, [this] { showAbout(); });
    actions.add({"help.logs", "Open the folder of logs", "Help", "folder", {}, "One file per start", false}, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(qs((m_window.workbench().options().stateFolder / "logs").string())));
    });
}

void HelpActions::showAbout() {
    auto* dialog = new QDialog(&m_window);
    dialog->setObjectName("about");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle("About Vitrine");
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(12);
    auto* title = new QLabel("Vitrine", dialog);
    title->setFont(Theme::instance().headingFont(1));
    column->addWidget(title);
    auto* text = new QLabel(
        "A workbench for research methods: pick one, drop data on it, turn its knobs, and let it check its paper's claim.", dialog);
    text->setWordWrap(true);
    text->setMinimumWidth(420);
    column->addWidget(text);
    const Workbench& workbench = m_window.workbench();
    auto* facts = new QFormLayout;
    facts->setHorizontalSpacing(16);
    const auto add = [&](const QString& name, const QString& value) {
        auto* shown = new QLabel(value, dialog);
        shown->setAccessibleName(name);
        shown->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        shown->setWordWrap(true);
        auto* label = new QLabel(name, dialog);
        label->setProperty("ink", "muted");
        facts->addRow(label, shown);
    };
    add("Qt", qVersion());
    add("Methods", QString::number(workbench.plugins().methods().size()));
    add("Store", qs(m_window.workbench().store().folder().string()));
    add("Settings", qs(workbench.options().stateFolder.string()));
    add("Log", m_logFile.empty() ? QString("none: the folder cannot be written") : qs(m_logFile.string()));
    add("Licence", "GPL-3.0-or-later");
    column->addLayout(facts);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    column->addWidget(buttons);
    dialog->open();
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/plugin_installer.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <QtConcurrent>

#include "app/shell/message_bar.h"
#include "app/shell/primary_button.h"
#include "core/base/paths.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

/// Runs `work` on a thread and gives its result to `then` on this one, while `owner` lives.
template <class Work, class Then>
void onThread(QObject* owner, Work work, Then then) {
    using Answer = std::invoke_result_t<Work>;
    QtConcurrent::run([work = std::move(work)] {
        return std::make_shared<Answer>(work());
    }).then(owner, [then = std::move(then)](const std::shared_ptr<Answer>& answer) { then(std::move(*answer)); });
}

}  // namespace

PluginInstaller::PluginInstaller(MainWindow& window) : Behaviour(window), m_home(userFolder() / "plugins") {}

void PluginInstaller::offer(const QString& folder) {
    onThread(
        this,
        [folder = std::filesystem::path(ss(folder)), home = m_home, known = m_window.workbench().plugins()] {
            return examinePlugin(folder, home, known);
        },
        [this](const Result<PluginPackage>& package) {
            if (package.ok()) return ask(*package);
            Q_EMIT m_window.workbench().reported(package.error());
            Q_EMIT finished();
        });
}

void PluginInstaller::ask(const PluginPackage& package) {
    const bool replace = package.replaces.has_value();
    auto* dialog = new QDialog(&m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName("plugin.install");
    dialog->setWindowTitle(replace ? "Replace method" : "Install method");
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(12);
    auto* title = new QLabel(qs(package.manifest.title), dialog);
    title->setFont(Theme::instance().headingFont(2));
    title->setWordWrap(true);
    column->addWidget(title);
    auto* summary = new QLabel(qs(package.manifest.summary), dialog);
    summary->setWordWrap(true);
    summary->setMinimumWidth(460);
    column->addWidget(summary);
    auto* facts = new QFormLayout;
    facts->setHorizontalSpacing(16);
    const auto add = [&](const QString& name, const QString& value) {
        auto* label = new QLabel(name, dialog);
        label->setProperty("ink", "muted");
        auto* shown = new QLabel(value, dialog);
        shown->setWordWrap(true);
        shown->setAccessibleName(name);
        shown->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        facts->addRow(label, shown);
    };
    add("Version", package.manifest.version.empty() ? QString("not told") : qs(package.manifest.version));
    if (replace)
        add("Replaces", package.replaces->empty()
                            ? QString("the one that is there; it is kept in the trash")
                            : QString("version %1; it is kept in the trash").arg(qs(*package.replaces)));
    add("From", qs(package.source.string()));
    add("To", qs((m_home / package.manifest.id).string()));
    add("Size", bytesText(package.bytes));
    column->addLayout(facts);
    auto* warning = new QLabel(
        "A method is a program: it can do on this machine whatever you can. Install it only from people you trust.",
        dialog);
    warning->setWordWrap(true);
    warning->setProperty("ink", "warning");
    column->addWidget(warning);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);
    QPushButton* go = buttons->addButton(replace ? "Replace" : "Install", QDialogButtonBox::AcceptRole);
    go->setObjectName("plugin.install.go");
    makePrimary(*go);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [this, package] { install(package); });
    dialog->open();
    Q_EMIT offered(dialog);
}

void PluginInstaller::install(const PluginPackage& package) {
    Q_EMIT m_window.workbench().said(QString("Installing %1…").arg(qs(package.manifest.title)));
    onThread(
        this, [package, home = m_home] { return installPlugin(package, home); },
        [this](const Result<InstalledPlugin>& installed) {
            if (installed.ok()) return refresh(installed->id, [this, installed = *installed] { tell(installed); });
            Q_EMIT m_window.workbench().reported(installed.error());
            Q_EMIT finished();
        });
}

void PluginInstaller::tell(const InstalledPlugin& installed) {
    const QString address = "method/" + qs(installed.id);
    const std::string before = installed.previous.empty() ? "It lies in " + installed.folder.string()
                                                          : "The one before lies in " + installed.previous.string();
    Q_EMIT m_window.workbench().said(QString("%1 is installed").arg(qs(installed.title)));
    m_window.messages().show(
        {ErrorCode::Unsupported,
         installed.previous.empty() ? "Method installed" : "Method replaced",
         installed.title,
         before,
         {}},
        {{"Open", [this, address] { m_window.open(address); }}, {"Undo", [this, installed] { takeBack(installed); }}});
    Q_EMIT finished();
}

void PluginInstaller::takeBack(const InstalledPlugin& installed) {
    onThread(
        this, [installed, home = m_home] { return takeBackPlugin(installed, home); },
        [this, installed](const Status& done) {
            if (!done.ok()) Q_EMIT m_window.workbench().reported(done.error());
            refresh(installed.id, [this, installed] {
                Q_EMIT m_window.workbench().said(installed.previous.empty()
                                                     ? QString("%1 is not installed any more").arg(qs(installed.title))
                                                     : QString("%1 is as it was before").arg(qs(installed.title)));
                Q_EMIT finished();
            });
        });
}

void PluginInstaller::refresh(const std::string& id, std::function<void()> then) {
    onThread(
        this, [] { return PluginCatalog::scanDefault(); },
        [this, id, then = std::move(then)](PluginCatalog catalog) {
            const QString address = "method/" + qs(id);
            const std::vector<Page*> pages = m_window.pages();
            const auto open =
                std::find_if(pages.begin(), pages.end(), [&](const Page* page) { return page->address() == address; });
            const Json state = open == pages.end() ? Json() : (*open)->saveState();
            if (open != pages.end()) m_window.closePage(address);
            m_window.workbench().setPlugins(std::move(catalog));
            if (open != pages.end() && m_window.workbench().plugins().require(id).ok())
                if (Page* page = m_window.open(address)) page->restoreState(state);
            then();
        });
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/drop_target.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPainter>
#include <QProcess>
#include <QPushButton>
#include <QVBoxLayout>
#include <QtConcurrent>

#include "app/shell/plugin_installer.h"
#include "app/shell/primary_button.h"
#include "core/base/paths.h"
#include "core/run/launcher.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

/// Lies over the window while files hover above it and says that they may be let go.
class Veil final : public QWidget {
public:
    explicit Veil(QWidget* parent) : QWidget(parent) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setObjectName("veil");
        setAccessibleName("Drop files here");
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QColor ground = theme.colour(Ink::AccentSoft);
        ground.setAlphaF(0.75f);
        painter.fillRect(rect(), ground);
        painter.setPen(QPen(theme.colour(Ink::Accent), 2, Qt::DashLine));
        painter.drawRoundedRect(QRectF(rect()).adjusted(12, 12, -12, -12), 12, 12);
        painter.setFont(theme.headingFont(1));
        painter.setPen(theme.colour(Ink::Text));
        painter.drawText(rect(), Qt::AlignCenter, "Drop to open");
    }
};

QStringList localPaths(const QMimeData* mime) {
    QStringList paths;
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

}  // namespace

DropTarget::DropTarget(MainWindow& window) : Behaviour(window) {
    window.setAcceptDrops(true);
    window.installEventFilter(this);
    connect(&window.workbench(), &Workbench::filesDropped, this, [this](const QStringList& paths) {
        QtConcurrent::run([paths] { return sortFiles(paths); }).then(this, [this](const FileOffer& offer) { handle(offer); });
    });
}

void DropTarget::take(const QStringList& paths) {
    if (paths.isEmpty()) return;
    for (const QString& path : paths) m_window.workbench().touchRecent("file" + (path.startsWith('/') ? path : "/" + path));
    // The folder of a method is never data, also not for a method that takes folders.
    const auto method = std::find_if(paths.begin(), paths.end(), [](const QString& path) { return QFileInfo::exists(path + "/plugin.json"); });
    Page* page = method == paths.end() ? m_window.currentPage() : nullptr;
    if (!page || !page->dropFiles(paths)) Q_EMIT m_window.workbench().filesDropped(paths);
}

void DropTarget::handle(const FileOffer& offer) {
    Workbench& workbench = m_window.workbench();
    for (const QString& path : offer.missing)
        Q_EMIT workbench.reported({ErrorCode::NotFound, "Cannot open", ss(path), "there is no such file or folder",
                                   "Check whether it was moved or its disk is mounted."});
    for (const QString& folder : offer.runFolders) importRun(folder);
    for (const QString& folder : offer.pluginFolders) {
        if (auto* installer = m_window.behaviour<PluginInstaller>())
            installer->offer(folder);
        else
            Q_EMIT workbench.reported({ErrorCode::Unsupported, "This is the folder of a method", ss(folder), "methods are found at the start, in the folders with methods",
                                       "Copy it into " + (userFolder() / "plugins").string() + " and start again."});
    }
    if (!offer.data.isEmpty()) offerMethods(offer);
}

void DropTarget::offerMethods(const FileOffer& offer) {
    const std::vector<const Manifest*> methods = methodsFor(offer.format, m_window.workbench().plugins());
    if (methods.empty()) {
        const std::string why =
            offer.format.empty() ? "its format is not known" : "no method here reads the format \"" + offer.format + "\"";
        Q_EMIT m_window.workbench().reported({ErrorCode::BadFormat, "No method takes this file", ss(offer.data.first()), why,
                                              "Open a method first, or see on its page which data it takes."});
        return;
    }
    auto* dialog = new QDialog(&m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName("drop.methods");
    dialog->setWindowTitle("Open with");
    dialog->resize(480, 420);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    const QString what = offer.data.size() == 1 ? QFileInfo(offer.data.first()).fileName() : QString("%1 files").arg(offer.data.size());
    auto* heading = new QLabel(QString("Which method should take <b>%1</b>?").arg(what.toHtmlEscaped()), dialog);
    heading->setWordWrap(true);
    column->addWidget(heading);
    auto* list = new QListWidget(dialog);
    list->setAccessibleName("Methods that read this format");
    list->setIconSize(QSize(16, 16));
    for (const Manifest* method : methods) {
        auto* item = new QListWidgetItem(Theme::instance().icon("method", Ink::Muted), qs(method->title), list);
        item->setSizeHint(QSize(0, 32));
        item->setToolTip(qs(method->summary));
        item->setData(Qt::UserRole, qs(method->id));
    }
    list->setCurrentRow(0);
    column->addWidget(list, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel, dialog);
    makePrimary(*buttons->button(QDialogButtonBox::Open));
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(list, &QListWidget::itemActivated, dialog, &QDialog::accept);
    connect(dialog, &QDialog::accepted, this, [this, list, paths = offer.data] {
        if (!list->currentItem()) return;
        Page* page = m_window.open("method/" + list->currentItem()->data(Qt::UserRole).toString());
        if (page && !page->dropFiles(paths))
            Q_EMIT m_window.workbench().reported({ErrorCode::BadFormat, "The method did not take it", ss(paths.first()),
                                                  "no kind of its data fits", "Choose the data in the form."});
    });
    dialog->open();
    list->setFocus();
    Q_EMIT offered(dialog);
}

void DropTarget::importRun(const QString& folder) {
    Workbench& workbench = m_window.workbench();
    auto* process = new QProcess(this);
    Q_EMIT workbench.said("Importing " + QFileInfo(folder).fileName() + "...");
    connect(process, &QProcess::errorOccurred, this, [&workbench, process, folder](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return;
        Q_EMIT workbench.reported({ErrorCode::NotFound, "Cannot import run", ss(folder),
                                   "vitrine-cli does not start: " + ss(process->errorString()), "Install it beside this program."});
        process->deleteLater();
    });
    connect(process, &QProcess::finished, this, [this, &workbench, process, folder](int status, QProcess::ExitStatus how) {
        process->deleteLater();
        const Result<Json> answer = parseJson(process->readAllStandardOutput().toStdString(), "vitrine-cli import");
        if (how == QProcess::NormalExit && status == 0 && answer.ok() && answer->contains("run")) {
            const auto run = static_cast<qint64>(numberOr((*answer)["run"], "id", 0));
            Q_EMIT workbench.said(QString("Imported as run %1").arg(run));
            m_window.open(QString("run/%1").arg(run));
            return;
        }
        const std::string why = ss(QString::fromUtf8(process->readAllStandardError()).trimmed().right(400));
        Q_EMIT workbench.reported({ErrorCode::BadFormat, "Cannot import run", ss(folder), why.empty() ? "vitrine-cli import failed" : why,
                                   "Export it again from where it came."});
    });
    process->start(qs(commandLineProgram().string()), {"import", folder, "--json", "--store", qs(workbench.store().folder().string())});
}

void DropTarget::showVeil(bool on) {
    if (!m_veil) m_veil = new Veil(&m_window);
    m_veil->setGeometry(m_window.rect());
    m_veil->setVisible(on);
    if (on) m_veil->raise();
}

bool DropTarget::eventFilter(QObject* watched, QEvent* event) {
    if (watched != &m_window) return Behaviour::eventFilter(watched, event);
    if (event->type() == QEvent::DragEnter) {
        auto* drag = static_cast<QDragEnterEvent*>(event);
        if (localPaths(drag->mimeData()).isEmpty()) return false;
        drag->acceptProposedAction();
        showVeil(true);
        return true;
    }
    if (event->type() == QEvent::DragLeave) showVeil(false);
    if (event->type() == QEvent::Drop) {
        auto* drop = static_cast<QDropEvent*>(event);
        drop->acceptProposedAction();
        showVeil(false);
        take(localPaths(drop->mimeData()));
        return true;
    }
    return Behaviour::eventFilter(watched, event);
}

}  // namespace vitrine

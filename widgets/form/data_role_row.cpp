// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/data_role_row.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/base/ui_thread.h"
#include "widgets/form/form_combo.h"
#include "widgets/base/icon_button.h"

namespace vitrine {
namespace {

QStringList localFiles(const QMimeData* data) {
    QStringList files;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) files << url.toLocalFile();
    return files;
}

QString toolTipOf(const DataRole& role) {
    QString html = "<b>" + qs(role.title).toHtmlEscaped() + "</b>";
    if (!role.help.empty()) html += "<br>" + qs(role.help).toHtmlEscaped();
    return html + "<br>Formats: " + (role.accepts.empty() ? QString("any") : qs(role.accepts).join(", ")).toHtmlEscaped() + ". Files can be dropped here.";
}

}  // namespace

DataRoleRow::DataRoleRow(RunDraft& draft, const DataRole& role, QWidget* parent)
    : FormRow(qs(role.title), parent, Label::Above), m_draft(draft), m_role(role), m_combo(new FormCombo(this)) {
    setAcceptDrops(true);
    auto* frame = new QWidget(this);
    auto* layout = new QHBoxLayout(frame);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(1));
    m_combo->setObjectName("data." + qs(role.id));
    m_combo->setElide(Qt::ElideMiddle);   // The ends of a file name say most.
    m_combo->setAccessibleName(qs(role.title) + ", data");
    m_combo->setAccessibleDescription(qs(role.help));
    layout->addWidget(m_combo);
    addBrowseButton(frame);
    frame->setToolTip(toolTipOf(role));
    setEditor(frame, m_combo);
    connect(m_combo, &QComboBox::activated, this, [this](int index) { bind(m_combo->itemData(index).toStringList()); });
    connect(this, &FormRow::resetRequested, this, [this] { bind({}); });
    refresh();
}

void DataRoleRow::addBrowseButton(QWidget* frame) {
    auto* button = iconButton("folder", "Browse for " + qs(m_role.title), frame);
    button->setObjectName("data." + qs(m_role.id) + ".browse");
    const auto has = [&](const char* name) { return std::find(m_role.accepts.begin(), m_role.accepts.end(), name) != m_role.accepts.end(); };
    const bool folders = has("folder") || has("any") || m_role.accepts.empty(), onlyFolders = has("folder") && m_role.accepts.size() == 1;
    if (folders && !onlyFolders) {
        auto* menu = new QMenu(button);
        connect(menu->addAction(m_role.many ? "Files..." : "File..."), &QAction::triggered, this, [this] { browse(false); });
        connect(menu->addAction("Folder..."), &QAction::triggered, this, [this] { browse(true); });
        button->setMenu(menu);
        button->setPopupMode(QToolButton::InstantPopup);
    } else {
        connect(button, &QToolButton::clicked, this, [this, onlyFolders] { browse(onlyFolders); });
    }
    frame->layout()->addWidget(button);
}

void DataRoleRow::browse(bool folder) {
    auto* dialog = new QFileDialog(this, qs(m_role.title));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : m_role.many ? QFileDialog::ExistingFiles : QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::filesSelected, this, &DataRoleRow::bind);
    dialog->open();
}

void DataRoleRow::bind(const QStringList& references) {
    std::vector<std::string> texts;
    for (const QString& reference : references) texts.push_back(ss(reference));
    if (!m_role.many && texts.size() > 1) texts.resize(1);
    m_draft.bindData(m_role.id, texts);
    refresh();
}

void DataRoleRow::setCatalogue(std::shared_ptr<const DatasetCatalog> catalogue, const DataEntries& entries) {
    m_catalogue = std::move(catalogue);
    m_entries = fitting(entries, m_role.accepts);
    refresh();
}

void DataRoleRow::fill() {
    m_combo->clear();
    const QString byDefault = qs(m_role.defaultReference);
    if (byDefault.isEmpty())
        m_combo->addEntry(m_role.required ? "Choose or drop a file" : "Built-in generator", QStringList{},
                          m_role.required ? "This method needs data of yours" : "Data made by the method itself");
    else
        m_combo->addEntry(byDefault.section('/', 1).isEmpty() ? byDefault : byDefault.section('/', 1), QStringList{}, "Default, from " + byDefault.section('/', 0, 0));
    if (!m_role.required && !byDefault.isEmpty()) m_combo->addEntry("Built-in generator", QStringList{"none"}, "Data made by the method itself");
    for (const DataEntry& entry : m_entries)
        if (entry.reference != byDefault) m_combo->addEntry(entry.title, QStringList{entry.reference}, entry.help);
}

void DataRoleRow::refresh() {
    fill();
    const QStringList bound = qs(m_draft.data(m_role.id));
    int index = bound.isEmpty() || bound == QStringList{qs(m_role.defaultReference)} ? 0 : -1;
    if (bound == QStringList{"none"} && m_role.defaultReference.empty()) index = 0;
    for (int i = 1; i < m_combo->count() && index < 0; ++i)
        if (m_combo->itemData(i).toStringList() == bound) index = i;
    if (index < 0) {
        const QFileInfo first(bound.first());
        m_combo->addEntry(bound.size() == 1 ? first.fileName() : QString("%1 files").arg(bound.size()), bound, bound.size() == 1 ? first.path() : bound.join("\n"));
        index = m_combo->count() - 1;
    }
    m_combo->setCurrentIndex(index);
    m_combo->setToolTip(bound.isEmpty() ? QString() : bound.join("\n"));
    setChanged(m_draft.isDataChanged(m_role.id));
    inspect();
}

/// What stands below: found or not is looked up on a thread, for the disk may be slow.
void DataRoleRow::inspect() {
    const std::uint64_t question = ++m_inspection;
    std::vector<std::string> references = m_draft.data(m_role.id);
    const bool byDefault = references.empty();
    if (byDefault && !m_role.defaultReference.empty()) references = {m_role.defaultReference};
    if (references.empty())
        return m_role.required ? setNote("Required: choose, browse, or drop a file here", Note::Warning) : setNote({}, Note::Quiet);
    if (references == std::vector<std::string>{"none"}) return setNote({}, Note::Quiet);
    const bool paths = std::all_of(references.begin(), references.end(), [](const std::string& text) { return std::filesystem::path(text).is_absolute(); });
    if (!m_catalogue && !paths) return setNote("Looking for data sets...", Note::Quiet);
    auto catalogue = m_catalogue ? m_catalogue : std::make_shared<const DatasetCatalog>();
    QThreadPool::globalInstance()->start([row = QPointer(this), catalogue, references, accepts = m_role.accepts, question, byDefault, required = m_role.required] {
        DataFinding finding = inspectData(*catalogue, references, accepts);
        if (byDefault && finding.problem && !required) finding = {"Not on this machine: the built-in generator is used", false};
        postToUi([row, finding, question] {
            if (row && row->m_inspection == question) row->setNote(finding.text, finding.problem ? Note::Problem : Note::Quiet);
        });
    });
}

void DataRoleRow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFiles(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void DataRoleRow::dropEvent(QDropEvent* event) {
    bind(localFiles(event->mimeData()));
    event->acceptProposedAction();
}

}  // namespace vitrine

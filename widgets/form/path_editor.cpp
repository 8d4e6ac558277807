// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>

#include "widgets/base/text.h"
#include "widgets/form/editors.h"
#include "widgets/base/icon_button.h"

namespace vitrine {

PathEditor::PathEditor(const Parameter& parameter, QWidget* parent) : ValueEditor(parent), m_parameter(parameter), m_line(new QLineEdit(this)) {
    auto* layout = editorLayout(this);
    layout->addWidget(m_line);
    m_line->setPlaceholderText(parameter.optional ? "not given: browse or drop a file" : "Browse or drop a file");
    setAcceptDrops(true);
    m_line->setAcceptDrops(false);  // The whole editor takes the drop.
    const QString title = qs(parameter.title);
    if (parameter.type != ParameterType::Path) {
        m_list = iconButton("database", "Files of the data catalogue for " + title, this);
        m_list->setObjectName("param." + qs(parameter.id) + ".list");
        m_list->setPopupMode(QToolButton::InstantPopup);
        m_list->setMenu(new QMenu(m_list));
        m_list->menu()->addAction("The catalogue has nothing of this kind yet")->setEnabled(false);
        layout->addWidget(m_list);
    }
    auto* browse = iconButton("folder", "Browse for " + title, this);
    browse->setObjectName("param." + qs(parameter.id) + ".browse");
    layout->addWidget(browse);
    connect(browse, &QToolButton::clicked, this, [this, title] {
        auto* dialog = new QFileDialog(this, title, QFileInfo(m_line->text()).absolutePath());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::AnyFile);
        connect(dialog, &QFileDialog::fileSelected, this, &PathEditor::commit);
        dialog->open();
    });
    connect(m_line, &QLineEdit::editingFinished, this, [this] { commit(m_line->text().trimmed()); });
}

void PathEditor::commit(const QString& text) {
    if (text == m_shown) return;
    m_shown = text;
    Q_EMIT edited(text.isEmpty() && m_parameter.optional ? Json() : Json(ss(text)), false);
}

void PathEditor::setValue(const Json& value) {
    m_shown = value.is_string() ? qs(value.get<std::string>()) : QString();
    if (m_line->text() != m_shown) m_line->setText(m_shown);
    m_line->setToolTip(m_shown);
}

void PathEditor::setEntries(const DataEntries& entries) {
    if (!m_list) return;
    static const std::vector<std::string> weights{"state-dict", "safetensors", "npz"};
    const std::vector<std::string> any{"any"};
    m_list->menu()->clear();
    for (const DataEntry& entry : fitting(entries, m_parameter.type == ParameterType::Weights ? weights : any))
        connect(m_list->menu()->addAction(entry.title + "  (" + entry.help + ")"), &QAction::triggered, this, [this, reference = entry.reference] { commit(reference); });
    if (m_list->menu()->isEmpty()) m_list->menu()->addAction("No such data set on this machine")->setEnabled(false);
}

QWidget* PathEditor::field() const {
    return m_line;
}

void PathEditor::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().first().isLocalFile()) event->acceptProposedAction();
}

void PathEditor::dropEvent(QDropEvent* event) {
    commit(event->mimeData()->urls().first().toLocalFile());
    event->acceptProposedAction();
}

}  // namespace vitrine

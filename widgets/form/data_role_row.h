// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/form/data_entries.h"
#include "widgets/form/form_row.h"
#include "widgets/form/run_draft.h"

namespace vitrine {

class FormCombo;

/// What is bound to one data role: entries of the catalogue that fit, the built-in generator, files by browsing or dropping. Below the
/// field stands what it leads to, looked up on a thread.
class DataRoleRow final : public FormRow {
    Q_OBJECT

public:
    DataRoleRow(RunDraft& draft, const DataRole& role, QWidget* parent);
    void setCatalogue(std::shared_ptr<const DatasetCatalog> catalogue, const DataEntries& entries);
    void refresh();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void fill();
    void addBrowseButton(QWidget* frame);
    void browse(bool folder);
    void bind(const QStringList& references);
    void inspect();
    RunDraft& m_draft;
    const DataRole& m_role;
    FormCombo* m_combo;
    std::shared_ptr<const DatasetCatalog> m_catalogue;
    DataEntries m_entries;
    std::uint64_t m_inspection = 0;          ///< Answers to older questions are passed over.
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/form/data_role_row.h"

class QCheckBox;
class QLineEdit;
class QVBoxLayout;

namespace vitrine {

/// The top of the form: preset, data roles, seed, device, operator timeline.
class RunSettings final : public QWidget {
    Q_OBJECT

public:
    RunSettings(RunDraft& draft, QWidget* parent);
    void setCatalogue(std::shared_ptr<const DatasetCatalog> catalogue, const DataEntries& entries);
    void setDevices(const QStringList& devices);
    void refresh();
    std::vector<FormRow*> rows() const;

private:
    void addPreset();
    void addSeed();
    void addDevice();
    void addProfile();
    FormRow* addRow(const QString& title);
    void finish(FormRow* row, QWidget* editor, QWidget* field);
    RunDraft& m_draft;
    QVBoxLayout* m_column;
    FormRow *m_presetRow = nullptr, *m_seedRow = nullptr, *m_deviceRow = nullptr, *m_profileRow = nullptr;
    FormCombo *m_preset = nullptr, *m_device = nullptr;
    QLineEdit* m_seed = nullptr;
    QCheckBox* m_profile = nullptr;
    std::vector<DataRoleRow*> m_roles;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/run_settings.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/form/form_combo.h"
#include "widgets/base/icon_button.h"
#include "widgets/form/toggle_switch.h"

namespace vitrine {
namespace {

/// "about 12 s", "about 5 min", "about 1.5 h": what a preset is expected to take.
QString minutesText(double minutes) {
    if (minutes <= 0) return {};
    if (minutes < 1) return QString("about %1 s").arg(std::lround(minutes * 60));
    if (minutes < 90) return QString("about %1 min").arg(numberText(minutes, 2));
    return QString("about %1 h").arg(numberText(minutes / 60, 2));
}

QString deviceTitle(const QString& device) {
    if (device == "auto") return "Automatic";
    if (device == "cpu") return "CPU";
    if (device == "cuda") return "GPU (CUDA)";
    return device;
}

}  // namespace

RunSettings::RunSettings(RunDraft& draft, QWidget* parent) : QWidget(parent), m_draft(draft), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, Theme::space(1), 0, Theme::space(2));
    m_column->setSpacing(0);
    addPreset();
    for (const DataRole& role : draft.manifest().data) {
        m_roles.push_back(new DataRoleRow(draft, role, this));
        m_column->addWidget(m_roles.back());
    }
    addSeed();
    addDevice();
    addProfile();
    connect(&draft, &RunDraft::dataChanged, this, [this](const QString& role) {
        for (std::size_t i = 0; i < m_roles.size(); ++i)
            if (qs(m_draft.manifest().data[i].id) == role) m_roles[i]->refresh();
    });
    connect(&draft, &RunDraft::changed, this, &RunSettings::refresh);
    refresh();
}

FormRow* RunSettings::addRow(const QString& title) {
    auto* row = new FormRow(title, this);
    m_column->addWidget(row);
    return row;
}

void RunSettings::finish(FormRow* row, QWidget* editor, QWidget* field) {
    row->setEditor(editor, field);
    field->setAccessibleName(row->title());
}

void RunSettings::addPreset() {
    m_presetRow = addRow("Preset");
    m_preset = new FormCombo(m_presetRow);
    m_preset->setObjectName("preset");
    m_preset->setToolTip("Where the parameters start from");
    m_preset->addEntry("Defaults", QString(), "Every parameter as the method declares it");
    for (const Preset& preset : m_draft.manifest().presets) {
        const QString minutes = minutesText(preset.minutes);
        const QStringList help{minutes, qs(preset.help)};
        m_preset->addEntry(qs(preset.title), qs(preset.id), help.join(minutes.isEmpty() || preset.help.empty() ? "" : ": "));
    }
    finish(m_presetRow, m_preset, m_preset);
    connect(m_preset, &QComboBox::activated, this, [this](int index) { m_draft.setPreset(ss(m_preset->itemData(index).toString())); });
}

void RunSettings::addSeed() {
    m_seedRow = addRow("Seed");
    auto* frame = new QWidget(m_seedRow);
    auto* layout = new QHBoxLayout(frame);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(1));
    m_seed = new QLineEdit(frame);
    m_seed->setObjectName("seed");
    m_seed->setToolTip("Start of every random number of the run: the same seed gives the same result");
    m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression("[0-9]{1,19}"), m_seed));
    auto* dice = iconButton("seed", "Draw a new seed", frame);
    dice->setObjectName("seed.draw");
    layout->addWidget(m_seed);
    layout->addWidget(dice);
    finish(m_seedRow, frame, m_seed);
    connect(m_seed, &QLineEdit::editingFinished, this, [this] { m_draft.setSeed(m_seed->text().toULongLong()); });
    connect(dice, &QToolButton::clicked, this, [this] { m_draft.setSeed(QRandomGenerator::global()->bounded(1'000'000u)); });
    connect(m_seedRow, &FormRow::resetRequested, this, [this] { m_draft.setSeed(0); });
}

void RunSettings::addDevice() {
    m_deviceRow = addRow("Device");
    m_device = new FormCombo(m_deviceRow);
    m_device->setObjectName("device");
    m_device->setToolTip("Where the run computes. Automatic takes a GPU when there is one.");
    finish(m_deviceRow, m_device, m_device);
    setDevices({"auto", "cpu", "cuda"});
    connect(m_device, &QComboBox::activated, this, [this](int index) { m_draft.setDevice(ss(m_device->itemData(index).toString())); });
    connect(m_deviceRow, &FormRow::resetRequested, this, [this] { m_draft.setDevice("auto"); });
}

void RunSettings::setDevices(const QStringList& devices) {
    m_device->clear();
    for (const QString& device : devices) m_device->addEntry(deviceTitle(device), device);
    refresh();
}

void RunSettings::addProfile() {
    m_profileRow = addRow("Operator timeline");
    auto* frame = new QWidget(m_profileRow);
    auto* layout = new QHBoxLayout(frame);
    layout->setContentsMargins(0, 0, 0, 0);
    m_profile = new ToggleSwitch(frame);
    m_profile->setObjectName("profile");
    m_profile->setToolTip("Record every operator of the network with its time. The run gets a little slower.");
    layout->addWidget(m_profile);
    layout->addStretch();
    finish(m_profileRow, frame, m_profile);
    connect(m_profile, &QCheckBox::clicked, this, [this](bool on) { m_draft.setProfile(on); });
    connect(m_profileRow, &FormRow::resetRequested, this, [this] { m_draft.setProfile(false); });
}

void RunSettings::setCatalogue(std::shared_ptr<const DatasetCatalog> catalogue, const DataEntries& entries) {
    for (DataRoleRow* row : m_roles) row->setCatalogue(catalogue, entries);
}

void RunSettings::refresh() {
    if (!m_profileRow) return;  // Still being put together.
    m_preset->setCurrentIndex(std::max(0, m_preset->findData(qs(m_draft.preset()))));
    const Preset* preset = m_draft.manifest().preset(m_draft.preset());
    m_presetRow->setNote(preset ? minutesText(preset->minutes) + (preset->minutes > 0 ? " on 2 cores" : "") : QString(), FormRow::Note::Quiet);
    const QString seed = QString::number(m_draft.seed());
    if (m_seed->text() != seed) m_seed->setText(seed);
    m_seedRow->setChanged(m_draft.seed() != 0);
    int device = m_device->findData(qs(m_draft.device()));
    if (device < 0) {
        m_device->addEntry(deviceTitle(qs(m_draft.device())), qs(m_draft.device()));
        device = m_device->count() - 1;
    }
    m_device->setCurrentIndex(device);
    m_deviceRow->setChanged(m_draft.device() != "auto");
    m_profile->setChecked(m_draft.profile());
    m_profileRow->setChanged(m_draft.profile());
}

std::vector<FormRow*> RunSettings::rows() const {
    std::vector<FormRow*> rows{m_presetRow};
    rows.insert(rows.end(), m_roles.begin(), m_roles.end());
    rows.insert(rows.end(), {m_seedRow, m_deviceRow, m_profileRow});
    return rows;
}

}  // namespace vitrine

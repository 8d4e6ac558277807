// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

#include "core/data/catalog.h"
#include "widgets/form/run_draft.h"

namespace vitrine {

/// The form of a RunDraft, made from the schema: groups that fold, an editor per type (switch, spin box with unit, slider when there is a
/// finite range (log where the schema says so), combo with help per choice, text, path with browse and drop, data and weights with the
/// catalogue's files, colour button, vectors), "changed" mark with reset per parameter, visible-when, advanced ones behind "More", the
/// problem under the field it belongs to, help with range and unit as tooltip, filter box. Preset, data roles, seed and device on top.
class ParameterForm : public QWidget {
    Q_OBJECT

public:
    explicit ParameterForm(RunDraft& draft, QWidget* parent = nullptr);
    ~ParameterForm() override;
    /// The catalogue that data roles choose from; it is copied, and may come late. Files are looked up on a thread.
    void setCatalogue(const DatasetCatalog* catalogue);
    /// Devices to offer: "auto", "cpu", "cuda", "cuda:1".
    void setDevices(const QStringList& devices);
    /// The editor of a parameter (its objectName is "param.<id>"), for tests and for focus from the palette.
    QWidget* editor(const std::string& id) const;
    /// Unfolds and shows what hides a parameter, scrolls to it, and gives it the focus.
    void focusParameter(const std::string& id);
    Json saveState() const;                  ///< Folded groups, "More", filter.
    void restoreState(const Json& state);

Q_SIGNALS:
    void copyFromRunRequested();
    void stateTouched();                     ///< Something that saveState keeps has changed.

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

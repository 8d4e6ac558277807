// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/schema/parameter_schema.h"
#include "widgets/form/data_entries.h"

namespace vitrine {

/// The editor of one parameter's value, whatever its type. It shows what it is told and reports what a person does; it keeps no truth of its
/// own. Numbers, lists and texts are reported as typed: Parameter::accept decides.
class ValueEditor : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;
    virtual void setValue(const Json& value) = 0;
    /// Bounds that depend on the data.
    virtual void setFacts(const DataFacts& facts) { static_cast<void>(facts); }
    /// Files of the catalogue, for data sets and weights.
    virtual void setEntries(const DataEntries& entries) { static_cast<void>(entries); }
    /// The widget that takes the focus; its objectName is "param.<id>".
    virtual QWidget* field() const = 0;

Q_SIGNALS:
    void edited(const vitrine::Json& value, bool merge);  ///< `merge`: one of a stream of edits (a slider on its way).
};

/// Makes the editor for a parameter's type, with names for tests and for readers of the screen.
ValueEditor* makeValueEditor(const Parameter& parameter, QWidget* parent);

/// Help, range, unit and default as rich text.
QString parameterToolTip(const Parameter& parameter);

}  // namespace vitrine

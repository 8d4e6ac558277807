// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSpinBox>

#include "widgets/form/number_scale.h"

class QLabel;

namespace vitrine {

/// A spin box for whole and real numbers of any size with the parameter's unit. What is typed is handed over as text when it is finished
/// (Enter, leaving the field): whoever owns the schema decides whether it is taken.
class NumberBox final : public QAbstractSpinBox {
    Q_OBJECT

public:
    NumberBox(const Parameter& parameter, QWidget* parent = nullptr);
    void setScale(const NumberScale& scale) { m_scale = scale; }
    void setValue(const Json& value);        ///< Null: empty.
    void stepBy(int steps) override;

Q_SIGNALS:
    void edited(const vitrine::Json& value, bool merge);

protected:
    StepEnabled stepEnabled() const override;
    QValidator::State validate(QString&, int&) const override { return QValidator::Acceptable; }
    void resizeEvent(QResizeEvent* event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

private:
    void commit();
    NumberScale m_scale;
    Json m_value;
    QString m_shown;                         ///< The text of m_value.
    QLabel* m_unit = nullptr;
    bool m_whole, m_optional;
};

}  // namespace vitrine

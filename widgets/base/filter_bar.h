// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace vitrine {

/// The row above a list: a filter at the left, how much of the list is shown, icon buttons at the right.
class FilterBar : public QWidget {
    Q_OBJECT

public:
    /// `widest`: of the field, in px.
    FilterBar(const QString& placeholder, const QString& accessibleName, int widest, QWidget* parent);
    QLineEdit& field() const { return *m_field; }
    QString text() const;
    void setCount(const QString& text);
    void addChoice(QWidget* control);          ///< Behind the field.
    QToolButton* addTool(const QString& icon, const QString& name);

Q_SIGNALS:
    void textChanged(const QString& text);

private:
    QBoxLayout* m_row;
    QLineEdit* m_field;
    QLabel* m_count;
    int m_choices = 0;
};

}  // namespace vitrine

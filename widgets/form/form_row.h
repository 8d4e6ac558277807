// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QToolButton;

namespace vitrine {

/// One line of the form: a label in the common column, the editor, room for the reset button, and what is to be said below. Where the editor
/// shows names that are long, the label stands above it. A changed row has a dot before its label.
class FormRow : public QWidget {
    Q_OBJECT

public:
    enum class Label { Beside, Above };
    FormRow(const QString& title, QWidget* parent, Label place = Label::Beside);
    void setEditor(QWidget* editor, QWidget* buddy);
    void setLabelWidth(int width);
    QString title() const;
    /// Shows the dot and the reset button.
    void setChanged(bool changed);
    bool isChanged() const { return m_changed; }
    enum class Note { Quiet, Warning, Problem };
    void setNote(const QString& text, Note kind);
    QString note() const;
    /// A short glow that leads the eye to this row.
    void flash();

Q_SIGNALS:
    void resetRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void placeReset();
    void place(QWidget* part, int line);   ///< Of the parts below each other, 0: the editor.
    const Label m_place;
    QGridLayout* m_grid;
    QLabel* m_label;
    QLabel* m_note = nullptr;
    QToolButton* m_reset = nullptr;
    QWidget* m_editor = nullptr;
    bool m_changed = false;
    double m_glow = 0;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>

class QLabel;
class QToolButton;
class QHBoxLayout;
class QVBoxLayout;

namespace vitrine {

/// A titled part of the form that folds.
class FoldSection final : public QWidget {
    Q_OBJECT

public:
    FoldSection(const QString& title, QWidget* parent);
    QString title() const { return m_title; }
    QWidget* body() const { return m_body; }  ///< The parent of the rows.
    void insertRow(int at, QWidget* row);
    /// "3 changed" beside the title, so that a folded section hides no change.
    void setChangedCount(int count);
    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    /// The button below the rows that shows the advanced ones: hidden when there are none.
    void setMore(int hiddenCount, bool open);

Q_SIGNALS:
    void foldedChanged(bool folded);
    void moreClicked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refreshHeader();
    void makeMore();
    QString m_title;
    QToolButton* m_header;
    QToolButton* m_more = nullptr;           ///< This and the next are made when there is something to say.
    QLabel* m_count = nullptr;
    QHBoxLayout *m_head, *m_foot;
    QWidget* m_body;
    QVBoxLayout* m_rows;
    bool m_folded = false;
};

}  // namespace vitrine

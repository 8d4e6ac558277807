// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/base/json.h"

class QBoxLayout;
class QLineEdit;
class QScrollArea;

namespace vitrine {

/// The top of a page that can be searched: its name at the left, the search field and further controls at the right.
class PageHeading : public QWidget {
    Q_OBJECT

public:
    /// `what`: "Find a setting", the hint and accessible name of the field.
    PageHeading(const QString& title, const QString& what, QWidget* parent);
    QLineEdit* search() const { return m_search; }
    void addNote(QWidget* note);               ///< Below the name.
    void addControl(QWidget* control);         ///< Behind the search field.

private:
    QBoxLayout *m_words, *m_row;
    QLineEdit* m_search;
};

/// What such a page keeps between starts: what was searched for, and how far it was scrolled.
Json searchedState(const QLineEdit& search, const QScrollArea& scroll);
void restoreSearched(QLineEdit& search, QScrollArea& scroll, const Json& state);

}  // namespace vitrine

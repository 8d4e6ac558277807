// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/empty_note.h"

#include <QAbstractScrollArea>
#include <QLabel>
#include <QVBoxLayout>

namespace vitrine {

QLabel* emptyNote(QAbstractScrollArea& over) {
    auto* column = new QVBoxLayout(over.viewport());
    auto* note = new QLabel(over.viewport());
    note->setAlignment(Qt::AlignCenter);
    note->setWordWrap(true);
    note->setProperty("ink", "muted");
    note->setAttribute(Qt::WA_TransparentForMouseEvents);
    column->addWidget(note);
    return note;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAbstractScrollArea;
class QLabel;

namespace vitrine {

/// A quiet text in the middle of a list or table: what to do while there is nothing in it. The mouse does not see it.
QLabel* emptyNote(QAbstractScrollArea& over);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <functional>

#include "core/base/result.h"

class QWidget;

namespace vitrine {

struct SaveQuestion {
    QString title, filter, suffix;             ///< "Save log", "Text (*.txt *.log)", "txt".
    QString objectName = {};
};

/// Asks for a file and writes it; returns at once. `prepare` is called when the file is chosen and gives the writing, which a thread does. A
/// failure is told in a message box.
void saveWithDialog(QWidget* parent, const SaveQuestion& question, std::function<std::function<Status()>(const std::filesystem::path&)> prepare);

/// A message box with an error; returns at once.
void tellError(QWidget* parent, const QString& title, const Error& error);

}  // namespace vitrine

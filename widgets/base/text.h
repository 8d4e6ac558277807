// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace vitrine {

inline QString qs(const std::string& text) { return QString::fromStdString(text); }
inline std::string ss(const QString& text) { return text.toStdString(); }
QStringList qs(const std::vector<std::string>& texts);

/// An error as rich text of a few lines: what failed on which object, why, what to do next.
QString errorHtml(const Error& error);

/// A number for reading: "0.0123", "1.2e-07", "12,345", never more than `digits` significant digits.
QString numberText(double value, int digits = 4);
/// "12.4 MB"
QString bytesText(std::uint64_t bytes);
/// "3 min ago", "yesterday 14:02", "2026-11-02" for a wall time in microseconds.
QString agoText(std::int64_t wallMicros);

/// How well `pattern` fuzzily matches `text` (letters in order, case ignored): 0 = not at all; word starts, runs of letters and early places
/// score higher.
int fuzzyScore(const QString& pattern, const QString& text);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include "widgets/base/figure.h"

namespace vitrine {

/// The key of the provenance in PNG text chunks, and its mark in SVG descriptions and CSV comments.
inline constexpr const char* kProvenanceKey = "vitrine-provenance";

/// The provenance as one line of ASCII without markup: what every one of the formats can carry.
QString provenanceText(const Json& provenance);

/// The XMP packet of a PDF: title and provenance. It stands uncompressed in the file.
QByteArray xmpPacket(const QString& title, const Json& provenance);

/// The second half of an export, free of widgets: encodes and writes. May run on any thread.
using FinishExport = std::function<Status()>;

/// The first half: paints and takes the numbers, on the UI thread.
Result<FinishExport> prepareExport(FigureSource& source, const std::filesystem::path& file, const FigureExport& options);

}  // namespace vitrine

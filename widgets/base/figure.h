// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>
#include <QSizeF>
#include <filesystem>
#include <optional>

#include "core/base/json.h"
#include "core/data/table.h"

namespace vitrine {

/// A view that can be exported: it paints itself with vector strokes where it can, and gives the numbers behind the picture.
class FigureSource {
public:
    virtual ~FigureSource() = default;
    virtual QString figureTitle() const = 0;
    /// Natural size in device-independent pixels.
    virtual QSizeF figureSize() const = 0;
    virtual void paintFigure(QPainter& painter, const QRectF& area) = 0;
    /// The data behind the picture, or nothing when there is no table of it.
    virtual std::optional<Table> figureData() const { return std::nullopt; }
};

struct FigureExport {
    double scale = 2;      ///< PNG pixels per device-independent pixel.
    bool transparent = false;
    Json provenance = Json::object();  ///< Method, run, parameters, build: written into the file (PNG text chunk, SVG description, PDF metadata, CSV comment).
};

/// Writes .png, .svg, .pdf or .csv by the suffix of `file`, in one atomic step. CSV of a figure without data is ErrorCode::Unsupported.
Status exportFigure(FigureSource& source, const std::filesystem::path& file, const FigureExport& options = {});

/// The provenance in a file that exportFigure wrote (any of its formats); null when there is none.
Result<Json> figureProvenance(const std::filesystem::path& file);

/// Asks for a file and writes; failures are told in a message box. For "Export figure..." of every view's context menu. Returns at once: the
/// dialog is a window of its own, the picture is painted when it is answered, encoding and writing happen on a thread. `source` lives at
/// least as long as `parent`.
void exportFigureWithDialog(QWidget* parent, FigureSource& source, const Json& provenance);

}  // namespace vitrine

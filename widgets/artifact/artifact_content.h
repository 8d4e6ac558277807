// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <variant>

#include "core/base/json.h"
#include "core/data/array.h"
#include "core/data/geo.h"
#include "core/data/graph.h"
#include "core/data/table.h"
#include "core/media/audio.h"
#include "core/store/records.h"
#include "widgets/artifact/series_content.h"
#include "widgets/gl/operator_timeline_model.h"

namespace vitrine {

/// A clip is not read but played from its file.
struct ClipFile {
    std::filesystem::path path;
};

using TimelineModel = std::shared_ptr<const OperatorTimelineModel>;

/// An artifact as read from its file, in the form that its view wants.
struct ArtifactContent {
    std::variant<Array, NamedArrays, Table, Graph, GeoFeatures, Json, std::string, SeriesContent, AudioClip, ClipFile, TimelineModel> value;
    QString shape;        ///< "f32 32 × 32", "12 rows × 4 columns", "3.2 s at 44,100 Hz".
};

/// Reads an artifact by kind and format; for a worker thread. Series and sounds become curves, weights a table of names, shapes and statistics. A file whose size is not
/// the recorded one is ErrorCode::Corrupt.
Result<ArtifactContent> readArtifact(const ArtifactRow& artifact, const std::filesystem::path& file);

/// Name, dtype, shape, count, mean, standard deviation, least, largest, NaN of every array.
Table weightsTable(const NamedArrays& arrays);

}  // namespace vitrine

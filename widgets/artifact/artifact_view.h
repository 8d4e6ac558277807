// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

#include "core/store/records.h"

namespace vitrine {

/// The default view of any artifact: reads its file on a worker thread and shows it by kind (scalar, series, image, heatmap, mask, video,
/// audio, table, matrix, graph, map, volume, points, text, tokens, weights, timeline, json), with title, unit and "open with". A file that
/// cannot be read is told with the reason. Views that need VTK are loaded on first need.
class ArtifactView : public QWidget {
    Q_OBJECT

public:
    explicit ArtifactView(QWidget* parent = nullptr);
    ~ArtifactView() override;
    void show(const ArtifactRow& artifact, const std::filesystem::path& file);
    using QWidget::show;
    void clear();
    void setEmptyText(const QString& text);
    bool settled() const;                      ///< Nothing is being loaded.
    QWidget* content() const;                  ///< The view inside, or null.
    std::optional<Error> error() const;        ///< Why the artifact cannot be shown.
    Json saveState() const;                    ///< Of the view inside: zoom, colours, frame.
    void restoreState(const Json& state);

Q_SIGNALS:
    void loaded();                             ///< The view is there, or the error.

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

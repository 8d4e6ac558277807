// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <array>
#include <memory>

#include "core/data/array.h"
#include "widgets/base/figure.h"

namespace vitrine {

/// A volume [D,H,W] as three slices at right angles, each with a slider, and in 3D beside them. A click in a slice moves the other two there.
/// Slices are there at once and show every value; the 3D picture is made at once on a graphics card, and on request where it would be drawn in
/// software. Keys: the sliders follow the arrows, page up and down go ten slices.
class VolumeView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    /// Why an array is no volume; fine: it is one.
    static Status check(const Array& array);
    explicit VolumeView(const Array& volume, QWidget* parent = nullptr);   ///< `check` must be fine.
    ~VolumeView() override;

    std::array<std::int64_t, 3> position() const;
    /// Moves the three slices; outside of the volume: to its edge.
    void setPosition(std::array<std::int64_t, 3> position);
    void show3d();
    bool shows3d() const;
    /// 3D alone, without slices, and back.
    void setSlicesShown(bool shown);
    bool settled() const;                      ///< The range of colours is known, and the 3D picture made if there is to be one.

    Json saveState() const;
    void restoreState(const Json& state);

    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override { return std::nullopt; }

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

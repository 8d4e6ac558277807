// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

#include "core/media/colormap.h"

namespace vitrine {

/// Chooses a colour map by its picture. Maps safe for colour-blind readers come first and say so.
class ColormapPicker : public QComboBox {
    Q_OBJECT

public:
    explicit ColormapPicker(QWidget* parent = nullptr);
    Colormap colormap() const;
    void setColormap(Colormap map);

Q_SIGNALS:
    void colormapChanged(vitrine::Colormap map);
};

}  // namespace vitrine

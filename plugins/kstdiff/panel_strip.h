// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/image/colour_table.h"

namespace vitrine::kstdiff_panel {

/// The colours of a map with their numbers, in one line below it: small maps have no room for a legend.
class ColourStrip : public QWidget {
    Q_OBJECT

public:
    explicit ColourStrip(QWidget* parent);
    void setColours(const ValueColours& colours, const QString& unit);
    QSize sizeHint() const override { return {160, 34}; }
    QSize minimumSizeHint() const override { return {80, 34}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    ValueColours m_colours{Colormap::Viridis, 0, 0};
    QString m_unit;
};

}  // namespace vitrine::kstdiff_panel

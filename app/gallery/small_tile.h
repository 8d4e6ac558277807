// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gallery/tile.h"
#include "widgets/base/theme.h"

namespace vitrine {

/// A low tile with an icon and two lines: something recent, or a method that cannot be listed.
class SmallTile final : public Tile {
    Q_OBJECT

public:
    SmallTile(const QString& title, const QString& detail, const QString& icon, Ink ink, QWidget* parent);
    static constexpr int kHeight = 60, kLeastWidth = 252;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString m_detail, m_icon;
    Ink m_ink;
};

}  // namespace vitrine

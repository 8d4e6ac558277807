// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include "app/gallery/tile.h"
#include "core/plugin/manifest.h"

namespace vitrine {

/// One method in the gallery: picture, title, summary, where it was published, what it needs. A button: click or Enter opens it.
class MethodCard final : public Tile {
    Q_OBJECT

public:
    MethodCard(const Manifest& manifest, QWidget* parent);
    const Manifest& manifest() const { return m_manifest; }
    void setPicture(QImage picture);          ///< Null: back to the pattern.
    void setProblem(const QString& problem);  ///< Of its panel; empty: none.
    void setBest(bool best);                  ///< What Enter in the search box opens.
    /// How well it matches what was typed; 0: not.
    int score(const QString& pattern) const;
    static constexpr int kHeight = 256, kLeastWidth = 252, kPicture = 116;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    void paintPicture(QPainter& painter, const QRectF& area);
    void paintFooter(QPainter& painter, const QRect& area);
    const Manifest& m_manifest;
    QPixmap m_pattern;
    QString m_patternKey;
    QImage m_picture;
    QString m_problem;
    bool m_best = false;
};

/// Draws at most `lines` lines of wrapped text, the last one cut with an ellipsis; returns the height used.
int drawLines(QPainter& painter, const QRect& area, const QString& text, int lines);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QWidget>
#include <memory>
#include <vector>

#include "core/base/json.h"
#include "widgets/base/figure.h"

namespace vitrine {

/// A span on a lane of a timeline; `end` == `start` is a mark.
struct TimelineItem {
    int lane = 0;
    double start = 0, end = 0;
    QString title, help;
    QColor colour;                             ///< Invalid: by lane.
};

/// Lanes over time with a play head: zoom, pan, pick, scrub; items and marks can be edited where allowed (move, resize) with signals to undo.
/// For annotation tiers, apex and onset marks, phases of a run. Wheel zooms at the pointer, drag on the ground pans, drag on the ruler scrubs,
/// drag on an item moves it and on its ends resizes it. Keys: Left and Right move the play head (Shift: ten times as far), Alt with them
/// the picked item and Alt+Shift its end, Up and Down pick, + and - zoom, 0 and F fit, Home and End go to the ends.
class TimelineView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);
    ~TimelineView() override;
    void setLanes(const QStringList& names);
    void setItems(std::vector<TimelineItem> items);
    const std::vector<TimelineItem>& items() const;
    void setRange(double start, double end, const QString& unit);
    void setPlayHead(double time);
    double playHead() const;
    void setEditable(bool on);
    int current() const;                       ///< -1: none.
    void setCurrent(int item);
    void fit();
    void setTitle(const QString& title);
    void setEmptyText(const QString& text);
    void setProvenance(const Json& provenance);  ///< Written into exported figures.
    QRectF pixelsOf(int item) const;           ///< Where an item is drawn, in pixels of the widget.
    QSize sizeHint() const override;

    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

Q_SIGNALS:
    void playHeadMoved(double time);
    void itemPicked(int item);
    void itemEdited(int item, double start, double end);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    void leaveEvent(QEvent*) override;
    void focusInEvent(QFocusEvent*) override;
    void focusOutEvent(QFocusEvent*) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

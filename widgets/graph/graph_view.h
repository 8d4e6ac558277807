// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

#include "core/base/json.h"
#include "core/data/graph.h"
#include "widgets/base/figure.h"

namespace vitrine {

/// A graph: layout on a worker thread (layered for acyclic graphs, force-directed with Barnes-Hut otherwise, or given positions in
/// nodeData["position"] F64 [N,2], y downwards), cancellable (Esc); colours by a column of nodeData, edge width by weight, labels that do not
/// collide, hover shows the neighbourhood, pan, zoom, pick, drag. 5,000 nodes stay fluid. Keys: arrows go to the next node that way, or pan
/// when none is picked; + and - zoom, 0 and F fit, Return picks, Esc lets go.
class GraphView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit GraphView(QWidget* parent = nullptr);
    ~GraphView() override;
    void setGraph(Graph graph);
    void setColourBy(const QString& nodeColumn);      ///< Whole numbers of few kinds: categories; others: a scale; unknown or empty: none.
    void setTitle(const QString& title);
    void setEmptyText(const QString& text);
    void setProvenance(const Json& provenance);       ///< Written into exported figures.
    std::optional<std::int64_t> current() const;
    void setCurrent(std::optional<std::int64_t> node);
    bool laidOut() const;
    /// Where a node is drawn, in pixels of the widget.
    QPointF pixelOf(std::int64_t node) const;
    void fit();
    Json saveState() const;
    void restoreState(const Json& state);

    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

Q_SIGNALS:
    void nodeClicked(qint64 node);
    void nodeHovered(qint64 node);             ///< -1: none.
    void layoutFinished();

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void leaveEvent(QEvent*) override;
    void focusInEvent(QFocusEvent*) override;
    void focusOutEvent(QFocusEvent*) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

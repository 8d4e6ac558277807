// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantAnimation>
#include <QWidget>

#include "widgets/base/figure.h"

namespace vitrine::lrp_panel {

/// What flows: nodes are the boundaries, output first; segment i lies between node i and node i + 1.
struct RiverData {
    struct Node {
        QString name;
        double sum = 0;
    };
    struct Segment {
        QString name, skipKind, rule;  ///< rule: in force for this block.
        bool block = false, exception = false;
        double main = 0, skip = 0;     ///< What entered the branches; blocks only.
    };
    std::vector<Node> nodes;
    std::vector<Segment> segments;
    QString target;                    ///< The explained class.
    double start() const { return nodes.empty() ? 0 : nodes.front().sum; }
};

/// The relevance river: relevance flows from the output on the left to the pixels on the right; at every block it parts into main branch and
/// skip, as wide as what enters them. Widths are linear, or logarithmic once relevance multiplies (the picture says so). Click a block to look
/// into it, its rule below it (or the Menu key) to change it; Left and Right walk.
class River : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit River(QWidget* parent = nullptr);
    void setData(RiverData data);
    const RiverData& data() const { return m_data; }
    void setEmptyText(const QString& text);
    /// The block that is looked into; empty: none.
    void setCurrent(const QString& block);
    /// The relevance is shown flowing up to the front: 0 nothing, segments() all. Animated.
    void setDepth(int segments, bool animated = true);
    int depth() const { return m_depth; }
    int segments() const { return static_cast<int>(m_data.segments.size()); }
    bool flowing() const { return m_flow.state() == QAbstractAnimation::Running; }
    void play();                       ///< The whole way from the output.
    /// Where segment `i` lies on the widget: for tests and tooltips.
    Q_INVOKABLE QRectF segmentRect(int i) const;
    Q_INVOKABLE QRectF ruleRect(int i) const;      ///< Of its rule's label; empty when there is no room for it.

    QSize sizeHint() const override { return {560, 240}; }
    QSize minimumSizeHint() const override { return {240, 130}; }
    QString figureTitle() const override { return "Relevance river"; }
    QSizeF figureSize() const override { return QSizeF(std::max(width(), 640), std::max(height(), 260)); }
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

Q_SIGNALS:
    void blockClicked(const QString& block);
    void ruleAsked(const QString& block, const QPoint& globalPlace);
    void depthChanged(int segments);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    bool event(QEvent* event) override;

private:
    struct Layout;
    Layout layOut(const QRectF& area) const;
    double heightOf(double sum, const Layout& layout) const;
    void paintSegment(QPainter& painter, const Layout& layout, int i) const;
    void paintBranch(QPainter& painter, const QRectF& from, const QRectF& to, double bulge, const QColor& colour) const;
    void paintNode(QPainter& painter, const Layout& layout, int i) const;
    void paintNames(QPainter& painter, const Layout& layout) const;
    void paintShares(QPainter& painter, const Layout& layout) const;
    void paintRules(QPainter& painter, const Layout& layout) const;
    void paintEnds(QPainter& painter, const Layout& layout) const;
    void paintLegend(QPainter& painter, const Layout& layout) const;
    double shownShare(int segment) const;   ///< How far the front has come through it, 0..1.
    int segmentAt(const QPointF& place) const;
    int currentSegment() const;
    QString tipOf(int segment) const;

    RiverData m_data;
    QString m_current, m_emptyText;
    int m_depth = 0, m_hovered = -1;
    double m_front = 0;
    bool m_untouched = true;            ///< Nobody chose a depth: all of a new river is shown.
    QVariantAnimation m_flow;
};

}  // namespace vitrine::lrp_panel

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include "widgets/map/label_placement.h"
#include "widgets/map/map_renderer.h"

namespace vitrine {

/// The drawn part of a MapView: pictures from a MapRenderer, the shifted or scaled last one while the view moves; labels, graticule, scale
/// bar, tip, and what mouse and keys do. Places are pixels of this widget.
class MapCanvas : public QWidget {
    Q_OBJECT

public:
    enum class Tool { Pan, Rectangle, Lasso };
    struct Hit {
        std::size_t layer;
        std::uint32_t feature;
        bool operator==(const Hit&) const = default;
    };

    explicit MapCanvas(QWidget* parent = nullptr);
    void setLayers(std::vector<PreparedLayer> layers);
    const std::vector<PreparedLayer>& layers() const { return m_layers; }
    void setProjection(const MapProjection& projection) { m_projection = projection; }
    const MapProjection& projection() const { return m_projection; }

    const MapCamera& camera() const { return m_camera; }
    void setCamera(const MapCamera& camera);  ///< In motion: the sharp picture follows when it rests.
    QRectF bounds() const;                    ///< Of all visible layers on the plane.
    MapCamera cameraFor(const QRectF& planeArea, const QSizeF& size) const;
    void zoomAt(const QPointF& place, double factor);

    void setStep(int step);
    int step() const { return m_step; }
    int shownStep() const;  ///< Of the picture; -1: none yet.
    void setStepText(const QString& text) { m_stepText = text; }
    void setSwipe(std::optional<double> share);
    std::optional<double> swipe() const { return m_swipe; }
    void setSelection(const QStringList& ids);
    const QStringList& selection() const { return m_selection; }
    void setHovered(const QString& id);  ///< Outlined, with a tip; empty: none.
    QString hovered() const;
    void setTool(Tool tool);
    Tool tool() const { return m_tool; }
    void setGraticule(bool shown);
    bool graticule() const { return m_graticule; }
    void setEmptyText(const QString& text);
    void setTitle(const QString& title);  ///< Drawn small at the top left.
    /// Parts of the canvas that other widgets cover: labels keep away.
    void setCovered(std::vector<QRectF> covered);

    std::optional<Hit> hitAt(const QPointF& place) const;
    QString idOf(const Hit& hit) const { return m_layers[hit.layer].shapes->shapes->idOf(hit.feature); }
    bool settled() const;
    bool moving() const { return m_moving; }
    MapScene scene(const QSizeF& size, double ratio) const;
    /// Labels of layers for a picture of `size` under `camera`, apart from `taken`.
    std::vector<PlacedLabel> labelsFor(const MapCamera& camera, const QRectF& area, std::vector<QRectF> taken) const;
    void paintSwipe(QPainter& painter, const QRectF& area) const;

Q_SIGNALS:
    void cameraChanged();                  ///< By the person.
    void hoverChanged(const QString& id);  ///< By the person.
    void selectionChanged();               ///< By the person.
    void swipeChanged();                   ///< By the person.
    void clicked(const QString& id, Qt::KeyboardModifiers modifiers);
    void stepBy(int steps);  ///< Keys: -1, 1; ends: a large number.
    void playPressed();
    void fitPressed();
    void frameShown();  ///< A picture of the renderer replaced the last.

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void leaveEvent(QEvent*) override;
    void focusInEvent(QFocusEvent*) override;
    void focusOutEvent(QFocusEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    enum class Drag { None, Pan, Band, Swipe };
    struct Label {
        QPixmap picture;
        QPointF anchor;  ///< On the plane.
    };
    void refresh();  ///< Asks for a picture of how things are.
    void moved();    ///< The camera is another.
    void rest();
    void updateFlags();
    void chooseLabels();
    bool swipes() const;
    double dividerX() const;
    bool onDivider(const QPointF& place) const;
    void select(QStringList ids, bool add);
    void click(const QPointF& place, Qt::KeyboardModifiers modifiers);
    void finishBand(bool add);
    QStringList idsInBand(const QPolygonF& band) const;
    void hoverAt(const QPointF& place);
    void hoverNext(int dx, int dy);
    bool moveKey(QKeyEvent* event);
    std::optional<Hit> hoveredHit() const;
    QPointF toPixel(const QPointF& point) const { return m_camera.toPixel(point, QSizeF(size())); }
    void paintPicture(QPainter& painter) const;
    void paintFeature(QPainter& painter, const Hit& hit, double width) const;
    void paintLabels(QPainter& painter) const;
    void paintBand(QPainter& painter) const;
    void paintTip(QPainter& painter, const Hit& hit) const;
    QPixmap labelPicture(const QString& text) const;
    std::vector<std::pair<QString, QString>> tipRows(const Hit& hit) const;

    MapRenderer m_renderer;
    std::vector<PreparedLayer> m_layers;
    MapProjection m_projection;
    MapCamera m_camera;
    std::map<const MapShapes*, FeatureFlags> m_selected;
    QStringList m_selection;
    std::vector<Label> m_labels;
    std::vector<QRectF> m_covered;
    QTimer m_rest;
    QString m_title, m_stepText, m_emptyText, m_hoverId;
    std::optional<Hit> m_hover;
    std::optional<double> m_swipe;
    QPointF m_pressed, m_last, m_mouse;
    QPolygonF m_band;
    Tool m_tool = Tool::Pan;
    Drag m_drag = Drag::None;
    int m_step = 0;
    bool m_moving = false, m_graticule = true, m_keyFocus = false, m_mouseHere = false, m_dragged = false, m_bandIsRectangle = false;
};

}  // namespace vitrine

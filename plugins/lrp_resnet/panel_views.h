// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <array>

#include "plugins/lrp_resnet/panel_desk.h"

class QComboBox;
class QHBoxLayout;
class QToolButton;

namespace vitrine::lrp_panel {

class ElidedLabel;

/// One view: what makes its map, the picture under it, and what it says in numbers.
class MapCell : public QWidget {
    Q_OBJECT

public:
    MapCell(Desk& desk, int view, QWidget* parent = nullptr);
    ImageView& image() const { return *m_image; }
    QComboBox* chooser() const { return m_chooser; }
    void takeOver();                  ///< Choice and state into the controls.
    QString caption() const;
    void draw(double sharedFull);     ///< The latest answer; `sharedFull`: full colour of the common scale, 0: none.
    /// Full colour that this view's own map asks for.
    double fullOfOwn() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildHeader();
    void fillChooser();
    void fillClasses();
    void showEmpty();

    Desk& m_desk;
    int m_view;
    ImageView* m_image;
    QComboBox *m_chooser, *m_other;
    QToolButton* m_remove;
    ElidedLabel* m_caption;
};

/// One to four linked views with one cursor, one zoom and one region.
class MapViews : public QWidget {
    Q_OBJECT

public:
    explicit MapViews(Desk& desk, QWidget* parent = nullptr);
    ImageView& image(int view) const { return m_cells[static_cast<std::size_t>(view)]->image(); }
    void setRegionMode(bool on);
    bool regionMode() const { return m_regionMode; }
    Json saveState() const;
    void restoreState(const Json& state);

    QString caption(int view) const { return m_cells[static_cast<std::size_t>(view)]->caption(); }

Q_SIGNALS:
    void hovered(const QString& readout);

private:
    MapCell& cell(int view);           ///< Made when it is first shown.
    void arrange();
    void drawAll();
    void showRegion();

    Desk& m_desk;
    std::array<MapCell*, 4> m_cells{};  ///< Null: never shown yet.
    bool m_regionMode = false;
};

/// Some of the views as a figure: title, picture with map and colour bar, and what it says in numbers.
class MapFigure : public FigureSource {
public:
    MapFigure(const MapViews& views, const Desk& desk, bool all) : m_views(views), m_desk(desk), m_all(all) {}
    QString figureTitle() const override { return m_all ? QString("Maps side by side") : m_desk.titleOf(0); }
    QSizeF figureSize() const override { return {280.0 * count() + 12.0 * (count() - 1), 320}; }
    void paintFigure(QPainter& painter, const QRectF& area) override;

private:
    int count() const { return m_all ? m_desk.views() : 1; }
    const MapViews& m_views;
    const Desk& m_desk;
    bool m_all;
};

}  // namespace vitrine::lrp_panel

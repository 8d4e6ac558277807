// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "plugins/lrp_resnet/panel_desk.h"
#include "widgets/panel/late_tabs.h"

class QComboBox;
class QSlider;
class QToolButton;

namespace vitrine {
class PlotView;
}

namespace vitrine::lrp_panel {

class HandEdit;
class ElidedLabel;
class ScoreList;

/// The tab "Insertion and deletion": curves of all views, a slider through the steps with the masked pictures, and rectangles by hand.
class PlayerTab : public LateTab {
    Q_OBJECT

public:
    explicit PlayerTab(Desk& desk, QWidget* parent = nullptr);
    PlotView& plot() const { return *m_plot; }
    ImageView& inserted() const { return *m_inserted; }
    HandEdit& hand() const { return *m_hand; }
    int step() const;
    void setStep(int step);
    /// The curves of all views as one table; nothing without curves.
    std::optional<Table> curveTable() const;
    Json saveState() const override;
    void restoreState(const Json& state) override;
    bool settled() const override { return !m_clock.isActive(); }

private:
    void buildCurves();
    void buildPictures();
    void buildControls(QWidget* box, class QVBoxLayout* column);
    void showCurves();
    void showScores();
    void showStep();
    void togglePlay();
    double shareAt(const Curves& curves, int step) const;
    const Curves* played() const;

    Desk& m_desk;
    PlotView* m_plot;
    ScoreList* m_scores;
    ElidedLabel* m_stepText;
    QSlider* m_slider;
    QToolButton* m_play;
    QComboBox* m_of;
    ImageView *m_inserted, *m_deleted;
    HandEdit* m_hand;
    QSplitter* m_splitter;
    QTimer m_clock;
    int m_wishedStep = -1;             ///< Restored before the curves were there.
};

/// A picture to delete from (or insert into) with rectangles drawn by hand, and what the network then says.
class HandEdit : public QWidget {
    Q_OBJECT

public:
    explicit HandEdit(Desk& desk, QWidget* parent = nullptr);
    ImageView& image() const { return *m_image; }
    QString verdict() const;
    Json saveState() const;
    void restoreState(const Json& state);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildControls(class QVBoxLayout* column);
    void ask(const std::optional<QRectF>& drawing);
    void clear();
    Json rectangleOf(const QRectF& region) const;

    Desk& m_desk;
    ImageView* m_image;
    QComboBox* m_mode;
    QToolButton *m_back, *m_clear;
    ElidedLabel* m_verdict;
    Json m_rectangles = Json::array();
    std::int64_t m_imageNumber = -1;
};

}  // namespace vitrine::lrp_panel

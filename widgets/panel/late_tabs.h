// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabWidget>
#include <QTimer>
#include <functional>
#include <vector>

#include "core/base/json.h"
#include "widgets/base/figure.h"

class QSplitter;

namespace vitrine {

/// A page of LateTabs; shows what its panel knows already when it is made.
class LateTab : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;
    virtual Json saveState() const { return Json::object(); }
    virtual void restoreState(const Json& state) { static_cast<void>(state); }
    virtual bool settled() const { return true; }
};

/// Tabs that are made when they are first looked at, in a turn of the event loop of their own, so that a panel opens with one of them only. The
/// state of the others is kept as it came.
class LateTabs : public QTabWidget {
    Q_OBJECT

public:
    explicit LateTabs(QWidget* parent = nullptr);
    void add(const std::string& key, const QString& title, std::function<LateTab*(QWidget* page)> make);
    LateTab* made(int index) const { return m_entries[static_cast<std::size_t>(index)].tab; }   ///< Null before somebody needed it.
    LateTab& need(int index);          ///< Makes it now where it is not there yet.
    Json saveState() const;
    void restoreState(const Json& state);
    bool settled() const;

Q_SIGNALS:
    void shown(int index);             ///< This tab is there and is looked at.

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Entry {
        std::string key;
        std::function<LateTab*(QWidget*)> make;
        LateTab* tab = nullptr;
        Json state;                    ///< Restored before the tab was made.
    };
    std::vector<Entry> m_entries;
    QTimer m_soon;                     ///< Makes the current tab.
};

/// A figure inside a tab: the tab is made once somebody asks for the figure.
class LateFigure : public FigureSource {
public:
    explicit LateFigure(std::function<FigureSource&()> figure) : m_figure(std::move(figure)) {}
    QString figureTitle() const override { return m_figure().figureTitle(); }
    QSizeF figureSize() const override { return m_figure().figureSize(); }
    void paintFigure(QPainter& painter, const QRectF& area) override { m_figure().paintFigure(painter, area); }
    std::optional<Table> figureData() const override { return m_figure().figureData(); }

private:
    std::function<FigureSource&()> m_figure;
};

/// Sizes of a splitter as they are saved: what was restored until a person moves it, as shares of odd pixels would wander.
Json sizesOf(const QSplitter& splitter);
/// Sets them; anything but a size for each part is left alone.
void restoreSizes(QSplitter& splitter, const Json& sizes);

}  // namespace vitrine

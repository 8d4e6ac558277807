// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QMap>
#include <QWidget>
#include <memory>
#include <optional>

#include "core/base/json.h"
#include "widgets/plot/metric_reader.h"
#include "widgets/plot/metric_titles.h"

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QScrollArea;
class QSlider;
class QStackedLayout;
class QTreeWidget;
class QTreeWidgetItem;

namespace vitrine {

class PlotView;

/// The curves of a run, live: a list of its metrics to choose from, one plot for each group of names ("train/loss", "train/accuracy": the group
/// train; a name without '/' is a group of its own), at most six at once. Reading happens on a worker thread; zoom and choice stay as they
/// are while points come in.
class MetricCurves : public QWidget {
    Q_OBJECT

public:
    explicit MetricCurves(QWidget* parent = nullptr);
    ~MetricCurves() override;
    /// The store must stay open as long as the widget shows its run; none: the empty state.
    void setRun(ExperimentStore* store, std::optional<std::int64_t> run);
    /// What the method says about its metrics: titles and units of the plots.
    void setMetrics(std::vector<MetricSpec> known);
    /// Looks for new points and reads only those; call when the store changed. `refreshed` follows.
    void refresh();
    std::vector<PlotView*> plots() const;      ///< As shown, in order.
    Json saveState() const;
    void restoreState(const Json& state);

Q_SIGNALS:
    void refreshed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Points {
        std::vector<double> steps, seconds, values;
        std::int64_t firstTime = 0;
        bool plotted = false;                  ///< All of them are in the plot.
    };
    struct Group {
        PlotView* plot = nullptr;
        QTreeWidgetItem* item = nullptr;
    };
    void buildList(QWidget* side);
    void buildBar(QWidget* bar);
    void takeNews(MetricNews news);
    void listNames(const std::vector<std::string>& names);
    void chooseShown();
    void arrange();
    void fill(const QString& name);
    void refill();
    void applyFilter();
    void showMessage();
    bool isShown(const QString& name) const;

    MetricTitles m_titles;
    std::optional<std::int64_t> m_run;
    std::shared_ptr<MetricReader> m_reader;
    std::shared_ptr<MetricNews> m_news;        ///< Of the reading in progress.
    QFutureWatcher<void> m_watcher;
    bool m_again = false, m_loaded = false;

    QMap<QString, Points> m_points;
    QMap<QString, Group> m_groups;
    QMap<QString, bool> m_chosen;              ///< What the person ticked or unticked.
    QMap<QString, Json> m_plotStates;          ///< Restored ones of plots that are not there yet.
    QStringList m_visibleGroups;

    QLineEdit* m_filter = nullptr;
    QTreeWidget* m_list = nullptr;
    QSlider* m_smoothing = nullptr;
    QLabel *m_smoothingText = nullptr, *m_message = nullptr, *m_note = nullptr;
    QCheckBox *m_logX = nullptr, *m_logY = nullptr;
    QComboBox* m_axis = nullptr;
    QScrollArea* m_scroll = nullptr;
    QGridLayout* m_grid = nullptr;
    QStackedLayout* m_stack = nullptr;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/data/table.h"
#include "plugins/lrp_resnet/panel_desk.h"
#include "widgets/panel/late_tabs.h"

class QPushButton;

namespace vitrine {
class PlotView;
class TableView;
}

namespace vitrine::lrp_panel {

class ElidedLabel;

/// The tab "Batch": many images at once. Of the draft, measured live, or of a recorded run, read from its artifacts: a table of all images and
/// the probability against the relevance that arrives. A row shows its picture and map.
class BatchTab : public LateTab {
    Q_OBJECT

public:
    explicit BatchTab(Desk& desk, QWidget* parent = nullptr);
    /// The run to show; empty: the live images.
    void showRun(std::optional<std::int64_t> run);
    void setActive(bool active);       ///< Only the visible tab measures.
    TableView& table() const { return *m_table; }
    PlotView& plot() const { return *m_plot; }
    ImageView& image() const { return *m_image; }
    Json saveState() const override { return {{"sizes", sizesOf(*m_splitter)}}; }
    void restoreState(const Json& state) override { restoreSizes(*m_splitter, state.value("sizes", Json())); }
    bool settled() const override { return !m_measuring && m_reading == 0; }

private:
    void measureNext();
    void takeBatch(const Reply& reply);
    void restart();
    void showTable(Table table);
    void showScatter(const Table& table);
    void openRow(int row);
    void openArtifacts(const std::string& number);
    void say();
    /// Reads on a thread, shows on this one.
    template <class T>
    void readThen(std::function<Result<T>()> read, std::function<void(T)> show);

    Desk& m_desk;
    QSplitter* m_splitter;
    TableView* m_table;
    PlotView* m_plot;
    ImageView* m_image;
    ElidedLabel* m_text;
    QPushButton* m_more;
    std::optional<std::int64_t> m_run;
    struct Live {
        std::vector<std::int64_t> image;
        std::vector<std::string> label, predicted;
        std::vector<double> probability, relevance, error;
    } m_live;
    std::string m_measured;            ///< Options that the live rows belong to.
    std::int64_t m_wanted = 64;
    int m_reading = 0, m_shown = 0;
    bool m_active = false, m_measuring = false;
};

}  // namespace vitrine::lrp_panel

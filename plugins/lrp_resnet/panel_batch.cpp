// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_batch.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QThreadPool>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>

#include "core/data/csv.h"
#include "core/data/npy.h"
#include "core/media/image.h"
#include "plugins/lrp_resnet/panel_ink.h"
#include "plugins/lrp_resnet/panel_label.h"
#include "widgets/base/text.h"
#include "widgets/plot/plot_view.h"
#include "widgets/table/table_view.h"

namespace vitrine::lrp_panel {
namespace {

constexpr std::int64_t kBatchStep = 8;   // Images a question: a map in between does not wait long.

std::vector<double> columnOf(const Table& table, const char* name) {
    const Column* column = table.find(name);
    if (!column || !column->isNumeric()) return {};
    const auto numbers = column->numbers().as(DType::F64);
    if (!numbers.ok()) return {};
    return {numbers->values<double>().begin(), numbers->values<double>().end()};
}

std::vector<double> columnOf(const Reply& reply, const char* name) {
    const auto found = reply.arrays.find(name);
    if (found == reply.arrays.end()) return {};
    const auto numbers = found->second.as(DType::F64);
    if (!numbers.ok()) return {};
    return {numbers->values<double>().begin(), numbers->values<double>().end()};
}

/// What the tab is about stands first, so that it is seen without scrolling.
Table ordered(Table table) {
    static const std::vector<std::string> first{"image", "label", "predicted", "probability", "relevance_in", "conservation_error", "id"};
    const auto rank = [](const Column& column) { return std::find(first.begin(), first.end(), column.name) - first.begin(); };
    std::stable_sort(table.columns.begin(), table.columns.end(), [&](const Column& a, const Column& b) { return rank(a) < rank(b); });
    return table;
}

}  // namespace

BatchTab::BatchTab(Desk& desk, QWidget* parent) : LateTab(parent), m_desk(desk), m_splitter(new QSplitter(Qt::Horizontal, this)) {
    m_splitter->setChildrenCollapsible(false);
    m_table = new TableView(m_splitter);
    m_table->setObjectName("batch.table");
    m_table->setAccessibleName("Every image");
    m_plot = new PlotView(m_splitter);
    m_plot->setObjectName("batch.plot");
    m_plot->setAccessibleName("Probability against relevance that arrives");
    m_plot->setTitles("Does it arrive?", "p of the explained class", QString::fromUtf8("\u03a3R at input"));
    m_plot->setLegend(false);   // Room for the points; the tooltip explains the diagonal.
    m_plot->setToolTip("One point an image. On the dashed diagonal all relevance arrives at the pixels.");
    m_plot->setEmptyText("One point an image: on the diagonal all relevance arrives.");
    m_image = new ImageView(m_splitter);
    m_image->setObjectName("batch.image");
    m_image->setAccessibleName("Picture and map of the row");
    m_image->setEmptyText("Choose a row");
    m_image->setMinimumSize(90, 90);
    m_image->hide();
    m_text = new ElidedLabel(" ", this);
    m_text->setObjectName("batch.text");
    m_more = new QPushButton("Measure 64 more", this);
    m_more->setAccessibleName("Measure 64 more");
    m_more->setToolTip("Explain further images of the data for the table");
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_wanted += 64;
        measureNext();
    });
    auto* top = new QHBoxLayout;
    top->setSpacing(Theme::space(2));
    top->addWidget(m_text, 1);
    top->addWidget(m_more);
    m_splitter->setSizes({640, 320, 200});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, Theme::space(1), 0, 0);
    column->setSpacing(Theme::space(1));
    column->addLayout(top);
    column->addWidget(m_splitter, 1);
    connect(m_table, &TableView::rowActivated, this, &BatchTab::openRow);
    connect(m_table, &TableView::currentRowChanged, this, [this](int row) {
        if (row >= 0) openRow(row);
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] { showScatter(m_table->table()); });
    connect(&desk, &Desk::opened, this, &BatchTab::restart);
    connect(&desk.context().draft, &RunDraft::changed, this, &BatchTab::measureNext);
    say();
}

template <class T>
void BatchTab::readThen(std::function<Result<T>()> read, std::function<void(T)> show) {
    ++m_reading;
    QThreadPool::globalInstance()->start([self = QPointer(this), read = std::move(read), show = std::move(show)] {
        auto result = std::make_shared<Result<T>>(read());
        QMetaObject::invokeMethod(qApp, [self, result, show] {
            if (!self) return;
            --self->m_reading;
            if (result->ok()) show(std::move(**result));
            else self->m_desk.context().report(result->error());
        }, Qt::QueuedConnection);
    });
}

void BatchTab::showRun(std::optional<std::int64_t> run) {
    m_run = run;
    m_image->setVisible(run.has_value());
    m_more->setVisible(!run);
    say();
    if (!run) {
        m_shown = 0;
        return restart();
    }
    const auto row = m_desk.context().store.artifact(*run, "images");
    if (!row.ok()) {   // A run in progress writes its table at the end.
        showTable({});
        m_text->setText(QString("Run %1 has no table of images yet").arg(*run));
        return;
    }
    const auto file = m_desk.context().store.folder() / row->file;
    readThen<Table>([file] { return readCsv(file); }, [this, run](Table table) {
        if (m_run != run) return;
        const bool first = m_table->table().rows() == 0 || m_shown != static_cast<int>(*run);
        m_shown = static_cast<int>(*run);
        showTable(std::move(table));
        say();
        if (first && m_table->table().rows() > 0) openRow(0);
    });
}

void BatchTab::setActive(bool active) {
    m_active = active;
    measureNext();
}

void BatchTab::restart() {
    m_live = {};
    m_measuring = false;
    m_measured.clear();
    if (!m_run) showTable({});
    measureNext();
}

void BatchTab::measureNext() {
    if (!m_active || m_run || !m_desk.info()) return;
    Json parameters = m_desk.mapParameters("lrp." + stringOr(m_desk.context().draft.values(), "split", "ratio"));
    parameters["block_rules"] = stringOr(m_desk.context().draft.values(), "block_rules");
    for (const char* id :
         {"image", "class", "target", "explainer", "quantise", "levels", "step", "ties", "replacement", "rise_masks", "integration_steps"})
        parameters.erase(id);
    const std::string options = dumpJson(parameters);
    if (options != m_measured) {
        m_live = {};
        m_measuring = false;
        m_measured = options;
    }
    const auto from = static_cast<std::int64_t>(m_live.image.size());
    if (m_measuring || from >= std::min(m_wanted, m_desk.info()->images)) return say();
    m_measuring = true;
    parameters["from"] = from;
    parameters["count"] = std::min(kBatchStep, m_desk.info()->images - from);
    m_desk.ask("batch", std::move(parameters), [this, options](const Reply& reply) {
        if (options != m_measured) return;
        m_measuring = false;
        takeBatch(reply);
        measureNext();
    }, [this](const Error&) {
        m_measuring = false;
        m_wanted = static_cast<std::int64_t>(m_live.image.size());   // "More" tries again.
        say();
    });
    say();
}

void BatchTab::takeBatch(const Reply& reply) {
    const auto predicted = columnOf(reply, "predicted"), probability = columnOf(reply, "probability"), relevance = columnOf(reply, "relevance_in"),
               error = columnOf(reply, "conservation_error");
    const auto labels = reply.values.find("labels");
    for (std::size_t i = 0; i < predicted.size() && i < relevance.size() && i < error.size(); ++i) {
        m_live.image.push_back(static_cast<std::int64_t>(m_live.image.size()));
        const bool known = labels != reply.values.end() && labels->is_array() && i < labels->size() && (*labels)[i].is_number();
        const std::int64_t label = known ? (*labels)[i].get<std::int64_t>() : -1;
        m_live.label.push_back(label < 0 ? std::string() : ss(m_desk.info()->className(label)));
        m_live.predicted.push_back(ss(m_desk.info()->className(static_cast<std::int64_t>(predicted[i]))));
        m_live.probability.push_back(probability[i]);
        m_live.relevance.push_back(relevance[i]);
        m_live.error.push_back(error[i]);
    }
    if (m_run) return;
    Table table;
    table.columns = {{"image", Array::of(m_live.image), ""},        {"label", m_live.label, ""},
                     {"predicted", m_live.predicted, ""},           {"probability", Array::of(m_live.probability), ""},
                     {"relevance_in", Array::of(m_live.relevance), ""}, {"conservation_error", Array::of(m_live.error), ""}};
    showTable(std::move(table));
}

void BatchTab::showTable(Table table) {
    showScatter(table);
    const QSignalBlocker quiet(m_table);   // A new table is no wish to open a row.
    m_table->setTable(ordered(std::move(table)));
}

void BatchTab::showScatter(const Table& table) {
    const auto p = columnOf(table, "probability"), arrives = columnOf(table, "relevance_in");
    if (p.empty() || p.size() != arrives.size()) return m_plot->clear();
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    auto x = std::make_shared<std::vector<double>>(), y = std::make_shared<std::vector<double>>();
    double most = 0, least = 1;
    for (const std::size_t i : order) {
        x->push_back(p[i]);
        y->push_back(arrives[i]);
        most = std::max(most, arrives[i]);
        least = std::min(least, p[i]);
    }
    PlotSeries ideal, images;
    ideal.name = "all arrives";
    ideal.x = ideal.y = std::make_shared<std::vector<double>>(std::vector<double>{std::max(1e-6, least * 0.98), 1.0});
    ideal.dashed = true;
    ideal.colour = ink(Ink::Muted);
    images.name = "images";
    images.x = x;
    images.y = y;
    images.points = true;
    images.colour = Theme::instance().series(0);
    m_plot->setLogY(most > 5);
    m_plot->setSeries({ideal, images});
}

void BatchTab::openRow(int row) {
    const auto images = columnOf(m_table->table(), "image");
    if (row < 0 || row >= static_cast<int>(images.size())) return;
    const auto number = static_cast<std::int64_t>(images[static_cast<std::size_t>(row)]);
    if (m_run) return openArtifacts(fmt::format("{:04}", number));
    m_desk.edit("Choose a picture", [number](ViewState& state) { state.image = number; });
}

void BatchTab::openArtifacts(const std::string& number) {
    ExperimentStore& store = m_desk.context().store;
    const auto input = store.artifact(*m_run, "input/" + number), map = store.artifact(*m_run, "heatmap/" + number);
    if (!input.ok() || !map.ok()) {
        m_image->setEmptyText("This run kept no maps (save_maps was off).");
        static_cast<void>(m_image->setImage(Array()));
        return;
    }
    using Pair = std::pair<Array, Array>;
    const auto over = store.artifact(*m_run, "overlay/" + number);
    const auto inputFile = store.folder() / input->file, mapFile = store.folder() / map->file;
    const auto overFile = over.ok() ? store.folder() / over->file : inputFile;
    const QString title = qs(map->title.empty() ? map->name : map->title);
    readThen<Pair>([inputFile, mapFile, overFile]() -> Result<Pair> {
        VITRINE_TRY(Array picture, readImage(inputFile));
        if (picture.dim(0) != picture.dim(1)) {   // The map covers the square in its middle: the run's own overlay shows where.
            VITRINE_TRY(Array drawn, readImage(overFile));
            return Pair{std::move(drawn), Array()};
        }
        VITRINE_TRY(const Array values, readNpy(mapFile));
        VITRINE_TRY(Array relevance, values.as(DType::F32));
        return Pair{std::move(picture), std::move(relevance)};
    }, [this, title](Pair pair) {
        m_image->setTitle(title);
        Status status = m_image->setImage(pair.first);
        if (pair.second.empty()) return m_image->removeOverlay("heat");
        const ValueColours colours = coloursFor(pair.second, m_desk.state().display.colours, fullColour(pair.second));
        if (status.ok())
            status = m_image->setOverlay("heat", {pair.second, colours, numberOr(m_desk.context().draft.values(), "opacity", 0.8), true, false});
        if (!status.ok()) m_desk.context().report(status.error());
    });
}

void BatchTab::say() {
    if (m_run) return m_text->setText(QString("Run %1: %2 images").arg(*m_run).arg(m_table->table().rows()));
    const std::int64_t total = m_desk.info() ? m_desk.info()->images : 0;
    const auto done = static_cast<std::int64_t>(m_live.image.size());
    const double worst = m_live.error.empty() ? 0 : *std::max_element(m_live.error.begin(), m_live.error.end());
    m_text->setText(QString("%1 of %2 images explained live%3")
                        .arg(done)
                        .arg(total)
                        .arg(done > 0 ? ", largest conservation error " + numberText(100 * worst, 3) + " %" : QString()));
    m_more->setEnabled(!m_measuring && done < total && done >= m_wanted);
}

}  // namespace vitrine::lrp_panel

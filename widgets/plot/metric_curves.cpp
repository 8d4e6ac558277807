// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/metric_curves.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSlider>
#include <QSplitter>
#include <QStackedLayout>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QtConcurrent>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/plot_view.h"

namespace vitrine {
namespace {

constexpr int kMostPlots = 6;
constexpr int kTwoColumnsFrom = 760, kPlotHeight = 240;
constexpr int kNameRole = Qt::UserRole;
constexpr QSize kLineSize{0, 22};

}  // namespace

MetricCurves::MetricCurves(QWidget* parent) : QWidget(parent) {
    m_message = new QLabel(this);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    auto *side = new QWidget(splitter), *right = new QWidget(splitter), *bar = new QWidget(right);
    buildList(side);
    buildBar(bar);
    m_scroll = new QScrollArea(right);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setAccessibleName(QStringLiteral("Curves"));
    auto* board = new QWidget(m_scroll->viewport());
    m_grid = new QGridLayout(board);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(Theme::space(3));
    m_scroll->setWidget(board);
    m_note = new QLabel(right);
    m_note->setVisible(false);
    m_note->setWordWrap(true);
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(Theme::space(2), 0, 0, 0);
    column->setSpacing(Theme::space(2));
    column->addWidget(bar);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_note);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({200, 800});
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_message);
    m_stack->addWidget(splitter);
    connect(&m_watcher, &QFutureWatcher<void>::finished, this, [this] {
        if (const auto news = std::exchange(m_news, nullptr)) takeNews(std::move(*news));
    });
    showMessage();
}

MetricCurves::~MetricCurves() = default;

void MetricCurves::buildList(QWidget* side) {
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(2));
    m_filter = new QLineEdit(side);
    m_filter->setPlaceholderText(QStringLiteral("Filter metrics"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(QStringLiteral("Filter metrics"));
    m_filter->setToolTip(QStringLiteral("Shows the metrics whose name contains this text"));
    connect(m_filter, &QLineEdit::textChanged, this, [this] { applyFilter(); });
    column->addWidget(m_filter);
    m_list = new QTreeWidget(side);
    m_list->setHeaderHidden(true);
    m_list->setAccessibleName(QStringLiteral("Metrics shown"));
    m_list->setToolTip(QStringLiteral("Ticked metrics are plotted"));
    m_list->setIndentation(16);
    m_list->setUniformRowHeights(true);
    connect(m_list, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem* item) {
        if (const QString name = item->data(0, kNameRole).toString(); !name.isEmpty()) m_chosen[name] = item->checkState(0) == Qt::Checked;
        // A group's tick changes all of its items, one signal each: they are drawn once.
        QMetaObject::invokeMethod(this, [this] { chooseShown(), refresh(); }, Qt::QueuedConnection);
    });
    column->addWidget(m_list, 1);
    side->setMinimumWidth(140);
}

void MetricCurves::buildBar(QWidget* bar) {
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space(2));
    m_axis = new QComboBox(bar);
    m_axis->addItems({QStringLiteral("Step"), QStringLiteral("Time")});
    m_axis->setAccessibleName(QStringLiteral("Horizontal axis"));
    m_axis->setToolTip(QStringLiteral("Horizontal axis: step, or seconds since the first point"));
    connect(m_axis, &QComboBox::currentIndexChanged, this, [this] { refill(); });
    row->addWidget(m_axis);
    m_logX = new QCheckBox(QStringLiteral("Log x"), bar);
    m_logX->setToolTip(QStringLiteral("Logarithmic horizontal axis"));
    m_logX->setAccessibleName(QStringLiteral("Logarithmic horizontal axis"));
    m_logY = new QCheckBox(QStringLiteral("Log y"), bar);
    m_logY->setToolTip(QStringLiteral("Logarithmic vertical axis"));
    m_logY->setAccessibleName(QStringLiteral("Logarithmic vertical axis"));
    connect(m_logX, &QCheckBox::toggled, this, [this](bool on) { for (const Group& group : m_groups) if (group.plot) group.plot->setLogX(on); });
    connect(m_logY, &QCheckBox::toggled, this, [this](bool on) { for (const Group& group : m_groups) if (group.plot) group.plot->setLogY(on); });
    row->addWidget(m_logX);
    row->addWidget(m_logY);
    row->addSpacing(Theme::space(2));
    auto* title = new QLabel(QStringLiteral("Smoothing"), bar);
    row->addWidget(title);
    m_smoothing = new QSlider(Qt::Horizontal, bar);
    m_smoothing->setRange(0, 99);
    m_smoothing->setFixedWidth(120);
    m_smoothing->setAccessibleName(QStringLiteral("Smoothing"));
    m_smoothing->setToolTip(QStringLiteral("Weight of the exponential moving average; the raw curve stays faint behind it"));
    title->setBuddy(m_smoothing);
    m_smoothingText = new QLabel(QStringLiteral("Off"), bar);
    m_smoothingText->setMinimumWidth(32);
    connect(m_smoothing, &QSlider::valueChanged, this, [this](int value) {
        m_smoothingText->setText(value == 0 ? QStringLiteral("Off") : QString::number(value / 100.0, 'f', 2));
        for (const Group& group : m_groups)
            if (group.plot) group.plot->setSmoothing(value / 100.0);
    });
    row->addWidget(m_smoothing);
    row->addWidget(m_smoothingText);
    row->addStretch(1);
}

bool MetricCurves::isShown(const QString& name) const { return m_chosen.value(name, true) && m_visibleGroups.contains(MetricTitles::groupOf(name)); }

void MetricCurves::setRun(ExperimentStore* store, std::optional<std::int64_t> run) {
    m_news.reset();
    m_again = m_loaded = false;
    m_points.clear();
    for (const Group& group : m_groups) {
        if (group.plot) m_plotStates[group.plot->objectName()] = group.plot->saveState();
        delete group.plot;
    }
    m_groups.clear();
    m_visibleGroups.clear();
    m_list->clear();
    m_run = store ? run : std::nullopt;
    m_reader = m_run ? std::make_shared<MetricReader>(store->folder()) : nullptr;
    showMessage();
    refresh();
}

void MetricCurves::setMetrics(std::vector<MetricSpec> known) {
    m_titles = MetricTitles(std::move(known));
    refill();
}

void MetricCurves::refresh() {
    if (!m_reader) return;
    if (m_news) {
        m_again = true;
        return;
    }
    std::map<std::string, std::int64_t> have;
    for (auto points = m_points.constBegin(); points != m_points.constEnd(); ++points)
        if (isShown(points.key())) have[ss(points.key())] = static_cast<std::int64_t>(points->values.size());
    m_news = std::make_shared<MetricNews>();
    m_watcher.setFuture(QtConcurrent::run([reader = m_reader, news = m_news, run = *m_run, have] { *news = reader->read(run, have); }));
}

void MetricCurves::takeNews(MetricNews news) {
    const bool first = !m_loaded;
    m_loaded = true;
    const qsizetype known = m_points.size();
    listNames(news.names);
    for (const std::string& name : news.shrunk) m_points[qs(name)] = {};
    if (!news.shrunk.empty()) refill();
    for (const MetricSeries& tail : news.tails) {
        Points& points = m_points[qs(tail.name)];
        if (points.values.empty() && !tail.times.empty()) points.firstTime = tail.times.front();
        const std::size_t from = points.values.size();
        points.steps.insert(points.steps.end(), tail.steps.begin(), tail.steps.end());
        points.values.insert(points.values.end(), tail.values.begin(), tail.values.end());
        for (const std::int64_t time : tail.times) points.seconds.push_back(static_cast<double>(time - points.firstTime) / 1e6);
        const auto group = m_groups.constFind(MetricTitles::groupOf(qs(tail.name)));
        if (group == m_groups.constEnd() || !group->plot || !isShown(qs(tail.name))) continue;
        const std::vector<double>& x = m_axis->currentIndex() == 1 ? points.seconds : points.steps;
        group->plot->append(MetricTitles::labelOf(qs(tail.name)), {x.begin() + static_cast<std::ptrdiff_t>(from), x.end()},
                            {points.values.begin() + static_cast<std::ptrdiff_t>(from), points.values.end()});
    }
    if (news.error)
        m_message->setText(errorHtml(*news.error));
    else
        showMessage();
    if (news.error && m_points.isEmpty()) m_stack->setCurrentIndex(0);
    if (first || m_points.size() != known) m_again = true;   // Names came: now their points.
    if (std::exchange(m_again, false)) return refresh();
    Q_EMIT refreshed();
}

void MetricCurves::listNames(const std::vector<std::string>& names) {
    const QSignalBlocker quiet(m_list);
    bool added = false;
    for (const std::string& raw : names) {
        const QString name = qs(raw);
        if (m_points.contains(name)) continue;
        m_points[name] = {};
        added = true;
        Group& group = m_groups[MetricTitles::groupOf(name)];
        const bool single = !name.contains('/');
        if (!group.item) {
            group.item = new QTreeWidgetItem({MetricTitles::groupOf(name)});
            group.item->setSizeHint(0, kLineSize);
            group.item->setFlags(group.item->flags() | Qt::ItemIsUserCheckable | (single ? Qt::NoItemFlags : Qt::ItemIsAutoTristate));
            m_list->addTopLevelItem(group.item);
            group.item->setExpanded(true);
        }
        QTreeWidgetItem* item = group.item;
        if (!single) {
            item = new QTreeWidgetItem(group.item, {MetricTitles::labelOf(name)});
            item->setSizeHint(0, kLineSize);
            item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        }
        item->setData(0, kNameRole, name);
        item->setToolTip(0, name);
        item->setCheckState(0, m_chosen.value(name, true) ? Qt::Checked : Qt::Unchecked);
    }
    if (!added) return;
    m_list->sortItems(0, Qt::AscendingOrder);
    applyFilter();
    chooseShown();
}

void MetricCurves::chooseShown() {
    QStringList groups;
    for (auto points = m_points.constBegin(); points != m_points.constEnd(); ++points)
        if (m_chosen.value(points.key(), true) && !groups.contains(MetricTitles::groupOf(points.key()))) groups += MetricTitles::groupOf(points.key());
    const qsizetype wanted = groups.size();
    groups = groups.mid(0, kMostPlots);
    m_note->setVisible(wanted > kMostPlots);
    m_note->setText(QStringLiteral("%1 of %2 groups are shown. Untick some to see others.").arg(kMostPlots).arg(wanted));
    for (auto group = m_groups.begin(); group != m_groups.end(); ++group) {
        if (groups.contains(group.key()) == (group->plot != nullptr)) continue;
        if (group->plot) {
            m_plotStates[group.key()] = group->plot->saveState();
            delete std::exchange(group->plot, nullptr);
            continue;
        }
        group->plot = new PlotView(m_grid->parentWidget());
        group->plot->setObjectName(group.key());
        group->plot->setWheelNeedsFocus(true);
        group->plot->setMinimumHeight(kPlotHeight);
        group->plot->setEmptyText(QStringLiteral("No points yet."));
        group->plot->restoreState(m_plotStates.value(group.key(), Json::object()));
        group->plot->setLogX(m_logX->isChecked());
        group->plot->setLogY(m_logY->isChecked());
        group->plot->setSmoothing(m_smoothing->value() / 100.0);
    }
    m_visibleGroups = groups;
    arrange();
    refill();
}

void MetricCurves::arrange() {
    while (QLayoutItem* item = m_grid->takeAt(0)) delete item;
    const int columns = m_visibleGroups.size() > 1 && m_scroll->viewport()->width() >= kTwoColumnsFrom ? 2 : 1;
    for (int i = 0; i < m_visibleGroups.size(); ++i) m_grid->addWidget(m_groups[m_visibleGroups[i]].plot, i / columns, i % columns);
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, columns == 2 ? 1 : 0);
}

void MetricCurves::refill() {
    const bool time = m_axis->currentIndex() == 1;
    for (auto group = m_groups.begin(); group != m_groups.end(); ++group) {
        if (!group->plot) continue;
        std::vector<PlotSeries> series;
        QStringList names;
        for (auto points = m_points.constBegin(); points != m_points.constEnd(); ++points) {
            if (MetricTitles::groupOf(points.key()) != group.key() || !isShown(points.key())) continue;
            names << points.key();
            PlotSeries one;
            one.name = MetricTitles::labelOf(points.key());
            one.x = std::make_shared<std::vector<double>>(time ? points->seconds : points->steps);
            one.y = std::make_shared<std::vector<double>>(points->values);
            series.push_back(std::move(one));
        }
        group->plot->setLegend(series.size() > 1);   // A lone metric stands at its axis.
        group->plot->setTitles(m_titles.titleOf(group.key()), time ? QStringLiteral("time (s)") : QStringLiteral("step"), m_titles.axisOf(names));
        group->plot->setSeries(std::move(series));
    }
}

void MetricCurves::applyFilter() {
    const QString text = m_filter->text().trimmed();
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = m_list->topLevelItem(i);
        bool any = text.isEmpty() || group->text(0).contains(text, Qt::CaseInsensitive);
        const bool whole = any;
        for (int k = 0; k < group->childCount(); ++k) {
            const bool match = whole || group->child(k)->text(0).contains(text, Qt::CaseInsensitive);
            group->child(k)->setHidden(!match);
            any = any || match;
        }
        group->setHidden(!any);
    }
}

void MetricCurves::showMessage() {
    m_message->setText(!m_run       ? QStringLiteral("Choose a run to see its curves.")
                       : !m_loaded ? QStringLiteral("Reading the metrics of run %1.").arg(*m_run)
                                   : QStringLiteral("No metrics yet. They appear here as soon as the run logs them."));
    m_stack->setCurrentIndex(m_points.isEmpty() ? 0 : 1);
}

std::vector<PlotView*> MetricCurves::plots() const {
    std::vector<PlotView*> plots;
    for (const QString& group : m_visibleGroups) plots.push_back(m_groups[group].plot);
    return plots;
}

Json MetricCurves::saveState() const {
    Json chosen = Json::object(), plots = Json::object();
    for (auto entry = m_chosen.constBegin(); entry != m_chosen.constEnd(); ++entry) chosen[ss(entry.key())] = entry.value();
    for (auto entry = m_plotStates.constBegin(); entry != m_plotStates.constEnd(); ++entry) plots[ss(entry.key())] = entry.value();
    for (auto group = m_groups.constBegin(); group != m_groups.constEnd(); ++group)
        if (group->plot) plots[ss(group.key())] = group->plot->saveState();
    return {{"chosen", chosen}, {"plots", plots}, {"smoothing", m_smoothing->value()}, {"log_x", m_logX->isChecked()},
            {"log_y", m_logY->isChecked()}, {"time", m_axis->currentIndex() == 1}};
}

void MetricCurves::restoreState(const Json& state) {
    if (!state.is_object()) return;
    if (state.contains("chosen") && state.at("chosen").is_object())
        for (const auto& [name, on] : state.at("chosen").items())
            if (on.is_boolean()) m_chosen[qs(name)] = on.get<bool>();
    m_smoothing->setValue(static_cast<int>(numberOr(state, "smoothing", 0)));
    m_logX->setChecked(boolOr(state, "log_x", false));
    m_logY->setChecked(boolOr(state, "log_y", false));
    m_axis->setCurrentIndex(boolOr(state, "time", false) ? 1 : 0);
    if (state.contains("plots") && state.at("plots").is_object())
        for (const auto& [name, plot] : state.at("plots").items()) {
            m_plotStates[qs(name)] = plot;
            if (const auto group = m_groups.constFind(qs(name)); group != m_groups.constEnd() && group->plot) group->plot->restoreState(plot);
        }
    const QSignalBlocker quiet(m_list);
    for (QTreeWidgetItemIterator item(m_list); *item; ++item)
        if (const QString name = (*item)->data(0, kNameRole).toString(); !name.isEmpty())
            (*item)->setCheckState(0, m_chosen.value(name, true) ? Qt::Checked : Qt::Unchecked);
    chooseShown();
    refresh();                                 // Points of those that were not shown before.
}

void MetricCurves::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

}  // namespace vitrine

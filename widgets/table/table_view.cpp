// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QShortcut>
#include <QTableView>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/data/csv.h"
#include "widgets/base/empty_note.h"
#include "widgets/base/filter_bar.h"
#include "widgets/base/save_dialog.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/base/ui_thread.h"
#include "widgets/table/cell_delegate.h"
#include "widgets/table/table_cells.h"
#include "widgets/table/table_model.h"
#include "widgets/table/table_selection.h"

namespace vitrine {

struct TableView::Impl {
    explicit Impl(TableView& owner) : self(owner) {}
    TableView& self;
    TableModel* model = nullptr;
    QTableView* view = nullptr;
    FilterBar* bar = nullptr;
    QLabel* empty = nullptr;
    QString emptyText = "No table yet.";
    int current = -1;          ///< Row of the table; stays while the filter hides it.
    bool settling = false;     ///< The view is being put right: its signals are not a person's.

    void makeBar();
    void makeView();
    void refreshCount();
    void rowsChanged();
    void fitColumns();
    void columnMenu(const QPoint& at);
    void cellMenu(const QPoint& at);
    void fillColumns(QMenu& menu);
    void copy(bool withHeader);
    void save();
    std::vector<int> columnsInOrder() const;
    Json columnState() const;
};

void TableView::Impl::makeBar() {
    bar = new FilterBar("Filter: text, or column > 0.5", "Filter rows", 360, &self);
    bar->field().setObjectName("table.filter");
    bar->field().setToolTip("Text that occurs in a cell, or a comparison by column name: acc > 0.5, name ~ lrp. Several are joined by \" and \".");
    auto* columns = bar->addTool("eye", "Columns to show");
    columns->setObjectName("table.columns");
    columns->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(columns);
    columns->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, &self, [this, menu] {
        menu->clear();
        fillColumns(*menu);
    });
    auto* copyButton = bar->addTool("copy", "Copy selected cells");
    auto* saveButton = bar->addTool("download", "Save the rows shown as CSV");
    saveButton->setObjectName("table.save");
    connect(bar, &FilterBar::textChanged, &self, [this](const QString& text) {
        model->setFilter(text);
        Q_EMIT self.stateTouched();
    });
    connect(copyButton, &QToolButton::clicked, &self, [this] { copy(true); });
    connect(saveButton, &QToolButton::clicked, &self, [this] { save(); });
}

void TableView::Impl::makeView() {
    view = new QTableView(&self);
    view->setObjectName("table.view");
    view->setAccessibleName("Table");
    view->setModel(model);
    view->setItemDelegate(new CellDelegate(view));
    view->setAlternatingRowColors(true);
    view->setShowGrid(false);
    view->setWordWrap(false);
    view->setTextElideMode(Qt::ElideMiddle);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view->setTabKeyNavigation(false);   // Tab leaves the table: arrows move in it.
    view->verticalHeader()->hide();
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setMinimumSectionSize(20);
    view->verticalHeader()->setDefaultSectionSize(26);
    QHeaderView* header = view->horizontalHeader();
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setSortIndicatorClearable(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    view->setSortingEnabled(true);
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, &self, [this](const QPoint& at) { columnMenu(at); });
    connect(view, &QWidget::customContextMenuRequested, &self, [this](const QPoint& at) { cellMenu(at); });
    connect(header, &QHeaderView::sectionMoved, &self, [this] { Q_EMIT self.stateTouched(); });
    connect(header, &QHeaderView::sectionResized, &self, [this] { Q_EMIT self.stateTouched(); });
    connect(header, &QHeaderView::sortIndicatorChanged, &self, [this] { Q_EMIT self.stateTouched(); });
    connect(view, &QTableView::activated, &self, [this](const QModelIndex& index) { Q_EMIT self.rowActivated(model->tableRow(index.row())); });
    connect(view->selectionModel(), &QItemSelectionModel::currentRowChanged, &self, [this](const QModelIndex& index) {
        if (settling || !index.isValid()) return;
        current = model->tableRow(index.row());
        Q_EMIT self.currentRowChanged(current);
    });
    auto* keys = new QShortcut(QKeySequence::Copy, view);
    keys->setContext(Qt::WidgetShortcut);
    connect(keys, &QShortcut::activated, &self, [this] { copy(false); });
}

void TableView::Impl::refreshCount() {
    const QLocale locale(QLocale::English);
    const qint64 all = model->table().rows(), shown = model->rowCount();
    const QString rows = shown == all ? QString("%1 rows").arg(locale.toString(all)) : QString("%1 of %2 rows").arg(locale.toString(shown), locale.toString(all));
    bar->setCount(model->busy() ? QString("Looking through %1 rows...").arg(locale.toString(all)) : all == 1 && shown == 1 ? QString("1 row") : rows);
    empty->setText(model->columnCount() == 0 || all == 0 ? emptyText : "No row matches. Change or clear the filter.");
    empty->setVisible(shown == 0 && !model->busy());
}

/// After a reset of the model: the current row stays current when it is still shown.
void TableView::Impl::rowsChanged() {
    settling = true;
    if (const int row = model->viewRow(current); row >= 0) view->setCurrentIndex(model->index(row, std::max(0, view->currentIndex().column())));
    settling = false;
    refreshCount();
    Q_EMIT self.updated();
}

/// Widths from the titles and from a sample of cells: all of a million rows would take seconds.
void TableView::Impl::fitColumns() {
    constexpr int kSample = 200, kWidest = 360;
    const QFontMetrics text(view->font());
    QFont bold = view->font();
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics title(bold);
    const Table& table = model->table();
    const std::int64_t step = std::max<std::int64_t>(1, table.rows() / kSample);
    for (int c = 0; c < model->columnCount(); ++c) {
        const Column& column = table.columns[std::size_t(c)];
        int width = title.horizontalAdvance(columnTitle(column)) + 36;
        for (std::int64_t row = 0; row < table.rows(); row += step) width = std::max(width, text.horizontalAdvance(cellText(column, row)) + 20);
        view->setColumnWidth(c, std::min(width, kWidest));
    }
}

void TableView::Impl::fillColumns(QMenu& menu) {
    QHeaderView* header = view->horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int c = header->logicalIndex(visual);
        QAction* action = menu.addAction(columnTitle(model->table().columns[std::size_t(c)]));
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(c));
        action->setEnabled(header->isSectionHidden(c) || header->hiddenSectionCount() + 1 < header->count());  // One stays.
        connect(action, &QAction::toggled, &self, [this, c](bool on) {
            view->setColumnHidden(c, !on);
            Q_EMIT self.stateTouched();
        });
    }
}

void TableView::Impl::columnMenu(const QPoint& at) {
    auto* menu = new QMenu(&self);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillColumns(*menu);
    menu->popup(view->horizontalHeader()->mapToGlobal(at));
}

void TableView::Impl::cellMenu(const QPoint& at) {
    auto* menu = new QMenu(&self);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(Theme::instance().icon("copy"), "Copy cells"), &QAction::triggered, &self, [this] { copy(false); });
    connect(menu->addAction("Copy cells with column names"), &QAction::triggered, &self, [this] { copy(true); });
    connect(menu->addAction(Theme::instance().icon("download"), "Save rows as CSV..."), &QAction::triggered, &self, [this] { save(); });
    menu->popup(view->viewport()->mapToGlobal(at));
}

std::vector<int> TableView::Impl::columnsInOrder() const {
    const QHeaderView* header = view->horizontalHeader();
    std::vector<int> columns;
    for (int visual = 0; visual < header->count(); ++visual)
        if (const int c = header->logicalIndex(visual); !header->isSectionHidden(c)) columns.push_back(c);
    return columns;
}

/// Many cells are put together on a thread.
void TableView::Impl::copy(bool withHeader) {
    auto cells = std::make_shared<SelectedCells>(selectedCells(*view->selectionModel(), *model, columnsInOrder()));
    if (cells->size() < 20'000) return QGuiApplication::clipboard()->setText(cells->text(withHeader));
    QThreadPool::globalInstance()->start([cells, withHeader] {
        const QString text = cells->text(withHeader);
        postToUi([text] { QGuiApplication::clipboard()->setText(text); });
    });
}

void TableView::Impl::save() {
    saveWithDialog(&self, {"Save rows as CSV", "Comma-separated table (*.csv)", "csv", "table.saveDialog"}, [this](const std::filesystem::path& file) {
        return [file, table = model->shared(), rows = model->shownRows(), columns = columnsInOrder()] { return writeCsv(file, partOf(*table, rows, columns)); };
    });
}

TableView::TableView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this)) {
    m_impl->model = new TableModel(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(2));
    m_impl->makeBar();
    column->addWidget(m_impl->bar);
    m_impl->makeView();
    column->addWidget(m_impl->view, 1);
    m_impl->empty = emptyNote(*m_impl->view);
    connect(m_impl->model, &TableModel::busyChanged, this, [this] { m_impl->refreshCount(); });
    connect(m_impl->model, &QAbstractItemModel::modelReset, this, [this] { m_impl->rowsChanged(); });
    setFocusProxy(m_impl->view);
    m_impl->refreshCount();
}

TableView::~TableView() = default;

void TableView::setTable(Table table) {
    const auto names = [](const Table& of) {
        std::vector<std::string> list;
        for (const Column& column : of.columns) list.push_back(column.name);
        return list;
    };
    // The same columns with other rows: what was arranged stays arranged.
    const bool same = names(table) == names(m_impl->model->table());
    if (!same) {
        m_impl->current = -1;
        m_impl->view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    }
    m_impl->model->setTable(std::move(table));
    if (!same) m_impl->fitColumns();
}

const Table& TableView::table() const {
    return m_impl->model->table();
}

QTableView* TableView::view() const {
    return m_impl->view;
}

void TableView::setEmptyText(const QString& text) {
    m_impl->emptyText = text;
    m_impl->refreshCount();
}

void TableView::setFilter(const QString& text) {
    m_impl->bar->field().setText(text);
}

bool TableView::busy() const {
    return m_impl->model->busy();
}

int TableView::visibleRows() const {
    return m_impl->model->rowCount();
}

int TableView::currentRow() const {
    return m_impl->current;
}

void TableView::setCurrentRow(int row) {
    m_impl->current = row;
    const int shown = m_impl->model->viewRow(row);
    m_impl->settling = true;
    if (shown >= 0)
        m_impl->view->setCurrentIndex(m_impl->model->index(shown, std::max(0, m_impl->view->currentIndex().column())));
    else
        m_impl->view->clearSelection();
    m_impl->settling = false;
}

QString TableView::copyText() const {
    return selectedCells(*m_impl->view->selectionModel(), *m_impl->model, m_impl->columnsInOrder()).text(false);
}

Json TableView::Impl::columnState() const {
    const QHeaderView* header = view->horizontalHeader();
    Json columns = Json::array();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int c = header->logicalIndex(visual);
        columns.push_back({{"name", model->table().columns[std::size_t(c)].name}, {"width", header->sectionSize(c)}, {"hidden", header->isSectionHidden(c)}});
    }
    return columns;
}

Json TableView::saveState() const {
    const TableQuery& query = m_impl->model->query();
    Json state = {{"filter", ss(query.filter)}, {"columns", m_impl->columnState()}, {"descending", query.descending}};
    if (query.sortColumn >= 0) state["sort"] = m_impl->model->table().columns[std::size_t(query.sortColumn)].name;
    return state;
}

void TableView::restoreState(const Json& state) {
    if (!state.is_object()) return;
    QHeaderView* header = m_impl->view->horizontalHeader();
    const std::vector<Column>& columns = m_impl->model->table().columns;
    const auto indexOf = [&](const std::string& name) {
        const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
        return found == columns.end() ? -1 : int(found - columns.begin());
    };
    int visual = 0;
    for (const Json& entry : state.value("columns", Json::array())) {
        const int c = entry.is_object() ? indexOf(stringOr(entry, "name")) : -1;
        if (c < 0) continue;
        header->moveSection(header->visualIndex(c), visual++);
        const bool hidden = boolOr(entry, "hidden", false);
        if (const int width = int(numberOr(entry, "width", 0)); width > 0 && !hidden) header->resizeSection(c, width);
        header->setSectionHidden(c, hidden);
    }
    const std::string sort = stringOr(state, "sort");
    const int column = sort.empty() ? -1 : indexOf(sort);
    header->setSortIndicator(column, boolOr(state, "descending", false) ? Qt::DescendingOrder : Qt::AscendingOrder);
    m_impl->bar->field().setText(qs(stringOr(state, "filter")));
}

}  // namespace vitrine

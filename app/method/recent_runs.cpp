// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/recent_runs.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMouseEvent>
#include <QPointer>
#include <QVBoxLayout>

#include "app/method/recent_runs_delegate.h"
#include "widgets/base/state_edit.h"
#include "widgets/base/text.h"

namespace vitrine {

class RecentRuns::Model final : public QAbstractListModel {
public:
    Model(const RecentRuns& list, QObject* parent) : QAbstractListModel(parent), m_list(list) {}
    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_list.m_runs.size()); }
    QVariant data(const QModelIndex& index, int role) const override {
        const RecentRun& run = m_list.m_runs[static_cast<std::size_t>(index.row())];
        if (role == kRunRole) return QVariant::fromValue(reinterpret_cast<quintptr>(&run));
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole || role == Qt::ToolTipRole) return runText(run, m_list.m_manifest);
        return {};
    }
    /// Rows that are the same runs as before are only repainted, so that scroll place and hover stay.
    void replace(std::vector<RecentRun>& runs, std::vector<RecentRun> now) {
        const bool same = std::equal(runs.begin(), runs.end(), now.begin(), now.end(),
                                     [](const RecentRun& a, const RecentRun& b) { return a.row.id == b.row.id; });
        if (!same) beginResetModel();
        runs = std::move(now);
        if (!same) endResetModel();
        else if (!runs.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }

private:
    const RecentRuns& m_list;
};

RecentRuns::RecentRuns(const Manifest& manifest, RunReader& reader, QUndoStack& undo, QWidget* parent)
    : QWidget(parent), m_manifest(manifest), m_reader(reader), m_undo(undo), m_model(new Model(*this, this)) {
    m_view = new QListView(this);
    m_view->setObjectName("runs.recent");
    m_view->setAccessibleName("Recent runs of this method");
    m_view->setModel(m_model);
    m_view->setItemDelegate(new RecentRunDelegate(manifest, m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformItemSizes(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setMouseTracking(true);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->viewport()->installEventFilter(this);
    m_view->installEventFilter(this);
    m_empty = new QLabel("No runs yet.\nPress Run (Ctrl+R) to make the first.", this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setProperty("ink", "muted");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    column->addWidget(m_empty);
    m_view->hide();
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (const auto run = runAt(now); run && run != m_current) Q_EMIT chosen(*run);
    });
    connect(m_view, &QListView::customContextMenuRequested, this, &RecentRuns::showMenu);
    connect(&m_reader, &RunReader::recent, this, [this](const std::vector<RecentRun>& runs) {
        m_model->replace(m_runs, runs);
        m_view->setVisible(!m_runs.empty());
        m_empty->setVisible(m_runs.empty());
        setCurrent(m_current);
    });
}

void RecentRuns::refresh() { m_reader.readRecent(m_manifest.id, m_manifest.metrics.empty() ? std::string() : m_manifest.metrics.front().name); }

void RecentRuns::setCurrent(std::optional<std::int64_t> run) {
    m_current = run;
    QModelIndex index;
    for (std::size_t i = 0; i < m_runs.size(); ++i)
        if (run && m_runs[i].row.id == *run) index = m_model->index(static_cast<int>(i));
    if (index == m_view->currentIndex()) return;
    m_view->setCurrentIndex(index);
    if (!index.isValid()) m_view->clearSelection();
}

const RecentRun* RecentRuns::find(std::int64_t run) const {
    for (const RecentRun& known : m_runs)
        if (known.row.id == run) return &known;
    return nullptr;
}

std::optional<std::int64_t> RecentRuns::runAt(const QModelIndex& index) const {
    if (!index.isValid() || index.row() >= static_cast<int>(m_runs.size())) return {};
    return m_runs[static_cast<std::size_t>(index.row())].row.id;
}

/// Written on the reader's thread; the list follows.
void RecentRuns::edit(const QString& text, std::int64_t run, const Json& before, const Json& after,
                      std::function<Status(ExperimentStore&, std::int64_t, const Json&)> apply) {
    m_undo.push(new StateEdit(text, before, after, [list = QPointer<RecentRuns>(this), run, apply = std::move(apply)](const Json& value) {
        if (!list) return;
        list->m_reader.write([run, apply, value](ExperimentStore& store) { return apply(store, run, value); });
        list->refresh();
    }));
}

void RecentRuns::toggleStar(std::int64_t run) {
    const RecentRun* known = find(run);
    if (!known) return;
    std::vector<std::string> tags = known->row.tags;
    const Json before = tags;
    if (known->starred()) std::erase(tags, kStarTag);
    else tags.push_back(kStarTag);
    edit(QString(known->starred() ? "Take the star of run %1" : "Star run %1").arg(run), run, before, tags,
         [](ExperimentStore& store, std::int64_t id, const Json& value) { return store.setTags(id, value.get<std::vector<std::string>>()); });
}

void RecentRuns::moveToTrash(std::int64_t run) {
    edit(QString("Move run %1 to the trash").arg(run), run, false, true,
         [](ExperimentStore& store, std::int64_t id, const Json& value) { return store.setTrashed(id, value.get<bool>()); });
    Q_EMIT trashed(run);
}

void RecentRuns::showMenu(const QPoint& at) {
    const auto run = runAt(m_view->indexAt(at).isValid() ? m_view->indexAt(at) : m_view->currentIndex());
    const RecentRun* known = run ? find(*run) : nullptr;
    if (!known) return;
    const RunState state = known->row.state;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString& title, const QString& icon, bool enabled, std::function<void()> then) {
        menu->addAction(Theme::instance().icon(icon), title, this, std::move(then))->setEnabled(enabled);
    };
    const qint64 id = *run;
    add("Show", "eye", true, [this, id] { Q_EMIT chosen(id); });
    add("Copy its parameters to the form", "copy", true, [this, id] { Q_EMIT copyRequested(id); });
    add("Run again with the same parameters", "play", true, [this, id] { Q_EMIT rerunRequested(id); });
    add("Resume from its checkpoint", "history", isEnded(state) && state != RunState::Finished && m_manifest.resumable,
        [this, id] { Q_EMIT resumeRequested(id); });
    menu->addSeparator();
    add(known->starred() ? "Take the star away" : "Star", "star", true, [this, id] { toggleStar(id); });
    add("Copy number", "copy", true, [id] { QApplication::clipboard()->setText(QString::number(id)); });
    menu->addSeparator();
    add("Move to the trash", "trash", isEnded(state), [this, id] { moveToTrash(id); });
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

bool RecentRuns::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_view->viewport() && event->type() == QEvent::MouseButtonPress) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const QModelIndex index = m_view->indexAt(mouse->pos());
        if (mouse->button() == Qt::LeftButton && index.isValid() &&
            RecentRunDelegate::starRect(m_view->visualRect(index)).adjusted(-4, -4, 4, 4).contains(mouse->pos())) {
            toggleStar(*runAt(index));
            return true;
        }
        if (const auto run = runAt(index); mouse->button() == Qt::LeftButton && run && run == m_current) Q_EMIT chosen(*run);
    }
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto run = runAt(m_view->currentIndex());
        const int key = static_cast<QKeyEvent*>(event)->key();
        const RecentRun* known = run ? find(*run) : nullptr;
        if (known && key == Qt::Key_S) return toggleStar(*run), true;
        if (known && key == Qt::Key_Delete && isEnded(known->row.state)) return moveToTrash(*run), true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "app/method/run_reader.h"
#include "core/plugin/manifest.h"

class QLabel;
class QListView;
class QUndoStack;

namespace vitrine {

/// The latest runs of one method: state, seed and preset, key metric, when; a star to keep the good ones apart. A click shows a run.
class RecentRuns final : public QWidget {
    Q_OBJECT

public:
    RecentRuns(const Manifest& manifest, RunReader& reader, QUndoStack& undo, QWidget* parent = nullptr);
    void refresh();
    void setCurrent(std::optional<std::int64_t> run);
    const std::vector<RecentRun>& runs() const { return m_runs; }
    QListView* view() const { return m_view; }
    void toggleStar(std::int64_t run);
    void moveToTrash(std::int64_t run);

Q_SIGNALS:
    void chosen(qint64 run);
    void copyRequested(qint64 run);
    void rerunRequested(qint64 run);
    void resumeRequested(qint64 run);
    void trashed(qint64 run);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Model;
    const RecentRun* find(std::int64_t run) const;
    std::optional<std::int64_t> runAt(const QModelIndex& index) const;
    void showMenu(const QPoint& at);
    void edit(const QString& text, std::int64_t run, const Json& before, const Json& after, std::function<Status(ExperimentStore&, std::int64_t, const Json&)> apply);

    const Manifest& m_manifest;
    RunReader& m_reader;
    QUndoStack& m_undo;
    std::vector<RecentRun> m_runs;
    std::optional<std::int64_t> m_current;
    Model* m_model;
    QListView* m_view;
    QLabel* m_empty;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QPointer>
#include <QThreadPool>
#include <functional>
#include <memory>

#include "app/shell/page.h"
#include "app/shell/workbench.h"

class QVBoxLayout;

namespace vitrine {

/// Runs `work` on a thread and `done` with its result on the UI thread, unless `owner` is gone by then.
template <class T>
void readAside(QObject* owner, std::function<T()> work, std::function<void(T)> done) {
    QThreadPool::globalInstance()->start([guard = QPointer<QObject>(owner), work = std::move(work), done = std::move(done)] {
        auto made = std::make_shared<T>(work());
        QMetaObject::invokeMethod(QCoreApplication::instance(), [guard, made, done] {
            if (guard) done(std::move(*made));
        });
    });
}

/// A page that looks at one kind of artifacts of a run: a heading, the list of runs that have some (newest first, kept up to date while runs
/// end), and the tool below. Address "tools/<tool>" or "tools/<tool>/<run>".
class ToolPage : public Page {
    Q_OBJECT

public:
    std::optional<std::int64_t> shownRun() const { return m_run; }
    void showRun(std::int64_t run);
    Json saveState() const override;
    void restoreState(const Json& state) override;
    bool settled() const override { return m_reading == 0; }

protected:
    using Fits = std::function<bool(const ArtifactRow&)>;
    ToolPage(const QString& address, Workbench& workbench, const QString& heading, Fits fits);
    void setTool(QWidget* tool);
    /// Reads the run's artifacts and shows them; ends with `readDone`.
    virtual void load(std::int64_t run) = 0;
    /// Files of no run are shown instead.
    void showFiles(const QStringList& paths);
    void readBegins();
    void readDone(const QString& what);
    void report(const Error& error);

    Workbench& m_workbench;
    Fits m_fits;

private:
    struct Choice {
        std::int64_t run = 0;
        QString text;
    };
    static std::vector<Choice> choicesOf(const std::filesystem::path& folder, const Fits& fits);
    void refreshRuns();
    void fillRuns(const std::vector<Choice>& choices);
    QComboBox* m_runs;
    QLabel* m_status;
    QVBoxLayout* m_column;
    std::optional<std::int64_t> m_run;
    int m_reading = 0;
    bool m_listed = false;                     ///< The list of runs was read once.
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tools/tool_page.h"

#include <QFileInfo>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr std::int64_t kMostRuns = 300;   // Newest first; older ones are reached from their own page.

}  // namespace

ToolPage::ToolPage(const QString& address, Workbench& workbench, const QString& heading, Fits fits)
    : Page(address), m_workbench(workbench), m_fits(std::move(fits)) {
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(Theme::space(3), Theme::space(4), Theme::space(3), Theme::space(2));   // In line with the tool below.
    row->setSpacing(Theme::space(3));
    auto* name = new QLabel(heading, header);
    name->setFont(Theme::instance().headingFont(1));
    m_status = new QLabel(header);
    m_status->setProperty("ink", "muted");
    auto* label = new QLabel("&Run", header);
    m_runs = new QComboBox(header);
    m_runs->setObjectName("runs");
    m_runs->setAccessibleName("Run");
    m_runs->setToolTip("Runs that have recorded something for this tool, newest first");
    m_runs->setMinimumWidth(280);
    m_runs->setPlaceholderText("Pick a run");
    label->setBuddy(m_runs);
    row->addWidget(name);
    row->addWidget(m_status, 1);
    row->addWidget(label);
    row->addWidget(m_runs);
    m_column->addWidget(header);
    setFocusProxy(m_runs);
    connect(m_runs, &QComboBox::activated, this, [this](int index) { showRun(m_runs->itemData(index).toLongLong()); });
    connect(&workbench.runs(), &RunService::runEnded, this, [this] { refreshRuns(); });
    if (const qint64 run = address.section('/', 2).toLongLong(); run > 0) m_run = run;
    QMetaObject::invokeMethod(this, [this] {   // After the tool is in place.
        refreshRuns();
        if (m_run) showRun(*m_run);
    }, Qt::QueuedConnection);
    ++m_reading;   // Taken back by the first list of runs.
}

void ToolPage::setTool(QWidget* tool) { m_column->addWidget(tool, 1); }

std::vector<ToolPage::Choice> ToolPage::choicesOf(const std::filesystem::path& folder, const Fits& fits) {
    std::vector<Choice> choices;
    Result<ExperimentStore> store = ExperimentStore::open(folder, {.readOnly = true});
    if (!store) return choices;
    RunQuery query;
    query.limit = kMostRuns;
    const Result<RunPage> page = store->runs(query);
    if (!page) return choices;
    for (const RunRow& row : page->rows) {
        const Result<std::vector<ArtifactRow>> artifacts = store->artifacts(row.id);
        if (!artifacts || std::none_of(artifacts->begin(), artifacts->end(), fits)) continue;
        const QString title = row.title.empty() ? qs(row.method) : qs(row.title);
        choices.push_back({row.id, QString("%1  %2, %3").arg(row.id).arg(title, agoText(row.created))});
    }
    return choices;
}

void ToolPage::refreshRuns() {
    const std::filesystem::path folder = m_workbench.store().folder();
    readAside<std::vector<Choice>>(this, [folder, fits = m_fits] { return choicesOf(folder, fits); },
                                   [this](std::vector<Choice> choices) { fillRuns(choices); });
}

void ToolPage::fillRuns(const std::vector<Choice>& choices) {
    if (!m_listed) --m_reading;
    m_listed = true;
    const QSignalBlocker quiet(m_runs);
    m_runs->clear();
    for (const Choice& choice : choices) m_runs->addItem(choice.text, qint64(choice.run));
    m_runs->setCurrentIndex(m_run ? m_runs->findData(qint64(*m_run)) : -1);
    m_runs->setEnabled(!choices.empty());
    m_runs->setPlaceholderText(choices.empty() ? "No run has recorded any" : "Pick a run");
}

void ToolPage::showRun(std::int64_t run) {
    m_run = run;
    m_runs->setCurrentIndex(m_runs->findData(qint64(run)));
    readBegins();
    load(run);
    Q_EMIT stateTouched();
}

void ToolPage::showFiles(const QStringList& paths) {
    m_run.reset();
    m_runs->setCurrentIndex(-1);
    readBegins();
    m_status->setText("Reading " + QFileInfo(paths.value(0)).fileName());
    Q_EMIT stateTouched();
}

void ToolPage::readBegins() {
    ++m_reading;
    m_status->setText("Reading…");
}

void ToolPage::readDone(const QString& what) {
    --m_reading;
    m_status->setText(what);
}

void ToolPage::report(const Error& error) { Q_EMIT m_workbench.reported(error); }

Json ToolPage::saveState() const { return m_run ? Json{{"run", *m_run}} : Json::object(); }

void ToolPage::restoreState(const Json& state) {
    const auto run = std::int64_t(numberOr(state, "run", 0));
    if (run <= 0 || run == m_run) return;
    m_run = run;   // Read when the page begins.
    if (m_listed) showRun(run);
}

}  // namespace vitrine

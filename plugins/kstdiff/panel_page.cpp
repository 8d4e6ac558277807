// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_page.h"

#include <QButtonGroup>
#include <QFileDialog>
#include <QLabel>
#include <QProgressBar>
#include <QSplitter>
#include <QThreadPool>
#include <QToolButton>
#include <cmath>

#include "core/base/background.h"
#include "plugins/kstdiff/panel_files.h"
#include "plugins/kstdiff/panel_maps.h"
#include "plugins/kstdiff/panel_player.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/base/ui_thread.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr double kFilmRate = 4;  ///< Hours a second.
const QSize kFilmMap(480, 560);  ///< Each of the three maps.

QString scoresText(const MeanScores& scores) {
    if (scores.regions == 0) return {};
    return QString("MAE %1, RMSE %2, volume r %3")
        .arg(numberText(scores.mae, 3), numberText(scores.rmse, 3),
             std::isfinite(scores.volumeCorrelation) ? QString::number(scores.volumeCorrelation, 'f', 2) : "-");
}

}  // namespace

KstPanel::~KstPanel() = default;

void KstPanel::showRun(std::optional<std::int64_t> run) {
    Panel::showRun(run);
    if (run) return lookAtRun();
    if (!m_opened) return;
    m_opened.reset();
    m_flowWanted = false;
    m_context.session.setOrder(m_context.draft.order());
    m_desk->reopen();
}

void KstPanel::runUpdated() { lookAtRun(); }

/// A finished run is looked at with its own city and its own model; one in progress shows itself through `preview`.
void KstPanel::lookAtRun() {
    if (!m_run || m_opened == m_run) return;
    const auto record = m_context.store.run(*m_run);
    if (!record.ok() || record->row.state != RunState::Finished) return;
    m_opened = m_run;
    m_flowWanted = true;
    RunOrder order = orderOf(*record);
    if (const auto weights = m_context.store.artifact(*m_run, "weights"); weights.ok())
        order.data["model"] = {(m_context.store.folder() / weights->file).string()};
    m_context.session.setOrder(order);
    m_desk->reopen();
}

void KstPanel::showRecordedFlow() {
    if (!m_flowWanted || !m_opened || !m_desk->city()) return;
    m_flowWanted = false;
    const auto row = m_context.store.artifact(*m_opened, "alldayflow");
    if (!row.ok()) return;  // It was not saved: the session draws with the run's model.
    QStringList ids;
    if (const auto regions = row->meta.find("regions"); regions != row->meta.end() && regions->is_array())
        for (const Json& id : *regions) ids << (id.is_string() ? qs(id.get<std::string>()) : QString());
    ++m_writing;
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), file = m_context.store.folder() / row->file, ids, city = *m_desk->city(), run = *m_opened] {
            auto sample = std::make_shared<Result<Sample>>(readRecordedFlow(file, ids, city));
            postToUi([self, sample, run] {
                if (!self) return;
                --self->m_writing;
                if (!sample->ok()) return self->m_context.report(sample->error());
                if (self->m_opened == run && self->m_desk->city()) self->m_desk->showRecorded(std::move(**sample), QString("run %1").arg(run));
            });
        });
}

void KstPanel::preview(const ArtifactSpec& spec, const Array& data) {
    if (spec.name == "emerging") m_desk->showPreview(data);
}

void KstPanel::wantForTab() {
    if (!isVisible()) return;
    const int shown = m_tabs->currentIndex();
    m_desk->want(shown == kRegion, shown == kRegion || shown == kWhatIf, shown == kDenoising);
    if (shown != kWhatIf) m_maps->setMode(FlowMaps::Mode::Pick);
}

void KstPanel::showStatus() {
    const City* city = m_desk->city();
    const bool training = m_desk->trainingSeconds() > 0 && !m_desk->failure();
    training ? m_clock.start() : m_clock.stop();
    m_progress->setVisible(training || m_film);
    if (!m_film) m_progress->setRange(0, 0);
    m_again->setVisible(m_desk->failure().has_value());
    m_draw->setEnabled(m_desk->modelReady());
    m_export->setEnabled(city != nullptr);
    if (const auto& failure = m_desk->failure(); failure && !city) {
        m_title->setText(qs(failure->what));
        m_status->setText(qs(failure->why));
        m_status->setToolTip(qs(failure->message()));
        return;
    }
    m_title->setText(city ? city->name : QString("Loading the city..."));
    if (!city) return m_status->setText({});
    QString text = QString("%1 of %2 regions held out").arg(city->heldOutCount()).arg(city->size());
    text += city->hasFlow() ? QString(", %1 days").arg(city->days.size()) : QString(", no flow known");
    QString tip = text;
    if (training) {
        text = QString("Training a small model, %1 s. The real flow is shown already.").arg(static_cast<int>(m_desk->trainingSeconds()));
        tip =
            "No trained model is bound: the session trains a small one once, in seconds, and keeps it. Bind the weights of a run as \"Trained "
            "model\" for a better one.";
    } else if (m_desk->sample()) {
        const MeanScores& scores = m_desk->scores();
        text += "  \u00b7  " + m_desk->sampleTitle() + (scores.regions == 0 ? QString() : "  \u00b7  " + scoresText(scores));
        tip = text + (scores.regions == 0 ? QString() : QString(", SMAPE %1").arg(scores.smape, 0, 'f', 2)) +
              "\nErrors of the mean day over the drawn regions, people/h. Bind the weights of a run as \"Trained model\", or open a run, for a "
              "better model.";
    }
    m_status->setText(text);
    m_status->setToolTip(tip);
}

Json KstPanel::saveState() const {
    return {{"view", toJson(m_desk->state())},
            {"maps", m_maps->saveState()},
            {"tab", m_tabs->currentIndex()},
            {"tabs", m_tabs->saveState()},
            {"rows", sizesOf(*m_rows)}};
}

void KstPanel::restoreState(const Json& state) {
    if (!state.is_object()) return;
    if (const auto view = state.find("view"); view != state.end() && view->is_object()) m_desk->setState(viewStateOf(*view));
    if (const auto maps = state.find("maps"); maps != state.end()) m_maps->restoreState(*maps);
    m_tabs->setCurrentIndex(std::clamp(static_cast<int>(numberOr(state, "tab", 0)), 0, m_tabs->count() - 1));
    if (const auto tabs = state.find("tabs"); tabs != state.end() && tabs->is_object()) m_tabs->restoreState(*tabs);
    restoreSizes(*m_rows, state.value("rows", Json()));
}

bool KstPanel::settled() const { return m_desk->settled() && m_tabs->settled() && m_maps->settled() && m_writing == 0 && !m_flowWanted; }

std::vector<FigureSource*> KstPanel::figures() { return m_figures; }

void KstPanel::askForFile(const QString& title, const QString& name, const QString& filter, const std::function<void(const QString&)>& write) {
    auto* dialog = new QFileDialog(this, title, name, filter);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [write](const QString& file) { write(file); });
    dialog->open();
}

void KstPanel::writeFlow(const QString& file) {
    if (!m_desk->city() || !m_desk->sample()) {
        m_context.say("No flow is drawn yet: export once the generated map is filled.");
        return;
    }
    ++m_writing;
    inBackground([self = QPointer(this), file, flow = flowFileOf(*m_desk->city(), *m_desk->sample())] {
        const Status status = file.endsWith(".json") ? writeFlowJson(ss(file), flow) : writeFlowTable(ss(file), flow);
        postToUi([self, status, file] {
            if (!self) return;
            --self->m_writing;
            status.ok() ? self->m_context.say("Saved " + file) : self->m_context.report(status.error());
        });
    });
}

void KstPanel::writeFilm(const QString& file) {
    if (m_film || !m_desk->city()) return;
    m_film = new Film(
        ss(file), FlowMaps::kFilmParts, kFilmRate, [this](int part) { return m_maps->filmPart(part, kFilmMap); }, this);
    ++m_writing;
    m_progress->setRange(0, FlowMaps::kFilmParts);
    m_progress->setValue(0);
    showStatus();
    connect(m_film, &Film::progressed, m_progress, &QProgressBar::setValue);
    connect(m_film, &Film::finished, this, [this, file](const Status& status) {
        --m_writing;
        m_film->deleteLater();
        m_film.clear();
        showStatus();
        if (status.ok()) m_context.say("Saved " + file);
        else if (status.error().code == ErrorCode::Cancelled) m_context.say("The film was cancelled");
        else m_context.report(status.error());
    });
}

void KstPanel::showEvent(QShowEvent* event) {
    Panel::showEvent(event);
    wantForTab();
}

}  // namespace vitrine::kstdiff_panel

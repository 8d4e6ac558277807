// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/run_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <cmath>

#include "app/method/recent_runs_delegate.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr int kProgressWidth = 180;

/// "2.4 %/s" or, when that would be a row of zeros, "3.1 %/min".
QString rateText(double perSecond) {
    const double percent = perSecond * 100;
    return percent >= 0.1 ? QString("%1 %/s").arg(percent, 0, 'f', percent < 10 ? 1 : 0) : QString("%1 %/min").arg(numberText(percent * 60, 2));
}

const char* inkName(RunState state) {
    switch (stateInk(state)) {
        case Ink::Good: return "good";
        case Ink::Bad: return "bad";
        case Ink::Warning: return "warning";
        case Ink::Accent: return "accent";
        default: return "muted";
    }
}

}  // namespace

QString secondsText(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
    if (whole < 60) return QString("%1 s").arg(whole);
    if (whole < 3600) return QString("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return QString("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

RunBar::RunBar(QWidget* parent) : QWidget(parent) {
    setObjectName("runbar");
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_run = new QPushButton("Run", this);
    m_run->setObjectName("run.start");
    m_run->setAccessibleName("Run");
    m_run->setProperty("primary", true);
    m_run->setMinimumWidth(96);
    m_cancel = new QPushButton("Cancel", this);
    m_cancel->setObjectName("run.cancel");
    m_cancel->setAccessibleName("Cancel the run");
    m_progress = new QProgressBar(this);
    m_progress->setAccessibleName("Progress of the run");
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(kProgressWidth);
    m_state = new QLabel(this);
    m_state->setObjectName("run.state");
    m_detail = new QLabel(this);
    m_detail->setObjectName("run.detail");
    m_detail->setProperty("ink", "muted");
    m_detail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::space(4), Theme::space(2), Theme::space(4), Theme::space(2));
    row->setSpacing(Theme::space(3));
    row->addWidget(m_run);
    row->addWidget(m_cancel);
    row->addWidget(m_progress);
    row->addWidget(m_state);
    row->addWidget(m_detail, 1);
    connect(m_run, &QPushButton::clicked, this, &RunBar::runPressed);
    connect(m_cancel, &QPushButton::clicked, this, &RunBar::cancelPressed);
    const auto icons = [this] {
        m_run->setIcon(Theme::instance().icon("play", Ink::OnAccent));
        m_cancel->setIcon(Theme::instance().icon("stop"));
    };
    connect(&Theme::instance(), &Theme::changed, this, icons);
    icons();
    describe();
}

void RunBar::setTips(const QString& run, const QString& cancel) {
    m_run->setToolTip(QString("Run with these parameters and record it (%1)").arg(run));
    m_cancel->setToolTip(QString("Stop the run shown; what it has made is kept (%1, or Esc here)").arg(cancel));
}

void RunBar::addEnd(QWidget* widget) { static_cast<QHBoxLayout*>(layout())->addWidget(widget); }

void RunBar::setStarting(bool starting) {
    m_starting = starting;
    describe();
}

void RunBar::setForecast(const QString& text) {
    m_forecast = text;
    describe();
}

void RunBar::showRun(const std::optional<RunRow>& row, const RunService::Pace& pace) {
    m_row = row;
    m_pace = pace;
    describe();
}

void RunBar::describe() {
    const bool active = m_row && !isEnded(m_row->state);
    m_run->setEnabled(!m_starting);
    m_run->setText(m_starting ? "Starting…" : "Run");
    m_cancel->setVisible(active);
    m_cancel->setEnabled(active && m_row->state != RunState::Cancelling);
    m_progress->setVisible(active);
    QString state, detail;
    const char* ink = "muted";
    if (!m_row) {
        state = m_forecast;
    } else {
        state = QString("Run %1: %2").arg(m_row->id).arg(stateText(m_row->state).toLower());
        ink = inkName(m_row->state);
        QStringList parts;
        if (active) {
            const int permille = static_cast<int>(m_row->progress * 1000);
            m_progress->setValue(permille);
            m_progress->setToolTip(QString("%1 %").arg(permille / 10.0, 0, 'f', 1));
            parts << QString("%1 %").arg(permille / 10);
            if (m_pace.unitsPerSecond > 0) parts << rateText(m_pace.unitsPerSecond);
            if (m_pace.secondsLeft >= 0) parts << secondsText(m_pace.secondsLeft) + " left";
            if (!m_row->progressText.empty()) parts << qs(m_row->progressText);
        } else if (!m_row->error.empty()) {
            parts << qs(m_row->error);
        } else if (m_row->ended > m_row->started && m_row->started > 0) {
            parts << secondsText(static_cast<double>(m_row->ended - m_row->started) * 1e-6) << agoText(m_row->ended);
        }
        detail = parts.join(" · ");
    }
    m_state->setText(state);
    if (m_state->property("ink").toString() != ink) {
        m_state->setProperty("ink", ink);
        m_state->style()->polish(m_state);
    }
    m_detail->setText(detail);
    m_detail->setToolTip(detail);
    m_state->setAccessibleName(state);
    m_detail->setAccessibleName(detail);
}

void RunBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_cancel->isVisible() && m_cancel->isEnabled()) return Q_EMIT cancelPressed();
    QWidget::keyPressEvent(event);
}

}  // namespace vitrine

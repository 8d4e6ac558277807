// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/session_indicator.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/base/icon_button.h"
#include "widgets/panel/live_session.h"

namespace vitrine {
namespace {

constexpr int kStateDot = 8;

Ink inkOf(LiveSession::State state) {
    switch (state) {
        case LiveSession::State::Ready: return Ink::Good;
        case LiveSession::State::Starting: return Ink::Warning;
        case LiveSession::State::Failed: return Ink::Bad;
        case LiveSession::State::Closed: break;
    }
    return Ink::Muted;
}

}  // namespace

SessionIndicator::SessionIndicator(LiveSession& session, QWidget* parent) : QWidget(parent), m_session(session) {
    setObjectName("session");
    m_text = new QLabel(this);
    m_text->setProperty("ink", "muted");
    m_restart = iconButton("reset", "Restart the live session", this);
    m_restart->setObjectName("session.restart");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kStateDot + Theme::space(2), 0, 0, 0);
    row->setSpacing(Theme::space(1));
    row->addWidget(m_text);
    row->addWidget(m_restart);
    connect(m_restart, &QToolButton::clicked, &m_session, &LiveSession::restart);
    connect(&m_session, &LiveSession::stateChanged, this, &SessionIndicator::update);
    connect(&m_session, &LiveSession::answered, this, &SessionIndicator::update);
    connect(&Theme::instance(), &Theme::changed, this, &SessionIndicator::update);
    update();
}

QString SessionIndicator::text() const { return m_text->text(); }

void SessionIndicator::update() {
    QString text, detail;
    switch (m_session.state()) {
        case LiveSession::State::Closed:
            text = "Live session: not started";
            detail = "It starts when the panel asks its first question.";
            break;
        case LiveSession::State::Starting:
            text = "Live session: loading…";
            detail = "The model and the data are being loaded.";
            break;
        case LiveSession::State::Ready:
            text = "Live session: ready";
            detail = QString("Process %1").arg(m_session.pid());
            if (m_session.lastMilliseconds() <= 0) break;
            text = QString("Live: %1 ms").arg(m_session.lastMilliseconds(), 0, 'f', m_session.lastMilliseconds() < 10 ? 1 : 0);
            detail += QString("\nLast answer: %1 ms, of it %2 ms in the method").arg(m_session.lastMilliseconds(), 0, 'f', 1)
                          .arg(m_session.lastComputeMilliseconds(), 0, 'f', 1);
            break;
        case LiveSession::State::Failed:
            text = "Live session: failed";
            if (const auto error = m_session.error()) detail = errorHtml(*error);
            break;
    }
    m_text->setText(text);
    m_text->setToolTip(detail);
    m_text->setAccessibleName(text);
    setToolTip(detail);
    setAccessibleName(text);
    QWidget::update();
}

void SessionIndicator::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().colour(inkOf(m_session.state())));
    painter.drawEllipse(QRectF(0, (height() - kStateDot) / 2.0, kStateDot, kStateDot));
}

}  // namespace vitrine

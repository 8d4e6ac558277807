// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/time_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/form/icon_button.h"

namespace vitrine {
namespace {

constexpr double kSpeeds[] = {0.5, 1, 2, 4, 8, 15, 30, 60};

}  // namespace

TimeBar::TimeBar(QWidget* parent) : QWidget(parent) {
    m_play = iconButton(QStringLiteral("play"), QStringLiteral("Play (Space)"), this);
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setAccessibleName(QStringLiteral("Time"));
    m_slider->setToolTip(QStringLiteral("Time shown on the map: drag, or use the arrow keys"));
    m_slider->setPageStep(1);
    m_label = new QLabel(this);
    m_label->setFont(Theme::instance().monoFont());
    m_label->setAccessibleName(QStringLiteral("Time shown"));
    m_label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_speeds = new QComboBox(this);
    m_speeds->setAccessibleName(QStringLiteral("Speed"));
    m_speeds->setToolTip(QStringLiteral("Speed of playing, in steps a second"));
    for (const double speed : kSpeeds) m_speeds->addItem(numberText(speed) + QStringLiteral(" / s"), speed);
    m_speeds->setCurrentIndex(3);
    m_loop = iconButton(QStringLiteral("loop"), QStringLiteral("Begin again at the end"), this);
    m_loop->setCheckable(true);
    m_loop->setChecked(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::space(2), Theme::space(1), Theme::space(2), Theme::space(1));
    row->setSpacing(Theme::space(2));
    row->addWidget(m_play);
    row->addWidget(m_slider, 1);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_label, m_speeds, m_loop}) row->addWidget(widget);
    m_slider->installEventFilter(this);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(m_play, &QToolButton::clicked, this, [this] { setPlaying(!m_playing); });
    connect(m_slider, &QSlider::valueChanged, this, [this](int step) { setStep(step); });
    connect(m_speeds, &QComboBox::currentIndexChanged, this, [this](int index) { setSpeed(m_speeds->itemData(index).toDouble()); });
    connect(&m_timer, &QTimer::timeout, this, [this] { tick(); });
    connect(&Theme::instance(), &Theme::changed, this, [this] { showPlaying(); });
}

void TimeBar::setSteps(const QStringList& names) {
    if (names == m_names) return;
    m_names = names;
    double widest = 0;
    for (const QString& name : names) widest = std::max(widest, QFontMetricsF(m_label->font()).horizontalAdvance(name));
    m_label->setFixedWidth(static_cast<int>(std::ceil(std::min(widest, 200.0))) + 4);  // The slider does not move with the text.
    const QSignalBlocker quiet(m_slider);
    m_slider->setRange(0, std::max(0, count() - 1));
    m_step = -1;
    setStep(m_slider->value());
    if (count() < 2) setPlaying(false);
}

void TimeBar::setStep(int step) {
    step = std::clamp(step, 0, std::max(0, count() - 1));
    if (step == m_step) return;
    m_step = step;
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(step);
    m_label->setText(text());
    m_slider->setAccessibleDescription(text());
    if (m_playing) restart();  // Playing goes on from here.
    Q_EMIT stepChanged(step);
}

void TimeBar::restart() {
    m_startedAt = m_step;
    m_clock.restart();
}

void TimeBar::setPlaying(bool on) {
    on = on && count() > 1;
    if (on == m_playing) return;
    if (on && m_step == count() - 1) setStep(0);
    m_playing = on;
    showPlaying();
    if (on) {
        restart();
        m_timer.start(std::clamp(static_cast<int>(250 / m_speed), 4, 30));
    } else {
        m_timer.stop();
    }
    Q_EMIT playingChanged(on);
}

void TimeBar::showPlaying() {
    m_play->setIcon(Theme::instance().icon(m_playing ? QStringLiteral("pause") : QStringLiteral("play")));
    m_play->setAccessibleName(m_playing ? QStringLiteral("Pause (Space)") : QStringLiteral("Play (Space)"));
    m_play->setToolTip(m_play->accessibleName());
}

void TimeBar::setSpeed(double stepsPerSecond) {
    m_speed = std::clamp(stepsPerSecond, 0.01, 1000.0);
    const QSignalBlocker quiet(m_speeds);
    m_speeds->setCurrentIndex(
        static_cast<int>(std::min_element(std::begin(kSpeeds), std::end(kSpeeds),
                                          [this](double a, double b) { return std::abs(a - m_speed) < std::abs(b - m_speed); }) -
                         std::begin(kSpeeds)));
    restart();
    if (m_playing) m_timer.setInterval(std::clamp(static_cast<int>(250 / m_speed), 4, 30));
}

bool TimeBar::loop() const { return m_loop->isChecked(); }
void TimeBar::setLoop(bool on) { m_loop->setChecked(on); }

void TimeBar::tick() {
    if (m_ready && !m_ready()) return;
    const auto passed = static_cast<std::int64_t>(static_cast<double>(m_clock.nsecsElapsed()) * m_speed / 1e9);
    const std::int64_t due = m_startedAt + passed;
    if (due >= count() && !loop()) {
        setStep(count() - 1);
        return setPlaying(false);
    }
    const int next = static_cast<int>(due % count());
    if (next == m_step) return;
    const int startedAt = m_startedAt;
    const QElapsedTimer clock = m_clock;
    setStep(next);
    m_startedAt = startedAt;  // The clock of the whole play, or each step would add its lateness.
    m_clock = clock;
}

void TimeBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space) return QWidget::keyPressEvent(event);
    setPlaying(!m_playing);
}

bool TimeBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_slider && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
        setPlaying(!m_playing);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace vitrine

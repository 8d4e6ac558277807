// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/video_view.h"

#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/base/theme.h"
#include "widgets/image/video_decoder.h"

namespace vitrine {

struct VideoView::Impl {
    explicit Impl(VideoView& view) : q(view) {}
    void build();
    QToolButton* button(const char* icon, const QString& name, const QString& help);
    void show(std::int64_t frame, const Array& pixels, bool exact);
    void tick();
    void updateLabel();
    bool handleKey(QKeyEvent* event);
    double secondsOf(std::int64_t frame) const { return info->times[static_cast<std::size_t>(frame)]; }

    VideoView& q;
    std::unique_ptr<VideoDecoder> decoder;
    std::shared_ptr<const ClipInfo> info;
    ImageView* view = nullptr;
    QToolButton *play = nullptr, *back = nullptr, *forward = nullptr;
    QSlider* slider = nullptr;
    QLabel* label = nullptr;
    QTimer timer;
    QElapsedTimer clock;               ///< Since playing began.
    double startedAt = 0;              ///< Seconds of the clip when playing began.
    std::int64_t current = 0, shown = -1;
    bool isPlaying = false, broken = false;
};

VideoView::VideoView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this)) { m_impl->build(); }

VideoView::~VideoView() = default;

QToolButton* VideoView::Impl::button(const char* icon, const QString& name, const QString& help) {
    auto* made = new QToolButton(&q);
    made->setIcon(Theme::instance().icon(QString::fromLatin1(icon)));
    made->setAutoRaise(true);
    made->setAccessibleName(name);
    made->setToolTip(help);
    return made;
}

void VideoView::Impl::build() {
    view = new ImageView(&q);
    view->setEmptyText(QStringLiteral("Opening the clip…"));
    view->installEventFilter(&q);
    back = button("chevron-left", QStringLiteral("One frame back"), QStringLiteral("One frame back (Page Up)"));
    play = button("play", QStringLiteral("Play"), QStringLiteral("Play or pause (Space)"));
    forward = button("chevron-right", QStringLiteral("One frame forward"), QStringLiteral("One frame forward (Page Down)"));
    slider = new QSlider(Qt::Horizontal, &q);
    slider->setAccessibleName(QStringLiteral("Frame"));
    slider->setToolTip(QStringLiteral("Frame of the clip"));
    slider->setEnabled(false);
    slider->installEventFilter(&q);
    label = new QLabel(&q);
    label->setFont(Theme::instance().monoFont());
    label->setAccessibleName(QStringLiteral("Time and frame"));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(Theme::space(2), 0, Theme::space(3), Theme::space(1));
    bar->setSpacing(Theme::space(1));
    for (QWidget* control : std::initializer_list<QWidget*>{back, play, forward}) bar->addWidget(control);
    bar->addStretch(1);
    bar->addWidget(label);
    auto* scrub = new QHBoxLayout;
    scrub->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(3), Theme::space(1));
    scrub->addWidget(slider);
    auto* column = new QVBoxLayout(&q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(view, 1);
    column->addLayout(scrub);
    column->addLayout(bar);
    timer.setTimerType(Qt::PreciseTimer);
    connect(back, &QToolButton::clicked, &q, [this] { q.setCurrentFrame(current - 1); });
    connect(forward, &QToolButton::clicked, &q, [this] { q.setCurrentFrame(current + 1); });
    connect(play, &QToolButton::clicked, &q, [this] { q.setPlaying(!isPlaying); });
    connect(slider, &QSlider::valueChanged, &q, [this](int frame) {
        if (frame != current) q.setCurrentFrame(frame);
    });
    connect(&timer, &QTimer::timeout, &q, [this] { tick(); });
}

void VideoView::open(const std::filesystem::path& file) {
    Impl& d = *m_impl;
    setPlaying(false);
    d.decoder = std::make_unique<VideoDecoder>();
    d.info.reset();
    d.current = 0;
    d.shown = -1;
    d.broken = false;
    static_cast<void>(d.view->setImage({}));
    connect(d.decoder.get(), &VideoDecoder::opened, this, [this, &d](const std::shared_ptr<const ClipInfo>& info) {
        d.info = info;
        d.slider->setRange(0, static_cast<int>(info->times.size()) - 1);
        d.slider->setEnabled(true);
        d.updateLabel();
        Q_EMIT opened();
    });
    connect(d.decoder.get(), &VideoDecoder::frameReady, this, [&d](qint64 frame, const Array& pixels, bool exact) { d.show(frame, pixels, exact); });
    connect(d.decoder.get(), &VideoDecoder::failed, this, [this, &d](const Error& error) {
        d.broken = true;
        setPlaying(false);
        d.view->setEmptyText(QString::fromStdString(error.message()));
        Q_EMIT failed(error);
    });
    d.decoder->open(file);
}

ImageView& VideoView::view() const { return *m_impl->view; }
std::int64_t VideoView::frameCount() const { return m_impl->info ? static_cast<std::int64_t>(m_impl->info->times.size()) : 0; }
std::int64_t VideoView::currentFrame() const { return m_impl->current; }
std::int64_t VideoView::shownFrame() const { return m_impl->shown; }
bool VideoView::playing() const { return m_impl->isPlaying; }
bool VideoView::settled() const { return m_impl->broken || (m_impl->info && m_impl->shown == m_impl->current); }

void VideoView::setCurrentFrame(std::int64_t frame) {
    Impl& d = *m_impl;
    if (!d.info) return;
    d.current = std::clamp<std::int64_t>(frame, 0, frameCount() - 1);
    if (d.isPlaying) {   // Playing goes on from here.
        d.startedAt = d.secondsOf(d.current);
        d.clock.restart();
    }
    d.slider->setValue(static_cast<int>(d.current));
    d.updateLabel();
    d.decoder->want(d.current);
}

void VideoView::Impl::show(std::int64_t frame, const Array& pixels, bool exact) {
    static_cast<void>(view->setImage(pixels));
    if (!exact) return;
    shown = frame;
    Q_EMIT q.frameShown(frame);
}

void VideoView::Impl::updateLabel() {
    const auto clockText = [](double seconds) { return QStringLiteral("%1:%2").arg(static_cast<int>(seconds) / 60).arg(std::fmod(seconds, 60), 5, 'f', 2, QChar('0')); };
    label->setText(QStringLiteral("%1 / %2   frame %3 of %4").arg(clockText(secondsOf(current)), clockText(info->times.back())).arg(current + 1).arg(info->times.size()));
}

void VideoView::setPlaying(bool on) {
    Impl& d = *m_impl;
    on = on && d.info && frameCount() > 1;
    if (on == d.isPlaying) return;
    d.isPlaying = on;
    d.play->setIcon(Theme::instance().icon(on ? QStringLiteral("pause") : QStringLiteral("play")));
    d.play->setAccessibleName(on ? QStringLiteral("Pause") : QStringLiteral("Play"));
    if (!on) return d.timer.stop();
    if (d.current == frameCount() - 1) setCurrentFrame(0);
    d.startedAt = d.secondsOf(d.current);
    d.clock.restart();
    d.timer.start(10);
}

void VideoView::Impl::tick() {
    // By the clock, not by counting ticks: a machine too slow passes over frames instead of falling behind.
    const double now = startedAt + static_cast<double>(clock.nsecsElapsed()) / 1e9;
    const auto after = std::upper_bound(info->times.begin(), info->times.end(), now);
    const std::int64_t due = std::max<std::int64_t>(0, after - info->times.begin() - 1);
    if (due != current && shown == current) {   // One frame at a time is under way.
        current = due;
        slider->setValue(static_cast<int>(due));
        updateLabel();
        decoder->want(due);
    }
    if (after == info->times.end() && current == q.frameCount() - 1) q.setPlaying(false);
}

bool VideoView::Impl::handleKey(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Space: q.setPlaying(!isPlaying); return true;
        case Qt::Key_PageUp:
        case Qt::Key_Comma: q.setCurrentFrame(current - 1); return true;
        case Qt::Key_PageDown:
        case Qt::Key_Period: q.setCurrentFrame(current + 1); return true;
        case Qt::Key_Home: q.setCurrentFrame(0); return true;
        case Qt::Key_End: q.setCurrentFrame(q.frameCount() - 1); return true;
        default: return false;
    }
}

void VideoView::keyPressEvent(QKeyEvent* event) {
    if (!m_impl->handleKey(event)) QWidget::keyPressEvent(event);
}

bool VideoView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && m_impl->handleKey(static_cast<QKeyEvent*>(event))) return true;
    return QWidget::eventFilter(watched, event);
}

}  // namespace vitrine

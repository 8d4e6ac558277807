// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <functional>

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace vitrine {

/// Steps of time (hours of a day): slider, play, loop, speed, and the name of the step. Plays by the clock: a machine too slow passes over steps
/// instead of falling behind. Space plays and pauses; arrows on the slider step.
class TimeBar : public QWidget {
    Q_OBJECT

public:
    explicit TimeBar(QWidget* parent = nullptr);
    /// One name for each step; the step stays where it can.
    void setSteps(const QStringList& names);
    int count() const { return static_cast<int>(m_names.size()); }
    int step() const { return m_step; }
    void setStep(int step);  ///< Cut to the steps that there are.
    QString text() const { return textOf(m_step); }
    QString textOf(int step) const { return m_names.value(step); }
    bool playing() const { return m_playing; }
    void setPlaying(bool on);
    double speed() const { return m_speed; }  ///< Steps a second.
    void setSpeed(double stepsPerSecond);
    bool loop() const;
    void setLoop(bool on);
    /// Asked before the next step is played: whether the last one is seen.
    void setReady(std::function<bool()> ready) { m_ready = std::move(ready); }

Q_SIGNALS:
    void stepChanged(int step);
    void playingChanged(bool on);

protected:
    void keyPressEvent(QKeyEvent*) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void tick();
    void restart();
    void showPlaying();
    QStringList m_names;
    QToolButton *m_play, *m_loop;
    QSlider* m_slider;
    QLabel* m_label;
    QComboBox* m_speeds;
    QTimer m_timer;
    QElapsedTimer m_clock;
    std::function<bool()> m_ready;
    double m_speed = 4;
    int m_step = 0, m_startedAt = 0;
    bool m_playing = false;
};

}  // namespace vitrine

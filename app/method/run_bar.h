// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "app/run/run_service.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace vitrine {

/// The line under a method's title: Run, what the shown run does, how far and how fast it is, and Cancel.
class RunBar final : public QWidget {
    Q_OBJECT

public:
    explicit RunBar(QWidget* parent = nullptr);
    /// Shortcuts as they are now, for the tooltips.
    void setTips(const QString& run, const QString& cancel);
    void showRun(const std::optional<RunRow>& row, const RunService::Pace& pace);
    /// Between the press and the recorded run: data is being looked up and hashed.
    void setStarting(bool starting);
    /// What a run would take as it stands: "Eight images, about 12 s".
    void setForecast(const QString& text);
    /// Put at the right end.
    void addEnd(QWidget* widget);

Q_SIGNALS:
    void runPressed();
    void cancelPressed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void describe();
    QPushButton *m_run, *m_cancel;
    QLabel *m_state, *m_detail;
    QProgressBar* m_progress;
    QString m_forecast;
    std::optional<RunRow> m_row;
    RunService::Pace m_pace;
    bool m_starting = false;
};

/// "12 s", "3 min 20 s", "2 h 5 min".
QString secondsText(double seconds);

}  // namespace vitrine

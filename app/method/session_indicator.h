// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace vitrine {

class LiveSession;

/// A dot, a few words and a restart button: what the live session does and how long its last answer took.
class SessionIndicator final : public QWidget {
    Q_OBJECT

public:
    explicit SessionIndicator(LiveSession& session, QWidget* parent = nullptr);
    QString text() const;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    void update();
    LiveSession& m_session;
    QLabel* m_text;
    QToolButton* m_restart;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QStackedWidget>

#include "app/method/panel_loader.h"
#include "widgets/panel/panel.h"

class QLabel;
class QPushButton;

namespace vitrine {

/// The centre of a method's page: holds the panel, and a card in its place while it loads, when it cannot be loaded, or when it threw.
class PanelHost final : public QStackedWidget {
    Q_OBJECT

public:
    PanelHost(PanelContext& context, PanelLoader& loader, QWidget* parent = nullptr);
    /// Makes the panel; `ready` follows, or the card tells why not.
    void load();
    bool loading() const { return m_loading; }
    vitrine::Panel* panel() const { return m_panel; }
    /// What the card says; empty when the panel is there.
    QString problem() const { return m_problem; }

    /// Calls into the panel; an exception puts the card in its place. False when there is no panel (any more).
    bool call(const std::function<void(vitrine::Panel&)>& use);

Q_SIGNALS:
    void ready(vitrine::Panel* panel);
    void failed();

private:
    void fail(const QString& title, const QString& what);
    void take(Result<vitrine::Panel*> panel);
    QWidget* buildCard();
    void setText(const QString& text);
    PanelContext& m_context;
    PanelLoader& m_loader;
    QPointer<vitrine::Panel> m_panel;
    QWidget* m_card;
    QLabel *m_title, *m_text;
    QPushButton *m_reload, *m_disable;
    QString m_problem;
    bool m_loading = false;
};

}  // namespace vitrine

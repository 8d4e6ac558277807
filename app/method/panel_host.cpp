// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/panel_host.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/base/fault_guard.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {
constexpr int kCardWidth = 480;
}  // namespace

PanelHost::PanelHost(PanelContext& context, PanelLoader& loader, QWidget* parent) : QStackedWidget(parent), m_context(context), m_loader(loader) {
    setObjectName("panelhost");
    m_card = buildCard();
    addWidget(m_card);
    connect(&m_loader, &PanelLoader::healthChanged, this, [this](const QString& id) {
        if (ss(id) != m_context.manifest.id || m_panel || m_loading) return;
        // Switched on again elsewhere.
        if (m_loader.health(m_context.manifest.id).state == PanelLoader::Health::State::NotLoaded) load();
    });
}

QWidget* PanelHost::buildCard() {
    auto* ground = new QWidget(this);
    auto* card = new QFrame(ground);
    card->setProperty("card", true);
    card->setFixedWidth(kCardWidth);
    m_title = new QLabel(card);
    m_title->setFont(Theme::instance().headingFont(3));
    m_text = new QLabel(card);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_reload = new QPushButton("Reload", card);
    m_reload->setObjectName("panel.reload");
    m_reload->setAccessibleName("Load the panel again");
    m_disable = new QPushButton("Switch off", card);
    m_disable->setObjectName("panel.disable");
    m_disable->setAccessibleName("Switch this panel off");
    m_disable->setToolTip("The method stays usable with the outputs' default views; the page Health switches it on again.");
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_reload);
    buttons->addWidget(m_disable);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(Theme::space(5), Theme::space(4), Theme::space(5), Theme::space(4));
    column->setSpacing(Theme::space(3));
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addLayout(buttons);
    auto* centre = new QVBoxLayout(ground);
    centre->addStretch(1);
    centre->addWidget(card, 0, Qt::AlignHCenter);
    centre->addStretch(2);
    connect(m_reload, &QPushButton::clicked, this, [this] {
        if (m_loader.health(m_context.manifest.id).state == PanelLoader::Health::State::Disabled) m_loader.setDisabled(m_context.manifest.id, false);
        load();
    });
    connect(m_disable, &QPushButton::clicked, this, [this] {
        m_loader.setDisabled(m_context.manifest.id, true);
        fail("The panel is switched off", "Its page Health, or the button below, switches it on again.");
    });
    return ground;
}

/// A text that wraps, at the height that it needs: a centred layout would not ask for it.
void PanelHost::setText(const QString& text) {
    m_text->setText(text);
    m_text->setFixedHeight(m_text->heightForWidth(kCardWidth - 2 * Theme::space(5) - 2));
}

void PanelHost::load() {
    if (m_loading) return;
    if (m_panel) {
        removeWidget(m_panel);
        m_panel->deleteLater();
        m_panel = nullptr;
    }
    m_loading = true;
    m_problem.clear();
    m_title->setText("Loading the panel…");
    setText("A panel that is new to this machine is tried in a process of its own first.");
    m_reload->hide();
    m_disable->hide();
    setCurrentWidget(m_card);
    m_loader.make(m_context, this, [this](Result<vitrine::Panel*> panel) { take(std::move(panel)); });
}

void PanelHost::take(Result<vitrine::Panel*> panel) {
    m_loading = false;
    if (!panel.ok()) {
        fail(qs(panel.error().what), qs(panel.error().why));
        return;
    }
    m_panel = *panel;
    GuardedApplication::guard(m_panel, [this](const QString& what) { fail("The panel had an error", what); });
    addWidget(m_panel);
    setCurrentWidget(m_panel);
    Q_EMIT ready(m_panel);
}

void PanelHost::fail(const QString& title, const QString& what) {
    if (m_panel) {
        // It may be in the middle of an event: out of sight now, deleted when that is over.
        removeWidget(m_panel);
        m_panel->hide();
        m_panel->deleteLater();
        m_panel = nullptr;
    }
    const bool disabled = m_loader.health(m_context.manifest.id).state == PanelLoader::Health::State::Disabled;
    m_problem = what.isEmpty() ? title : what;
    m_title->setText(title);
    setText(m_problem + "\n\nRuns, curves, log and outputs work without it.");
    m_reload->setText(disabled ? "Switch on" : "Reload");
    m_reload->show();
    m_disable->setVisible(!disabled);
    setCurrentWidget(m_card);
    Q_EMIT failed();
}

bool PanelHost::call(const std::function<void(vitrine::Panel&)>& use) {
    if (!m_panel) return false;
    try {
        use(*m_panel);
        return true;
    } catch (const std::exception& e) {
        fail("The panel had an error", e.what());
    } catch (...) {
        fail("The panel had an error", "It threw something that is no std::exception.");
    }
    return false;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/navigation_rail.h"

#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/shell/icon_paint.h"

namespace vitrine {
namespace {

constexpr int kRailWidth = 76, kEntryHeight = 60, kIcon = 22;

/// Draws itself: icon over word, a soft ground and a bar at the left edge when it is the current place.
class PlaceButton final : public QToolButton {
public:
    PlaceButton(const QString& title, QString icon, QWidget* parent) : QToolButton(parent), m_icon(std::move(icon)) {
        setText(title);
        setAccessibleName(title);
        setCheckable(true);
        setAutoRaise(true);
        setFocusPolicy(Qt::TabFocus);
        setFixedSize(kRailWidth, kEntryHeight);
        setCursor(Qt::PointingHandCursor);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF ground = QRectF(rect()).adjusted(6, 3, -6, -3);
        if (isChecked() || underMouse() || isDown()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.colour(isChecked() ? Ink::AccentSoft : Ink::Sunken));
            painter.drawRoundedRect(ground, 8, 8);
        }
        if (hasFocus()) {
            painter.setPen(QPen(theme.colour(Ink::Accent), 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 7, 7);
        }
        const Ink ink = isChecked() ? Ink::Accent : Ink::Muted;
        paintIcon(painter, QRect((width() - kIcon) / 2, 9, kIcon, kIcon), m_icon, ink);
        QFont font = theme.bodyFont();
        font.setPixelSize(11);
        font.setWeight(isChecked() ? QFont::DemiBold : QFont::Medium);
        painter.setFont(font);
        painter.setPen(theme.colour(isChecked() ? Ink::Accent : Ink::Muted));
        painter.drawText(QRect(4, 34, width() - 8, 18), Qt::AlignCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 8));
    }

private:
    QString m_icon;
};

}  // namespace

NavigationRail::NavigationRail(QWidget* parent) : QWidget(parent) {
    setObjectName("rail");
    setAccessibleName("Places");
    setFixedWidth(kRailWidth);
    setAttribute(Qt::WA_OpaquePaintEvent);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::space(2), 0, Theme::space(2));
    layout->setSpacing(0);
    layout->addLayout(m_top = new QVBoxLayout);
    layout->addStretch(1);
    layout->addLayout(m_bottom = new QVBoxLayout);
    m_top->setSpacing(2), m_bottom->setSpacing(2);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void NavigationRail::addPlace(const QString& title, const QString& icon, const QString& address, bool atBottom) {
    if (m_buttons.contains(address)) return;
    auto* button = new PlaceButton(title, icon, this);
    button->setObjectName("rail." + address);
    (atBottom ? m_bottom : m_top)->addWidget(button);
    m_buttons[address] = button;
    connect(button, &QToolButton::clicked, this, [this, button, address] {
        button->setChecked(true);  // A click on the current place does not unmark it.
        Q_EMIT chosen(address);
    });
}

void NavigationRail::setCurrent(const QString& address) {
    for (auto place = m_buttons.cbegin(); place != m_buttons.cend(); ++place)
        (*place)->setChecked(address == place.key() || address.startsWith(place.key() + "/"));
}

void NavigationRail::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down)
        focusNextChild();
    else if (event->key() == Qt::Key_Up)
        focusPreviousChild();
    else
        QWidget::keyPressEvent(event);
}

void NavigationRail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().colour(Ink::Surface));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), Theme::instance().colour(Ink::Border));
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_predictions.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "plugins/lrp_resnet/panel_ink.h"
#include "widgets/base/text.h"

namespace vitrine::lrp_panel {
namespace {

constexpr int kRows = 10;

}  // namespace

Predictions::Predictions(Desk& desk, QWidget* parent) : QWidget(parent), m_desk(desk) {
    setObjectName("predictions");
    setAccessibleName("Top predictions");
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(&desk, &Desk::explainedChanged, this, [this](int view) {
        if (view > 0) return;
        const Explained* explained = m_desk.explained(0);
        m_classes = explained ? topClasses(explained->probabilities, kRows) : std::vector<std::int64_t>();
        if (explained && std::find(m_classes.begin(), m_classes.end(), explained->target) == m_classes.end() && !m_classes.empty())
            m_classes.back() = explained->target;
        updateGeometry();
        update();
    });
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

int Predictions::rowHeight() const { return fontMetrics().height() + 6; }
QSize Predictions::sizeHint() const { return {220, rowHeight() * kRows + 4}; }
QSize Predictions::minimumSizeHint() const { return {150, rowHeight() * 4 + 4}; }
int Predictions::rowsShown() const { return std::min(static_cast<int>(m_classes.size()), std::max(1, (height() - 4) / rowHeight())); }

int Predictions::rowAt(const QPoint& place) const {
    const int row = (place.y() - 2) / rowHeight();
    return place.y() >= 2 && row < rowsShown() ? row : -1;
}

void Predictions::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_classes.empty()) {
        painter.setPen(ink(Ink::Muted));
        painter.drawText(rect().adjusted(8, 4, -8, -4), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                         m_desk.failure() ? "No predictions." : "Waiting for the network...");
        return;
    }
    for (int row = 0; row < rowsShown(); ++row) paintRow(painter, row);
}

void Predictions::paintRow(QPainter& painter, int row) const {
    const Explained& explained = *m_desk.explained(0);
    const std::int64_t index = m_classes[static_cast<std::size_t>(row)];
    const QRectF area(2, 2 + row * rowHeight(), width() - 4, rowHeight() - 1);
    const bool chosen = index == explained.target;
    if (chosen || row == m_hovered) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink(chosen ? Ink::AccentSoft : Ink::Sunken));
        painter.drawRoundedRect(area, 4, 4);
    }
    if (hasFocus() && row == m_current) {
        painter.setPen(QPen(ink(Ink::Accent), 1.2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(area.adjusted(0.6, 0.6, -0.6, -0.6), 4, 4);
    }
    const QFontMetrics metrics = fontMetrics();
    const double digit = metrics.horizontalAdvance("0"), number = metrics.horizontalAdvance("0.000") + 4;
    painter.setPen(ink(Ink::Muted));
    painter.drawText(area.adjusted(6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, QString::number(row));
    const double probability = probabilityOf(explained.probabilities, index);
    painter.setPen(ink(Ink::Text));
    painter.drawText(area.adjusted(0, 0, -6, 0), Qt::AlignVCenter | Qt::AlignRight, QString::number(probability, 'f', 3));
    const double left = area.left() + 6 + digit + 8, right = area.right() - 6 - number;
    const QString name = m_desk.info() ? m_desk.info()->className(index) : QString();
    const QString mark = index == explained.predicted && index == explained.label ? " (predicted, true)"
                         : index == explained.predicted                           ? " (predicted)"
                         : index == explained.label                               ? " (true)"
                                                                                  : "";
    QFont font = painter.font();
    font.setWeight(chosen ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    const QRectF text(left, area.top(), std::max(20.0, right - left), area.height());
    const double used = std::min(text.width(), QFontMetricsF(font).horizontalAdvance(name));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, QFontMetricsF(font).elidedText(name, Qt::ElideRight, text.width()));
    font.setWeight(QFont::Normal);
    painter.setFont(font);
    painter.setPen(ink(index == explained.label && index != explained.predicted ? Ink::Warning : Ink::Muted));
    const QRectF rest(left + used, area.top(), text.width() - used, area.height());
    painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft, QFontMetricsF(font).elidedText(mark, Qt::ElideRight, rest.width()));
    // A thin bar under the name: how probable.
    const QRectF track(left, area.bottom() - 3, std::max(20.0, right - left), 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink(Ink::Grid));
    painter.drawRoundedRect(track, 1, 1);
    painter.setBrush(chosen ? ink(Ink::Accent) : ink(Ink::Muted));
    painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(std::max(1.0, track.width() * probability), track.height())), 1, 1);
}

bool Predictions::pick(int row) {
    if (row < 0 || row >= static_cast<int>(m_classes.size())) return false;
    m_current = row;
    m_desk.explainClass(m_classes[static_cast<std::size_t>(row)]);
    update();
    return true;
}

void Predictions::takeDifference(std::int64_t index) {
    m_desk.edit("Difference of two classes", [index](ViewState& state) {
        state.otherClass = index;
        if (std::find(state.beside.begin(), state.beside.end(), kDifference) != state.beside.end()) return;
        if (state.beside.size() < 3) state.beside.push_back(kDifference);
        else state.beside.back() = kDifference;
    });
}

void Predictions::mousePressEvent(QMouseEvent* event) {
    const int row = rowAt(event->pos());
    if (event->button() != Qt::LeftButton || row < 0) return;
    if (event->modifiers() & Qt::ShiftModifier) takeDifference(m_classes[static_cast<std::size_t>(row)]);
    else pick(row);
}

void Predictions::mouseMoveEvent(QMouseEvent* event) {
    const int row = rowAt(event->pos());
    if (row != m_hovered) {
        m_hovered = row;
        update();
    }
}

void Predictions::leaveEvent(QEvent*) {
    m_hovered = -1;
    update();
}

void Predictions::keyPressEvent(QKeyEvent* event) {
    const int last = rowsShown() - 1;
    if (event->key() == Qt::Key_Up) m_current = std::max(0, m_current - 1);
    else if (event->key() == Qt::Key_Down) m_current = std::clamp(m_current + 1, 0, std::max(0, last));
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space) {
        if (event->modifiers() & Qt::ShiftModifier && m_current <= last) takeDifference(m_classes[static_cast<std::size_t>(m_current)]);
        else pick(m_current);
    } else {
        return QWidget::keyPressEvent(event);   // Digits are the panel's.
    }
    update();
}

void Predictions::contextMenuEvent(QContextMenuEvent* event) {
    const int row = event->reason() == QContextMenuEvent::Keyboard ? m_current : rowAt(event->pos());
    if (row < 0 || row >= static_cast<int>(m_classes.size())) return;
    const std::int64_t index = m_classes[static_cast<std::size_t>(row)];
    QMenu menu(this);
    menu.addAction("Explain this class", this, [this, row] { pick(row); });
    menu.addAction("Show the difference from this class", this, [this, index] { takeDifference(index); });
    menu.exec(event->globalPos());
}

QString Predictions::tipOf(int row) const {
    if (row < 0 || !m_desk.info() || !m_desk.explained(0)) return {};
    const std::int64_t index = m_classes[static_cast<std::size_t>(row)];
    return QString("%1: probability %2\nClick or press %3: its map. Shift + click: the difference from it.")
        .arg(m_desk.info()->className(index), numberText(probabilityOf(m_desk.explained(0)->probabilities, index)))
        .arg(row);
}

bool Predictions::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), tipOf(rowAt(help->pos())), this);
        return true;
    }
    return QWidget::event(event);
}

}  // namespace vitrine::lrp_panel

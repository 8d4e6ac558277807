// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/form_row.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QVariantAnimation>

#include "widgets/base/theme.h"
#include "widgets/base/icon_button.h"

namespace vitrine {
namespace {

constexpr int kResetSize = 22;
constexpr int kLeft = 16, kRight = kResetSize + 6;

}  // namespace

FormRow::FormRow(const QString& title, QWidget* parent, Label place)
    : QWidget(parent), m_place(place), m_grid(new QGridLayout(this)), m_label(new QLabel(title, this)) {
    m_grid->setContentsMargins(kLeft, place == Label::Above ? 6 : 3, kRight, 3);
    m_grid->setHorizontalSpacing(Theme::space(2));
    m_grid->setVerticalSpacing(2);
    m_grid->setColumnStretch(1, 1);
    m_label->setWordWrap(true);
    m_grid->addWidget(m_label, 0, 0);
}

void FormRow::place(QWidget* part, int line) {
    if (m_place == Label::Above) m_grid->addWidget(part, line + 1, 0, 1, 2);
    else m_grid->addWidget(part, line, 1);
}

void FormRow::setEditor(QWidget* editor, QWidget* buddy) {
    m_editor = editor;
    place(editor, 0);
    m_label->setBuddy(buddy);
    m_label->setToolTip(editor->toolTip());
}

void FormRow::setLabelWidth(int width) {
    if (m_place == Label::Beside) m_label->setFixedWidth(width);
}

QString FormRow::title() const {
    return m_label->text();
}

void FormRow::setChanged(bool changed) {
    if (m_changed == changed) return;
    m_changed = changed;
    if (changed && !m_reset) {
        m_reset = iconButton("reset", "Reset " + title(), this);
        connect(m_reset, &QToolButton::clicked, this, &FormRow::resetRequested);
        placeReset();
    }
    if (m_reset) m_reset->setVisible(changed);
    update();
}

void FormRow::placeReset() {
    if (!m_reset) return;
    const int middle = m_editor ? m_editor->geometry().center().y() : height() / 2;
    m_reset->setGeometry(width() - kResetSize - 4, middle - kResetSize / 2, kResetSize, kResetSize);
}

void FormRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_grid->activate();
    placeReset();
}

void FormRow::setNote(const QString& text, Note kind) {
    if (text.isEmpty()) {
        if (m_note) m_note->hide();
        return;
    }
    if (!m_note) {
        m_note = new QLabel(this);
        m_note->setWordWrap(true);
        m_note->setTextFormat(Qt::PlainText);
        m_note->setObjectName("note");
        place(m_note, 1);
    }
    const char* ink = kind == Note::Problem ? "bad" : kind == Note::Warning ? "warning" : "muted";
    Theme::setInk(m_note, ink);
    m_note->setText(text);
    m_note->show();
}

QString FormRow::note() const {
    return m_note && !m_note->isHidden() ? m_note->text() : QString();
}

void FormRow::flash() {
    auto* glow = new QVariantAnimation(this);
    glow->setDuration(900);
    glow->setStartValue(1.0);
    glow->setEndValue(0.0);
    connect(glow, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        m_glow = value.toDouble();
        update();
    });
    glow->start(QAbstractAnimation::DeleteWhenStopped);
}

void FormRow::paintEvent(QPaintEvent*) {
    if (!m_changed && m_glow <= 0) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_glow > 0) {
        QColor soft = Theme::instance().colour(Ink::AccentSoft);
        soft.setAlphaF(float(m_glow));
        painter.fillRect(rect(), soft);
    }
    if (!m_changed) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().colour(Ink::Accent));
    painter.drawEllipse(QPointF(kLeft / 2.0, m_label->geometry().center().y() + 0.5), 3, 3);
}

}  // namespace vitrine

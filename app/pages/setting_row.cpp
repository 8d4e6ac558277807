// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/setting_row.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/base/icon_button.h"
#include "widgets/form/value_editor.h"

namespace vitrine {
namespace {

constexpr int kEditorWidth = 280;

}  // namespace

SettingRow::SettingRow(const Parameter& parameter, QWidget* parent) : QWidget(parent), m_parameter(parameter) {
    setObjectName("row." + qs(parameter.id));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 12, 12, 12);
    row->setSpacing(16);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title = new QLabel(qs(parameter.title), this));
    QFont bold = Theme::instance().bodyFont();
    bold.setWeight(QFont::Medium);
    m_title->setFont(bold);
    m_help = new QLabel(qs(parameter.help), this);
    m_help->setWordWrap(true);
    m_help->setProperty("ink", "muted");
    words->addWidget(m_help);
    m_problem = new QLabel(this);
    m_problem->setWordWrap(true);
    m_problem->hide();
    words->addWidget(m_problem);
    row->addLayout(words, 1);
    m_editor = makeValueEditor(parameter, this);
    m_editor->setFixedWidth(kEditorWidth);
    m_title->setBuddy(m_editor->field());
    row->addWidget(m_editor, 0, Qt::AlignVCenter);
    m_reset = iconButton("reset", "Back to the default of \"" + qs(parameter.title) + "\"", this);
    QSizePolicy policy = m_reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(policy);
    m_reset->hide();
    row->addWidget(m_reset, 0, Qt::AlignVCenter);
    connect(m_editor, &ValueEditor::edited, this, &SettingRow::edited);
    connect(m_reset, &QToolButton::clicked, this, &SettingRow::resetRequested);
}

void SettingRow::setValue(const Json& value, bool changed) {
    m_editor->setValue(value);
    m_reset->setVisible(changed);
    m_changed = changed;
    m_problem->hide();
    update();
}

void SettingRow::setProblem(const QString& text) {
    m_problem->setText(QString("<span style='color:%1'>%2</span>").arg(Theme::instance().colour(Ink::Bad).name(), text.toHtmlEscaped()));
    m_problem->setVisible(!text.isEmpty());
}

bool SettingRow::matches(const QString& pattern) const {
    const QString all = qs(m_parameter.title + " " + m_parameter.help + " " + m_parameter.group + " " + m_parameter.id);
    for (const QString& word : pattern.split(' ', Qt::SkipEmptyParts))
        if (!all.contains(word, Qt::CaseInsensitive)) return false;
    return true;
}

void SettingRow::setLast(bool last) {
    m_last = last;
    update();
}

void SettingRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (!m_last) painter.fillRect(QRect(20, height() - 1, width() - 40, 1), Theme::instance().colour(Ink::Border));
    if (!m_changed) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().colour(Ink::Accent));
    painter.drawEllipse(QPointF(10, m_title->geometry().center().y() + 1), 3, 3);
}

}  // namespace vitrine

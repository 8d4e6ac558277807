// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/settings_page.h"

#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "app/pages/setting_row.h"
#include "app/shell/page_heading.h"
#include "app/shell/settings.h"
#include "widgets/base/state_edit.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr int kSide = 32, kMostWidth = 880;

/// A rounded ground for a group's rows.
class Card final : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Theme::instance().colour(Ink::Border));
        painter.setBrush(Theme::instance().colour(Ink::Surface));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
    }
};

}  // namespace

SettingsPage::SettingsPage(const QString& address, Workbench& workbench)
    : Page(address), m_workbench(workbench), m_settings(workbench.settings()) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildHeader(column);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setAccessibleName("Settings");
    auto* body = new QWidget;
    auto* rows = new QVBoxLayout(body);
    rows->setContentsMargins(kSide, 0, kSide, 32);
    rows->setSpacing(24);
    std::vector<std::string> groups;
    for (const Parameter& parameter : m_settings.schema().parameters())
        if (std::find(groups.begin(), groups.end(), parameter.group) == groups.end()) groups.push_back(parameter.group);
    for (const std::string& group : groups) addGroup(group, rows);
    m_nothing = new QLabel("No setting matches. Try another word.", body);
    m_nothing->setProperty("ink", "muted");
    m_nothing->hide();
    rows->addWidget(m_nothing);
    rows->addStretch(1);
    m_scroll->setWidget(body);
    column->addWidget(m_scroll, 1);
    setFocusProxy(m_search);
    for (const Parameter& parameter : m_settings.schema().parameters()) refresh(parameter.id);
    connect(&m_settings, &Settings::changed, this, [this](const QString& id) { refresh(ss(id)); });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        filter(text);
        Q_EMIT stateTouched();
    });
}

void SettingsPage::buildHeader(QVBoxLayout* column) {
    auto* header = new PageHeading("Settings", "Find a setting", this);
    header->setContentsMargins(kSide, 24, kSide, 16);
    m_search = header->search();
    m_search->setObjectName("settings.search");
    auto* shortcuts = new QPushButton("Keyboard shortcuts...", header);
    shortcuts->setObjectName("settings.shortcuts");
    shortcuts->setAccessibleName("Keyboard shortcuts");
    shortcuts->setIcon(Theme::instance().icon("keyboard"));
    shortcuts->setMinimumHeight(32);
    connect(shortcuts, &QPushButton::clicked, this, [this] { Q_EMIT m_workbench.openRequested("settings/shortcuts"); });
    header->addControl(shortcuts);
    header->setMaximumWidth(kMostWidth + 2 * kSide);
    column->addWidget(header);
}

void SettingsPage::addGroup(const std::string& name, QVBoxLayout* column) {
    auto* box = new QWidget(this);
    box->setMaximumWidth(kMostWidth);
    auto* inner = new QVBoxLayout(box);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(8);
    auto* line = new QHBoxLayout;
    auto* heading = new QLabel(qs(name), box);
    heading->setFont(Theme::instance().headingFont(2));
    line->addWidget(heading, 1);
    auto* reset = new QPushButton("Reset", box);
    reset->setObjectName("reset." + qs(name));
    reset->setAccessibleName("Reset " + qs(name).toLower());
    reset->setToolTip("All of this group back to their defaults");
    reset->setFlat(true);
    line->addWidget(reset);
    inner->addLayout(line);
    auto* card = new Card(box);
    auto* rows = new QVBoxLayout(card);
    rows->setContentsMargins(1, 1, 1, 1);
    rows->setSpacing(0);
    Group group{name, box, reset, {}};
    for (const Parameter& parameter : m_settings.schema().parameters()) {
        if (parameter.group != name) continue;
        auto* row = new SettingRow(parameter, card);
        connect(row, &SettingRow::edited, this, [this, id = parameter.id](const Json& value, bool merge) { change(id, value, merge); });
        connect(row, &SettingRow::resetRequested, this, [this, &parameter] { change(parameter.id, parameter.defaultValue, false); });
        rows->addWidget(row);
        group.rows.push_back(row);
    }
    inner->addWidget(card);
    column->addWidget(box);
    connect(reset, &QPushButton::clicked, this, [this, name] { resetGroup(name); });
    m_groups.push_back(std::move(group));
    filter({});
}

/// Every value goes through the schema before it becomes an edit: what is wrong is told in its row and nothing changes.
void SettingsPage::change(const std::string& id, const Json& value, bool merge) {
    const Parameter* parameter = m_settings.schema().find(id);
    const Result<Json> accepted = parameter->accept(value);
    if (!accepted.ok()) {
        refresh(id);
        for (const Group& group : m_groups)
            for (SettingRow* row : group.rows)
                if (row->parameter().id == id) row->setProblem(qs(accepted.error().why));
        return;
    }
    const Json before = m_settings.value(id);
    if (before == *accepted) {
        refresh(id);
        return;
    }
    m_undo.push(new StateEdit(
        "change " + qs(parameter->title).toLower(), Json{{id, before}}, Json{{id, *accepted}},
        [this](const Json& values) { apply(values); }, merge ? StateEdit::keyOf("settings." + id) : 0));
}

void SettingsPage::resetGroup(const std::string& name) {
    Json before = Json::object(), after = Json::object();
    for (const Parameter& parameter : m_settings.schema().parameters()) {
        if (parameter.group != name || m_settings.value(parameter.id) == parameter.defaultValue) continue;
        before[parameter.id] = m_settings.value(parameter.id);
        after[parameter.id] = parameter.defaultValue;
    }
    if (!after.empty())
        m_undo.push(new StateEdit("reset " + qs(name).toLower(), before, after, [this](const Json& values) { apply(values); }));
}

void SettingsPage::apply(const Json& values) {
    for (const auto& [id, value] : values.items())
        if (const Status set = m_settings.set(id, value); !set.ok()) Q_EMIT m_workbench.reported(set.error());
}

void SettingsPage::refresh(const std::string& id) {
    for (const Group& group : m_groups)
        for (SettingRow* row : group.rows)
            if (row->parameter().id == id) row->setValue(m_settings.value(id), m_settings.value(id) != row->parameter().defaultValue);
    refreshGroups();
}

void SettingsPage::refreshGroups() {
    for (const Group& group : m_groups)
        group.reset->setEnabled(std::any_of(group.rows.begin(), group.rows.end(), [this](const SettingRow* row) {
            return m_settings.value(row->parameter().id) != row->parameter().defaultValue;
        }));
}

void SettingsPage::filter(const QString& pattern) {
    bool any = false;
    for (const Group& group : m_groups) {
        SettingRow* last = nullptr;
        for (SettingRow* row : group.rows) {
            const bool shown = row->matches(pattern);
            row->setVisible(shown);
            row->setLast(false);
            if (shown) last = row;
        }
        if (last) last->setLast(true);
        group.card->setVisible(last != nullptr);
        any |= last != nullptr;
    }
    if (!m_groups.empty() && m_scroll->widget()) m_nothing->setVisible(!any);
}

Json SettingsPage::saveState() const { return searchedState(*m_search, *m_scroll); }

void SettingsPage::restoreState(const Json& state) { restoreSearched(*m_search, *m_scroll, state); }

}  // namespace vitrine

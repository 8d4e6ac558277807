// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/shortcuts_page.h"

#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "app/shell/page_heading.h"
#include "widgets/base/state_edit.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr int kTableSide = 32;
enum Column { TitleColumn, ShortcutColumn, DefaultColumn, Columns };

QString shown(const QKeySequence& keys) {
    return keys.toString(QKeySequence::NativeText);
}

}  // namespace

ShortcutsPage::ShortcutsPage(const QString& address, Workbench& workbench) : Page(address), m_workbench(workbench) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kTableSide, 24, kTableSide, 24);
    column->setSpacing(16);
    auto* header = new PageHeading("Keyboard shortcuts", "Find an action or a shortcut", this);
    m_search = header->search();
    m_search->setObjectName("shortcuts.search");
    auto* reset = new QPushButton("Reset all", header);
    reset->setAccessibleName("Reset all shortcuts");
    reset->setMinimumHeight(32);
    header->addControl(reset);
    column->addWidget(header);
    buildTable();
    column->addWidget(m_table, 1);
    column->addWidget(buildEditor());
    setFocusProxy(m_search);
    fill();
    connect(m_search, &QLineEdit::textChanged, this, &ShortcutsPage::filter);
    connect(reset, &QPushButton::clicked, this, &ShortcutsPage::resetAll);
    // Many actions come and go together (a page opens): one refill for all of them.
    auto* soon = new QTimer(this);
    soon->setSingleShot(true);
    connect(&m_workbench.actions(), &ActionRegistry::changed, soon, [soon] { soon->start(0); });
    connect(soon, &QTimer::timeout, this, &ShortcutsPage::fill);
}

void ShortcutsPage::buildTable() {
    m_table = new QTreeWidget(this);
    m_table->setObjectName("shortcuts.table");
    m_table->setAccessibleName("Actions and their shortcuts");
    m_table->setColumnCount(Columns);
    m_table->setHeaderLabels({"Action", "Shortcut", "Default"});
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setIndentation(16);
    m_table->setStyleSheet("QTreeView::item { padding: 4px 6px; }");
    m_table->header()->setSectionResizeMode(TitleColumn, QHeaderView::Stretch);
    m_table->header()->setSectionResizeMode(ShortcutColumn, QHeaderView::Fixed);
    m_table->header()->setSectionResizeMode(DefaultColumn, QHeaderView::Fixed);
    m_table->header()->resizeSection(ShortcutColumn, 180);
    m_table->header()->resizeSection(DefaultColumn, 180);
    m_table->header()->setStretchLastSection(false);
    connect(m_table, &QTreeWidget::currentItemChanged, this, [this] {
        if (!m_filling) refreshEditor();
    });
    connect(m_table, &QTreeWidget::itemActivated, this, [this] { m_keys->setFocus(Qt::OtherFocusReason); });
}

QWidget* ShortcutsPage::buildEditor() {
    auto* bar = new QWidget(this);
    auto* column = new QVBoxLayout(bar);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    m_name = new QLabel(bar);
    m_name->setMinimumWidth(160);
    row->addWidget(m_name, 1);
    m_keys = new QKeySequenceEdit(bar);
    m_keys->setObjectName("shortcuts.keys");
    m_keys->setAccessibleName("Press the keys of the new shortcut");
    m_keys->setToolTip("Click here and press the keys");
    m_keys->setFixedWidth(200);
    row->addWidget(m_keys);
    const auto button = [&](const QString& text, const QString& help) {
        auto* made = new QPushButton(text, bar);
        made->setAccessibleName(text);
        made->setObjectName("shortcuts." + text.toLower());
        made->setToolTip(help);
        row->addWidget(made);
        return made;
    };
    m_set = button("Set", "Give the action these keys");
    m_clear = button("Clear", "The action has no shortcut");
    m_reset = button("Reset", "Back to the default");
    column->addLayout(row);
    m_warning = new QLabel(bar);
    m_warning->setObjectName("shortcuts.warning");
    m_warning->setWordWrap(true);
    m_warning->setTextFormat(Qt::RichText);
    m_warning->setMinimumHeight(20);
    column->addWidget(m_warning);
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutsPage::refreshWarning);
    connect(m_set, &QPushButton::clicked, this, [this] { change(m_keys->keySequence()); });
    connect(m_clear, &QPushButton::clicked, this, [this] { change({}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { change(m_workbench.actions().defaultShortcut(chosen())); });
    return bar;
}

void ShortcutsPage::fill() {
    const QString before = chosen();
    m_filling = true;
    m_table->clear();
    QMap<QString, QTreeWidgetItem*> groups;
    ActionRegistry& actions = m_workbench.actions();
    for (QAction* action : actions.all()) {
        const QString group = ActionRegistry::groupOf(action), id = ActionRegistry::idOf(action);
        if (!groups.contains(group)) {
            auto* item = groups[group] = new QTreeWidgetItem(m_table, {group});
            item->setFlags(Qt::ItemIsEnabled);
            QFont bold = font();
            bold.setWeight(QFont::DemiBold);
            item->setFont(TitleColumn, bold);
        }
        const QKeySequence usual = actions.defaultShortcut(id);
        auto* item = new QTreeWidgetItem(groups[group], {action->text(), shown(action->shortcut()), shown(usual)});
        item->setData(TitleColumn, Qt::UserRole, id);
        item->setToolTip(TitleColumn, ActionRegistry::helpOf(action));
        item->setForeground(DefaultColumn, Theme::instance().colour(Ink::Muted));
        if (action->shortcut() == usual) continue;
        QFont bold = font();
        bold.setWeight(QFont::Bold);
        item->setFont(ShortcutColumn, bold);
    }
    m_table->expandAll();
    filter(m_search->text());
    m_filling = false;
    if (QTreeWidgetItem* item = itemOf(before))
        m_table->setCurrentItem(item);
    else
        refreshEditor();
}

QTreeWidgetItem* ShortcutsPage::itemOf(const QString& action) const {
    for (int group = 0; group < m_table->topLevelItemCount(); ++group)
        for (int i = 0; i < m_table->topLevelItem(group)->childCount(); ++i)
            if (QTreeWidgetItem* item = m_table->topLevelItem(group)->child(i); item->data(TitleColumn, Qt::UserRole).toString() == action)
                return item;
    return nullptr;
}

void ShortcutsPage::choose(const QString& action) {
    if (QTreeWidgetItem* item = itemOf(action)) m_table->setCurrentItem(item);
}

QString ShortcutsPage::chosen() const {
    const QTreeWidgetItem* item = m_table->currentItem();
    return item ? item->data(TitleColumn, Qt::UserRole).toString() : QString();
}

void ShortcutsPage::refreshEditor() {
    const QAction* action = m_workbench.actions().find(chosen());
    for (QWidget* control :
         {static_cast<QWidget*>(m_keys), static_cast<QWidget*>(m_set), static_cast<QWidget*>(m_clear), static_cast<QWidget*>(m_reset)})
        control->setEnabled(action);
    m_name->setText(action ? "Shortcut of <b>" + action->text().toHtmlEscaped() + "</b>" : QString("Choose an action above."));
    m_keys->setKeySequence(action ? action->shortcut() : QKeySequence());
    refreshWarning();
}

void ShortcutsPage::refreshWarning() {
    const QAction* action = m_workbench.actions().find(chosen());
    const QKeySequence keys = m_keys->keySequence();
    const QString other = action ? m_workbench.actions().conflict(chosen(), keys) : QString();
    const QAction* holder = m_workbench.actions().find(other);
    m_warning->setText(
        holder ? QString("<span style='color:%1'><b>%2</b> is the shortcut of <b>%3</b>. \"Set\" takes it from there.</span>")
                     .arg(Theme::instance().colour(Ink::Warning).name(), shown(keys).toHtmlEscaped(), holder->text().toHtmlEscaped())
               : QString());
    m_set->setEnabled(action && keys != action->shortcut());
    m_clear->setEnabled(action && !action->shortcut().isEmpty());
    m_reset->setEnabled(action && action->shortcut() != m_workbench.actions().defaultShortcut(chosen()));
}

void ShortcutsPage::change(const QKeySequence& shortcut) {
    const QAction* action = m_workbench.actions().find(chosen());
    if (!action || action->shortcut() == shortcut) return;
    const Json before = m_workbench.actions().shortcuts();
    m_workbench.actions().setShortcut(chosen(), shortcut);
    push("shortcut of " + action->text().toLower(), before);
}

void ShortcutsPage::resetAll() {
    const Json before = m_workbench.actions().shortcuts();
    m_workbench.actions().restoreShortcuts(Json::object());
    push("reset shortcuts", before);
}

/// The change is made already; pushing repeats it, which changes nothing.
void ShortcutsPage::push(const QString& text, const Json& before) {
    const Json after = m_workbench.actions().shortcuts();
    if (after != before)
        m_undo.push(new StateEdit(text, before, after, [this](const Json& all) { m_workbench.actions().restoreShortcuts(all); }));
}

void ShortcutsPage::filter(const QString& pattern) {
    const QString wanted = pattern.trimmed();
    for (int group = 0; group < m_table->topLevelItemCount(); ++group) {
        QTreeWidgetItem* item = m_table->topLevelItem(group);
        bool any = false;
        for (int i = 0; i < item->childCount(); ++i) {
            QTreeWidgetItem* child = item->child(i);
            const bool match = wanted.isEmpty() || fuzzyScore(wanted, child->text(TitleColumn)) > 0 ||
                               child->text(ShortcutColumn).contains(wanted, Qt::CaseInsensitive);
            child->setHidden(!match);
            any |= match;
        }
        item->setHidden(!any);
    }
}

}  // namespace vitrine

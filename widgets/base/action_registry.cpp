// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/action_registry.h"

#include <QWidget>
#include <algorithm>

#include "core/base/log.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr const char* kGroup = "vitrineGroup";
constexpr const char* kHelp = "vitrineHelp";

/// The widget that must be visible for a shortcut to work: the owner, or the nearest widget above it.
QWidget* hostOf(QObject* owner, QWidget* window) {
    for (QObject* at = owner; at; at = at->parent())
        if (auto* widget = qobject_cast<QWidget*>(at)) return widget;
    return window;
}

bool overlap(const QWidget* first, const QWidget* second) {
    return first == second || first->isAncestorOf(second) || second->isAncestorOf(first);
}

QString toolTipOf(const ActionSpec& spec, const QKeySequence& shortcut) {
    QString text = spec.title;
    if (!shortcut.isEmpty()) text += QString(" (%1)").arg(shortcut.toString(QKeySequence::NativeText));
    return spec.help.isEmpty() ? text : text + "\n" + spec.help;
}

}  // namespace

struct ActionRegistry::Entry {
    ActionSpec spec;
    QAction* action;
    QPointer<QWidget> host;
    bool clashes = false;  ///< The default shortcut is a neighbour's.
};

ActionRegistry::ActionRegistry(QWidget* window) : QObject(window), m_window(window) {
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        for (const auto& entry : std::as_const(m_entries)) refresh(*entry);
    });
}

ActionRegistry::~ActionRegistry() = default;

QKeySequence ActionRegistry::shortcutOf(const Entry& entry) const {
    if (const auto chosen = m_chosen.constFind(entry.spec.id); chosen != m_chosen.constEnd()) return *chosen;
    return entry.clashes ? QKeySequence() : entry.spec.shortcut;
}

void ActionRegistry::refresh(const Entry& entry) const {
    const QKeySequence shortcut = shortcutOf(entry);
    entry.action->setShortcut(shortcut);
    entry.action->setToolTip(toolTipOf(entry.spec, shortcut));
    if (!entry.spec.icon.isEmpty()) entry.action->setIcon(Theme::instance().icon(entry.spec.icon));
}

QAction* ActionRegistry::add(const ActionSpec& spec, QObject* owner, std::function<void()> run) {
    if (const auto old = m_entries.constFind(spec.id); old != m_entries.constEnd()) {
        logWarning("action {} was added again: the newer one takes its place", ss(spec.id));
        (*old)->action->setShortcut({});
    }
    auto* action = new QAction(spec.title, owner);
    auto entry = std::make_shared<Entry>(Entry{spec, action, hostOf(owner, m_window)});
    for (const auto& other : std::as_const(m_entries))
        if (other->spec.id != spec.id && !spec.shortcut.isEmpty() && other->action->shortcut() == spec.shortcut && other->host &&
            overlap(other->host, entry->host)) {
            entry->clashes = true;
            logWarning("shortcut {} of {} is left out: {} has it", ss(spec.shortcut.toString()), ss(spec.id), ss(other->spec.id));
        }
    m_entries[spec.id] = entry;
    action->setObjectName(spec.id);
    action->setProperty(kGroup, spec.group);
    action->setProperty(kHelp, spec.help);
    action->setCheckable(spec.checkable);
    entry->host->addAction(action);
    refresh(*entry);
    connect(action, &QAction::triggered, this, [this, id = spec.id, run = std::move(run)] {
        if (run) run();
        Q_EMIT triggered(id);
    });
    connect(action, &QObject::destroyed, this, [this, id = spec.id, action] {
        const auto mine = m_entries.constFind(id);
        if (mine == m_entries.constEnd() || (*mine)->action != action) return;
        m_entries.remove(id);
        Q_EMIT changed();
    });
    Q_EMIT changed();
    return action;
}

QAction* ActionRegistry::find(const QString& id) const {
    const auto entry = m_entries.constFind(id);
    return entry == m_entries.constEnd() ? nullptr : (*entry)->action;
}

QList<QAction*> ActionRegistry::all() const {
    QList<QAction*> actions;
    for (const auto& entry : m_entries) actions.append(entry->action);
    std::stable_sort(actions.begin(), actions.end(), [](const QAction* a, const QAction* b) {
        const int group = groupOf(a).localeAwareCompare(groupOf(b));
        return group != 0 ? group < 0 : a->text().localeAwareCompare(b->text()) < 0;
    });
    return actions;
}

QString ActionRegistry::idOf(const QAction* action) {
    return action->objectName();
}

QString ActionRegistry::groupOf(const QAction* action) {
    return action->property(kGroup).toString();
}

QString ActionRegistry::helpOf(const QAction* action) {
    return action->property(kHelp).toString();
}

QKeySequence ActionRegistry::defaultShortcut(const QString& id) const {
    const auto entry = m_entries.constFind(id);
    return entry == m_entries.constEnd() ? QKeySequence() : (*entry)->spec.shortcut;
}

QString ActionRegistry::conflict(const QString& id, const QKeySequence& shortcut) const {
    if (shortcut.isEmpty()) return {};
    for (const auto& entry : m_entries)
        if (entry->spec.id != id && shortcutOf(*entry) == shortcut) return entry->spec.id;
    return {};
}

void ActionRegistry::setShortcut(const QString& id, const QKeySequence& shortcut) {
    for (QString loser = conflict(id, shortcut); !loser.isEmpty(); loser = conflict(id, shortcut)) {
        m_chosen[loser] = QKeySequence();
        refresh(*m_entries[loser]);
    }
    const auto entry = m_entries.constFind(id);
    if (entry != m_entries.constEnd() && (*entry)->spec.shortcut == shortcut && !(*entry)->clashes)
        m_chosen.remove(id);
    else
        m_chosen[id] = shortcut;
    if (entry != m_entries.constEnd()) refresh(**entry);
    Q_EMIT changed();
}

Json ActionRegistry::shortcuts() const {
    Json json = Json::object();
    for (auto chosen = m_chosen.begin(); chosen != m_chosen.end(); ++chosen)
        json[ss(chosen.key())] = ss(chosen.value().toString(QKeySequence::PortableText));
    return json;
}

void ActionRegistry::restoreShortcuts(const Json& json) {
    m_chosen.clear();
    if (json.is_object())
        for (const auto& [id, text] : json.items())
            if (text.is_string()) m_chosen[qs(id)] = QKeySequence(qs(text.get<std::string>()), QKeySequence::PortableText);
    for (const auto& entry : std::as_const(m_entries)) refresh(*entry);
    Q_EMIT changed();
}

}  // namespace vitrine

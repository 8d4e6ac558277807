// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QMap>
#include <QObject>
#include <functional>
#include <memory>

#include "core/base/json.h"

namespace vitrine {

/// One thing a person can do, under one id for menu, shortcut, palette, undo text and test.
struct ActionSpec {
    QString id;        ///< "runs.start", "view.theme.dark", "lrp_resnet.next_image"
    QString title;     ///< "Start run"
    QString group;     ///< "Run", "View", ...: section in palette and shortcut editor.
    QString icon;      ///< Theme icon name or empty.
    QKeySequence shortcut;
    QString help;      ///< Tooltip and palette's second line.
    bool checkable = false;
};

/// All actions of a window. Shortcuts may be changed by the user; conflicts are told, the newer one wins after asking. A shortcut works while
/// the widget that owns its action is visible, so that pages that are never seen together may use the same keys.
class ActionRegistry : public QObject {
    Q_OBJECT

public:
    explicit ActionRegistry(QWidget* window);
    ~ActionRegistry() override;
    /// Adds an action that lives as long as `owner`; the action's text, tooltip (with shortcut), icon and shortcut follow theme and user settings.
    /// An id that is taken goes to the newer action. A default shortcut that a visible neighbour has already is left out, with a log line.
    QAction* add(const ActionSpec& spec, QObject* owner, std::function<void()> run);
    QAction* find(const QString& id) const;
    QList<QAction*> all() const;             ///< In order of group, then title.
    static QString idOf(const QAction* action);
    static QString groupOf(const QAction* action);
    static QString helpOf(const QAction* action);
    QKeySequence defaultShortcut(const QString& id) const;
    /// The id of another action with this shortcut, or empty.
    QString conflict(const QString& id, const QKeySequence& shortcut) const;
    /// Also takes it away from the action that had it: ask `conflict` first.
    void setShortcut(const QString& id, const QKeySequence& shortcut);
    Json shortcuts() const;                  ///< Only those that differ from their defaults, and those of actions not present now.
    void restoreShortcuts(const Json& json);

Q_SIGNALS:
    void changed();
    void triggered(const QString& id);

private:
    struct Entry;
    void refresh(const Entry& entry) const;
    QKeySequence shortcutOf(const Entry& entry) const;
    QWidget* m_window;
    QMap<QString, std::shared_ptr<Entry>> m_entries;
    QMap<QString, QKeySequence> m_chosen;
};

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QUndoStack>
#include <QWidget>
#include <functional>
#include <vector>

#include "core/base/json.h"
#include "core/data/array.h"

namespace vitrine {

/// Something that a page offers in the command palette while it is the current one: a parameter to jump to, a view to switch on.
struct PageCommand {
    QString title, detail, group, icon;
    std::function<void()> run;
};

/// One page of the window: the gallery, a method, the settings. Pages are opened by an address ("gallery", "method/lrp_resnet").
class Page : public QWidget {
    Q_OBJECT

public:
    Page(QString address, QWidget* parent = nullptr) : QWidget(parent), m_address(std::move(address)) {}

    const QString& address() const { return m_address; }
    virtual QString title() const = 0;
    virtual QString iconName() const = 0;
    /// Edits made on this page; null when it has none of its own.
    virtual QUndoStack* undoStack() { return nullptr; }
    virtual Json saveState() const { return Json::object(); }
    virtual void restoreState(const Json& state) { static_cast<void>(state); }
    /// Files dropped on the page; false: not for this page, the window decides.
    virtual bool dropFiles(const QStringList& paths) { return static_cast<void>(paths), false; }
    /// What the command palette lists beside the window's actions.
    virtual std::vector<PageCommand> commands() { return {}; }
    /// Arrays that the page's live session answered last, by name; the tensor inspector shows them.
    virtual NamedArrays liveArrays() const { return {}; }
    /// True when nothing is being loaded or computed: tour and tests take their picture then.
    virtual bool settled() const { return true; }

Q_SIGNALS:
    void titleChanged();
    void stateTouched();  ///< Something that `saveState` keeps has changed.

private:
    QString m_address;
};

}  // namespace vitrine

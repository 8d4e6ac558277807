// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/wheel_guard.h"

#include <QEvent>

namespace vitrine {
namespace {

class WheelGuard final : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        const auto* widget = qobject_cast<QWidget*>(watched);
        if (event->type() != QEvent::Wheel || !widget || widget->hasFocus()) return false;
        event->ignore();  // Not taken: Qt offers it to the parent, up to the scroll area.
        return true;
    }
};

}  // namespace

void guardWheel(QWidget* editor) {
    static QPointer<WheelGuard> guard;
    if (!guard) guard = new WheelGuard(qApp);
    editor->setFocusPolicy(Qt::StrongFocus);  // Not WheelFocus, which would give it the focus first.
    editor->installEventFilter(guard);
}

}  // namespace vitrine

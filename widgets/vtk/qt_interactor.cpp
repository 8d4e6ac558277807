// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/vtk/qt_interactor.h"

#include <vtkCommand.h>
#include <vtkObjectFactory.h>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>
#include <cstring>

namespace vitrine {

vtkStandardNewMacro(QtInteractor);

namespace {

struct ButtonEvents {
    unsigned long press, release;
};

ButtonEvents eventsOf(Qt::MouseButton button) {
    switch (button) {
        case Qt::LeftButton: return {vtkCommand::LeftButtonPressEvent, vtkCommand::LeftButtonReleaseEvent};
        case Qt::MiddleButton: return {vtkCommand::MiddleButtonPressEvent, vtkCommand::MiddleButtonReleaseEvent};
        case Qt::RightButton: return {vtkCommand::RightButtonPressEvent, vtkCommand::RightButtonReleaseEvent};
        default: return {vtkCommand::NoEvent, vtkCommand::NoEvent};
    }
}

/// VTK names keys as Tk does.
const char* keySymbol(int key) {
    switch (key) {
        case Qt::Key_Left: return "Left";
        case Qt::Key_Right: return "Right";
        case Qt::Key_Up: return "Up";
        case Qt::Key_Down: return "Down";
        case Qt::Key_Home: return "Home";
        case Qt::Key_End: return "End";
        case Qt::Key_PageUp: return "Prior";
        case Qt::Key_PageDown: return "Next";
        case Qt::Key_Space: return "space";
        case Qt::Key_Return:
        case Qt::Key_Enter: return "Return";
        case Qt::Key_Escape: return "Escape";
        case Qt::Key_Delete: return "Delete";
        case Qt::Key_Backspace: return "BackSpace";
        case Qt::Key_Shift: return "Shift_L";
        case Qt::Key_Control: return "Control_L";
        case Qt::Key_Alt: return "Alt_L";
        default: return nullptr;
    }
}

}  // namespace

void QtInteractor::setPixelScale(double scale, int heightPixels) {
    if (scale != m_scale && m_scale > 0) {   // What the styles remember was measured in other pixels.
        const int* at = GetEventPosition();
        const double change = scale / m_scale;
        SetEventPosition(int(std::lround(at[0] * change)), int(std::lround(at[1] * change)));
        SetEventPosition(GetEventPosition()[0], GetEventPosition()[1]);
    }
    m_scale = scale;
    m_height = heightPixels;
}

void QtInteractor::place(double x, double y, Qt::KeyboardModifiers modifiers, int repeat) {
    SetEventInformation(int(std::lround(x * m_scale)), m_height - 1 - int(std::lround(y * m_scale)), modifiers & Qt::ControlModifier,
                        modifiers & Qt::ShiftModifier, 0, repeat, nullptr);
    SetAltKey(modifiers & Qt::AltModifier ? 1 : 0);
}

bool QtInteractor::handleMouse(QEvent* event) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    place(mouse->position().x(), mouse->position().y(), mouse->modifiers(), event->type() == QEvent::MouseButtonDblClick ? 1 : 0);
    if (event->type() == QEvent::MouseMove) {
        InvokeEvent(vtkCommand::MouseMoveEvent);
        return true;
    }
    const ButtonEvents events = eventsOf(mouse->button());
    if (events.press == vtkCommand::NoEvent) return false;
    InvokeEvent(event->type() == QEvent::MouseButtonRelease ? events.release : events.press);
    return true;
}

bool QtInteractor::handleWheel(QEvent* event) {
    const auto* wheel = static_cast<QWheelEvent*>(event);
    place(wheel->position().x(), wheel->position().y(), wheel->modifiers());
    m_wheel += wheel->angleDelta().y();
    for (; m_wheel >= 120; m_wheel -= 120) InvokeEvent(vtkCommand::MouseWheelForwardEvent);   // Touch pads send small steps.
    for (; m_wheel <= -120; m_wheel += 120) InvokeEvent(vtkCommand::MouseWheelBackwardEvent);
    return true;
}

bool QtInteractor::handleKey(QEvent* event) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const QByteArray text = key->text().toLatin1();
    const char letter = text.isEmpty() ? 0 : text.at(0);
    const char* symbol = keySymbol(key->key());
    const QByteArray plain = symbol ? QByteArray(symbol) : text;
    SetKeyEventInformation(key->modifiers() & Qt::ControlModifier, key->modifiers() & Qt::ShiftModifier, letter, 0, plain.constData());
    SetAltKey(key->modifiers() & Qt::AltModifier ? 1 : 0);
    if (event->type() == QEvent::KeyRelease) {
        InvokeEvent(vtkCommand::KeyReleaseEvent);
        return true;
    }
    InvokeEvent(vtkCommand::KeyPressEvent);
    // VTK's letters for leaving, stereo and colour depth have no place in a window with others.
    if (letter != 0 && !std::strchr("qQeE3uU", letter)) InvokeEvent(vtkCommand::CharEvent);
    return true;
}

bool QtInteractor::handle(QEvent* event) {
    switch (event->type()) {
        case QEvent::MouseButtonPress:
        case QEvent::MouseButtonDblClick:
        case QEvent::MouseButtonRelease:
        case QEvent::MouseMove: return handleMouse(event);
        case QEvent::Wheel: return handleWheel(event);
        case QEvent::KeyPress:
        case QEvent::KeyRelease: return handleKey(event);
        case QEvent::Enter: InvokeEvent(vtkCommand::EnterEvent); return false;
        case QEvent::Leave: InvokeEvent(vtkCommand::LeaveEvent); return false;
        default: return false;
    }
}

int QtInteractor::InternalCreateTimer(int, int timerType, unsigned long duration) {
    const int id = ++m_lastTimer;
    auto timer = std::make_unique<QTimer>();
    timer->setSingleShot(timerType == OneShotTimer);
    QObject::connect(timer.get(), &QTimer::timeout, timer.get(), [this, id] {
        int vtkId = GetVTKTimerId(id);
        InvokeEvent(vtkCommand::TimerEvent, &vtkId);
    });
    timer->start(int(duration));
    m_timers[id] = std::move(timer);
    return id;
}

int QtInteractor::InternalDestroyTimer(int platformTimerId) {
    const auto found = m_timers.find(platformTimerId);
    if (found == m_timers.end()) return 0;
    found->second->stop();
    found->second.release()->deleteLater();   // It may be the one that is firing.
    m_timers.erase(found);
    return 1;
}

}  // namespace vitrine

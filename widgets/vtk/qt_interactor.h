// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vtkRenderWindowInteractor.h>

#include <QTimer>
#include <functional>
#include <map>
#include <memory>

class QEvent;
class QInputEvent;

namespace vitrine {

/// VTK's interactor fed by Qt events: no event loop of its own, timers by Qt, and a render asked for is a render soon.
class QtInteractor final : public vtkRenderWindowInteractor {
public:
    static QtInteractor* New();
    vtkTypeMacro(QtInteractor, vtkRenderWindowInteractor);

    std::function<void()> renderSoon;
    /// Pixels of the render window for each of the widget's: device pixel ratio, less while the picture is coarse.
    void setPixelScale(double scale, int heightPixels);
    /// Hands a mouse, wheel, key, enter or leave event on; false for others.
    bool handle(QEvent* event);

    void Render() override { renderSoon(); }
    void TerminateApp() override {}            ///< "q" must not end our program.

protected:
    int InternalCreateTimer(int timerId, int timerType, unsigned long duration) override;
    int InternalDestroyTimer(int platformTimerId) override;

private:
    bool handleMouse(QEvent* event);
    bool handleWheel(QEvent* event);
    bool handleKey(QEvent* event);
    void place(double x, double y, Qt::KeyboardModifiers modifiers, int repeat = 0);
    double m_scale = 1;
    int m_height = 0;
    double m_wheel = 0;
    int m_lastTimer = 0;
    std::map<int, std::unique_ptr<QTimer>> m_timers;
};

}  // namespace vitrine

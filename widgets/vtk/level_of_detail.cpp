// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/vtk/level_of_detail.h"

#include <vtkCommand.h>
#include <vtkNew.h>
#include <vtkProp.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>
#include <vtkWeakPointer.h>

namespace vitrine {
namespace {

class MotionSwitch final : public vtkCommand {
public:
    static MotionSwitch* New() { return new MotionSwitch; }
    void Execute(vtkObject* caller, unsigned long, void*) override {
        auto* renderer = static_cast<vtkRenderer*>(caller);
        if (!full || !coarse || !renderer->GetRenderWindow()) return;
        const bool moving = renderer->GetRenderWindow()->GetDesiredUpdateRate() >= 1;
        full->SetVisibility(!moving);
        coarse->SetVisibility(moving);
    }
    vtkWeakPointer<vtkProp> full, coarse;
};

}  // namespace

void showByMotion(vtkRenderer* renderer, vtkProp* full, vtkProp* coarse) {
    vtkNew<MotionSwitch> change;
    change->full = full;
    change->coarse = coarse;
    coarse->SetVisibility(0);
    renderer->AddObserver(vtkCommand::StartEvent, change);
}

}  // namespace vitrine

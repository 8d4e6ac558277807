// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class vtkProp;
class vtkRenderer;

namespace vitrine {

/// Shows `coarse` while a VtkView's camera moves and `full` when it stands still; both must be in the renderer, which owns the arrangement.
void showByMotion(vtkRenderer* renderer, vtkProp* full, vtkProp* coarse);

}  // namespace vitrine

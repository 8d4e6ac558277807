// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vtkImageData.h>
#include <vtkPolyData.h>
#include <vtkSmartPointer.h>

#include "core/data/array.h"

namespace vitrine {

/// An array in VTK's form; null pointers: nothing finite to show.
struct SceneData {
    vtkSmartPointer<vtkPolyData> points, fewPoints;   ///< Few: shown while the camera moves; null when there are few anyway.
    vtkSmartPointer<vtkImageData> volume;
    double low = 0, high = 1;                         ///< Of the values that are coloured.
};

/// [N,3] or more columns, a fourth being the value.
bool isPoints(const Array& array);
bool isVolume(const Array& array);
/// On any thread; the array must be what the name says.
SceneData pointScene(const Array& array);
SceneData volumeScene(const Array& array);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vtkActor.h>
#include <vtkPolyDataMapper.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>
#include <vtkWeakPointer.h>

#include <vector>

class vtkRendererCollection;

namespace vitrine {

/// Stand-ins of a tenth of the triangles for large surfaces while the camera moves: same place, colours and lookup table.
class CoarseSurfaces {
public:
    ~CoarseSurfaces() { show(false); }
    /// Makes those that lack and drops those of surfaces that changed or went. Takes a small part of the time that drawing them once does.
    void prepare(vtkRendererCollection* renderers);
    bool any() const { return !m_standIns.empty(); }
    /// Shows the stand-ins in place of the surfaces, or the surfaces again.
    void show(bool coarse);

private:
    struct StandIn {
        vtkWeakPointer<vtkRenderer> renderer;
        vtkWeakPointer<vtkActor> full;
        vtkSmartPointer<vtkActor> coarse;
        vtkSmartPointer<vtkPolyData> data;
        vtkMTimeType made = 0;                 ///< Of the surface's data.
    };
    bool current(const StandIn& standIn) const;
    void add(vtkRenderer* renderer, vtkActor* full);

    std::vector<StandIn> m_standIns;
    bool m_coarse = false;
};

}  // namespace vitrine

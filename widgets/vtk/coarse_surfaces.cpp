// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/vtk/coarse_surfaces.h"

#include <vtkBinnedDecimation.h>
#include <vtkPolyData.h>
#include <vtkProperty.h>
#include <vtkPropCollection.h>
#include <vtkRendererCollection.h>
#include <vtkTriangleFilter.h>

#include <algorithm>
#include <cmath>

namespace vitrine {
namespace {

constexpr vtkIdType kLargeSurface = 40'000;    ///< Triangles. Smaller ones turn fluidly as they are.
constexpr int kBins = 48;                      ///< Along the longest side: some 20,000 triangles of a closed surface remain.

/// The polygons of an actor when they are many and all that it shows; null otherwise.
vtkPolyData* surfaceOf(vtkActor* actor) {
    auto* mapper = vtkPolyDataMapper::SafeDownCast(actor->GetMapper());
    vtkPolyData* data = mapper && actor->GetProperty()->GetRepresentation() == VTK_SURFACE ? mapper->GetInput() : nullptr;
    if (!data || data->GetNumberOfPolys() < kLargeSurface || data->GetNumberOfVerts() + data->GetNumberOfLines() + data->GetNumberOfStrips() > 0)
        return nullptr;
    return data;
}

vtkSmartPointer<vtkPolyData> coarseOf(vtkPolyData* surface) {
    double bounds[6];
    surface->GetBounds(bounds);
    const double longest = std::max({bounds[1] - bounds[0], bounds[3] - bounds[2], bounds[5] - bounds[4]});
    const auto bins = [&](int axis) {
        return longest > 0 ? std::clamp(int(std::lround(kBins * (bounds[2 * axis + 1] - bounds[2 * axis]) / longest)), 1, kBins) : 1;
    };
    vtkNew<vtkTriangleFilter> triangles;       // Passes triangles on as they are.
    triangles->SetInputData(surface);
    vtkNew<vtkBinnedDecimation> fewer;
    fewer->SetInputConnection(triangles->GetOutputPort());
    fewer->SetNumberOfDivisions(bins(0), bins(1), bins(2));
    fewer->SetPointGenerationModeToBinPoints();
    fewer->ProduceCellDataOn();
    fewer->Update();
    return fewer->GetOutput();
}

}  // namespace

bool CoarseSurfaces::current(const StandIn& standIn) const {
    if (!standIn.renderer || !standIn.full || !standIn.renderer->HasViewProp(standIn.full)) return false;
    vtkPolyData* data = surfaceOf(standIn.full);
    return data && data->GetMTime() == standIn.made;
}

void CoarseSurfaces::add(vtkRenderer* renderer, vtkActor* full) {
    vtkPolyData* surface = surfaceOf(full);
    if (!surface || !full->GetVisibility()) return;
    StandIn made;
    made.renderer = renderer;
    made.full = full;
    made.data = coarseOf(surface);
    made.made = surface->GetMTime();
    if (made.data->GetNumberOfPolys() == 0 || made.data->GetNumberOfPolys() > surface->GetNumberOfPolys() / 2) return;
    made.coarse = vtkSmartPointer<vtkActor>::New();
    made.coarse->SetVisibility(false);
    made.coarse->PickableOff();
    renderer->AddViewProp(made.coarse);
    m_standIns.push_back(std::move(made));
}

void CoarseSurfaces::prepare(vtkRendererCollection* renderers) {
    std::erase_if(m_standIns, [this](const StandIn& standIn) {
        if (current(standIn)) return false;
        if (standIn.full && standIn.coarse->GetVisibility()) standIn.full->SetVisibility(true);
        if (standIn.renderer) standIn.renderer->RemoveViewProp(standIn.coarse);
        return true;
    });
    std::vector<std::pair<vtkRenderer*, vtkActor*>> lacking;
    vtkCollectionSimpleIterator at;
    renderers->InitTraversal(at);
    while (vtkRenderer* renderer = renderers->GetNextRenderer(at)) {
        vtkCollectionSimpleIterator prop;
        renderer->GetViewProps()->InitTraversal(prop);
        while (vtkProp* shown = renderer->GetViewProps()->GetNextProp(prop)) {
            auto* actor = vtkActor::SafeDownCast(shown);
            const auto isOf = [&](const StandIn& standIn) { return standIn.full == actor || standIn.coarse == actor; };
            if (actor && std::none_of(m_standIns.begin(), m_standIns.end(), isOf)) lacking.emplace_back(renderer, actor);
        }
    }
    for (const auto& [renderer, actor] : lacking) add(renderer, actor);
}

void CoarseSurfaces::show(bool coarse) {
    if (coarse == m_coarse) return;
    m_coarse = coarse;
    for (const StandIn& standIn : m_standIns) {
        if (!standIn.full) continue;
        if (coarse && standIn.full->GetVisibility()) {
            auto* like = vtkPolyDataMapper::SafeDownCast(standIn.full->GetMapper());
            if (!like) continue;
            // Place and colours may have changed since the last time; the mapper keeps what it has uploaded.
            vtkSmartPointer<vtkPolyDataMapper> mapper = vtkPolyDataMapper::SafeDownCast(standIn.coarse->GetMapper());
            if (!mapper || mapper->GetMTime() < like->GetMTime()) {
                mapper = vtkSmartPointer<vtkPolyDataMapper>::New();
                mapper->vtkPolyDataMapper::ShallowCopy(like);   // That of OpenGL's mapper copies deprecated shader code, and complains of it.
                mapper->SetInputData(standIn.data);
            }
            standIn.coarse->ShallowCopy(standIn.full);
            standIn.coarse->SetMapper(mapper);
            standIn.coarse->PickableOff();
            standIn.coarse->SetVisibility(true);
            standIn.full->SetVisibility(false);
        } else if (!coarse && standIn.coarse->GetVisibility()) {
            standIn.coarse->SetVisibility(false);
            standIn.full->SetVisibility(true);
        }
    }
}

}  // namespace vitrine

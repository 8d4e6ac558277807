// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/vtk/scene_data.h"

#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkPointData.h>

#include <cmath>

namespace vitrine {
namespace {

constexpr std::int64_t kCoarsePoints = 150'000;
constexpr std::int64_t kMostVoxels = std::int64_t(256) * 256 * 256;   // More than software shows at any useful rate: every n-th is taken.

/// Every `step`-th finite point as vertices with the value that colours it.
vtkSmartPointer<vtkPolyData> pointData(const Array& values, std::int64_t step) {
    const std::int64_t count = values.dim(0), width = values.dim(1);
    const std::span<const float> all = values.values<float>();
    vtkNew<vtkPoints> points;
    points->SetDataTypeToFloat();
    vtkNew<vtkFloatArray> colour;
    colour->SetName("value");
    vtkNew<vtkCellArray> vertices;
    points->Allocate(count / step + 1);
    colour->Allocate(count / step + 1);
    for (std::int64_t i = 0; i < count; i += step) {
        const float* at = all.data() + i * width;
        if (!std::isfinite(at[0]) || !std::isfinite(at[1]) || !std::isfinite(at[2])) continue;
        points->InsertNextPoint(at);
        colour->InsertNextValue(width > 3 ? at[3] : at[2]);
    }
    vertices->InsertNextCell(points->GetNumberOfPoints());
    for (vtkIdType i = 0; i < points->GetNumberOfPoints(); ++i) vertices->InsertCellPoint(i);
    auto data = vtkSmartPointer<vtkPolyData>::New();
    data->SetPoints(points);
    data->SetVerts(vertices);
    data->GetPointData()->SetScalars(colour);
    return data;
}

/// The volume as floats, thinned to at most kMostVoxels.
vtkSmartPointer<vtkImageData> volumeData(const Array& values, double& low, double& high) {
    const std::span<const float> all = values.values<float>();
    std::int64_t step = 1;
    while (values.count() / (step * step * step) > kMostVoxels) ++step;
    const auto size = [&](std::size_t axis) { return (values.dim(axis) + step - 1) / step; };
    auto image = vtkSmartPointer<vtkImageData>::New();
    image->SetDimensions(int(size(2)), int(size(1)), int(size(0)));
    image->SetSpacing(double(step), double(step), double(step));
    image->AllocateScalars(VTK_FLOAT, 1);
    auto* out = static_cast<float*>(image->GetScalarPointer());
    low = INFINITY;
    high = -INFINITY;
    for (std::int64_t z = 0; z < size(0); ++z)
        for (std::int64_t y = 0; y < size(1); ++y)
            for (std::int64_t x = 0; x < size(2); ++x) {
                const float value = all[std::size_t(((z * values.dim(1) + y) * values.dim(2) + x) * step)];
                *out++ = std::isfinite(value) ? value : 0;
                if (!std::isfinite(value)) continue;
                low = std::min<double>(low, value);
                high = std::max<double>(high, value);
            }
    if (!(low < high)) high = low + 1;
    return image;
}

}  // namespace

bool isPoints(const Array& array) { return array.rank() == 2 && array.dim(1) >= 3 && !array.empty() && array.dtype() != DType::C64; }

bool isVolume(const Array& array) {
    return array.rank() == 3 && !array.empty() && array.dim(0) > 1 && array.dim(1) > 1 && array.dim(2) > 1 && array.dtype() != DType::C64;
}

SceneData pointScene(const Array& array) {
    SceneData scene;
    const Result<Array> values = array.as(DType::F32);
    if (!values) return scene;
    const vtkSmartPointer<vtkPolyData> all = pointData(*values, 1);
    if (all->GetNumberOfPoints() == 0) return scene;
    scene.points = all;
    double range[2];
    all->GetPointData()->GetScalars()->GetRange(range);
    scene.low = range[0], scene.high = range[1];
    all->GetBounds();                          // Kept by VTK: computed here, not in the window's thread.
    if (const std::int64_t step = array.dim(0) / kCoarsePoints; step > 1) scene.fewPoints = pointData(*values, step);
    return scene;
}

SceneData volumeScene(const Array& array) {
    SceneData scene;
    if (const Result<Array> values = array.as(DType::F32); values.ok()) scene.volume = volumeData(*values, scene.low, scene.high);
    return scene;
}

}  // namespace vitrine

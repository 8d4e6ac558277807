// SPDX-License-Identifier: GPL-3.0-or-later
// Default 3D views of arrays. They live behind one C function, so that whoever shows an artifact can load this library, and VTK with it, on first
// need.
#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkColorTransferFunction.h>
#include <vtkCommand.h>
#include <vtkCubeAxesActor.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkLookupTable.h>
#include <vtkPiecewiseFunction.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkScalarBarActor.h>
#include <vtkSmartVolumeMapper.h>
#include <vtkTextProperty.h>
#include <vtkVolume.h>
#include <vtkVolumeProperty.h>
#include <vtkWeakPointer.h>

#include <cmath>
#include <cstring>

#include "core/base/log.h"
#include "core/data/array.h"
#include "core/media/colormap.h"
#include "widgets/base/theme.h"
#include "widgets/vtk/level_of_detail.h"
#include "widgets/vtk/vtk_view.h"

namespace vitrine {
namespace {

constexpr std::int64_t kCoarsePoints = 150'000;
constexpr double kAxesText = 9;
constexpr std::int64_t kMostVoxels = std::int64_t(256) * 256 * 256;   // More than software shows at any useful rate: every n-th is taken.

vtkNew<vtkLookupTable> lookupTable(double low, double high) {
    vtkNew<vtkLookupTable> table;
    table->SetNumberOfTableValues(256);
    for (int i = 0; i < 256; ++i) {
        const auto colour = colourAt(Colormap::Viridis, i / 255.0);
        table->SetTableValue(i, colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0);
    }
    table->SetTableRange(low, high);
    return table;
}

void inkText(vtkTextProperty* text, Ink ink) {
    const QColor colour = Theme::instance().colour(ink);
    text->SetColor(colour.redF(), colour.greenF(), colour.blueF());
    text->SetFontFamilyToArial();
    text->SetBold(false);
    text->SetItalic(false);
    text->SetShadow(false);
}

vtkNew<vtkScalarBarActor> scalarBar(vtkScalarsToColors* table, const std::string& title) {
    vtkNew<vtkScalarBarActor> bar;
    bar->SetLookupTable(table);
    bar->SetTitle(title.c_str());
    bar->SetNumberOfLabels(5);
    bar->SetLabelFormat("%.3g");
    bar->SetUnconstrainedFontSize(true);
    bar->SetWidth(0.1);
    bar->SetHeight(0.5);
    bar->SetPosition(0.88, 0.25);
    bar->SetBarRatio(0.22);
    bar->SetVerticalTitleSeparation(8);
    for (vtkTextProperty* text : {bar->GetLabelTextProperty(), bar->GetTitleTextProperty()}) {
        text->SetFontSize(12);
    }
    return bar;
}

vtkNew<vtkCubeAxesActor> axesOf(VtkView& view, const double bounds[6], const std::vector<std::string>& names) {
    vtkNew<vtkCubeAxesActor> axes;
    axes->SetBounds(bounds);
    axes->SetCamera(view.renderer()->GetActiveCamera());
    axes->SetXTitle(names.size() > 0 ? names[0].c_str() : "x");
    axes->SetYTitle(names.size() > 1 ? names[1].c_str() : "y");
    axes->SetZTitle(names.size() > 2 ? names[2].c_str() : "z");
    axes->SetFlyModeToOuterEdges();
    axes->SetGridLineLocation(vtkCubeAxesActor::VTK_GRID_LINES_FURTHEST);
    axes->DrawXGridlinesOn();
    axes->DrawYGridlinesOn();
    axes->DrawZGridlinesOn();
    axes->SetScreenSize(kAxesText);
    axes->XAxisMinorTickVisibilityOff();
    axes->YAxisMinorTickVisibilityOff();
    axes->ZAxisMinorTickVisibilityOff();
    return axes;
}

/// Sizes that VTK counts in pixels grow with the resolution: a screen of high density and an exported figure show the same picture.
class PixelSizes final : public vtkCommand {
public:
    static PixelSizes* New() { return new PixelSizes; }
    void Execute(vtkObject* caller, unsigned long, void*) override {
        auto* window = static_cast<vtkRenderer*>(caller)->GetRenderWindow();
        const double scale = window ? window->GetDPI() / 72.0 : 1;
        if (axes) axes->SetScreenSize(kAxesText * scale);
        for (const auto& [actor, size] : points)
            if (actor) actor->GetProperty()->SetPointSize(float(std::max(1.0, size * scale)));
    }
    vtkWeakPointer<vtkCubeAxesActor> axes;
    std::vector<std::pair<vtkWeakPointer<vtkActor>, double>> points;
};

/// Colours of texts and lines, now and whenever the theme changes.
void followTheme(VtkView* view, vtkScalarBarActor* bar, vtkCubeAxesActor* axes) {
    const vtkSmartPointer<vtkScalarBarActor> keptBar(bar);
    const vtkSmartPointer<vtkCubeAxesActor> keptAxes(axes);
    const auto apply = [view, keptBar, keptAxes] {
        inkText(keptBar->GetLabelTextProperty(), Ink::Text);
        inkText(keptBar->GetTitleTextProperty(), Ink::Text);
        const QColor line = Theme::instance().colour(Ink::Muted), grid = Theme::instance().colour(Ink::Border);
        for (int axis = 0; axis < 3; ++axis) {
            inkText(keptAxes->GetTitleTextProperty(axis), Ink::Text);
            inkText(keptAxes->GetLabelTextProperty(axis), Ink::Muted);
        }
        for (vtkProperty* property : {keptAxes->GetXAxesLinesProperty(), keptAxes->GetYAxesLinesProperty(), keptAxes->GetZAxesLinesProperty()})
            property->SetColor(line.redF(), line.greenF(), line.blueF());
        for (vtkProperty* property :
             {keptAxes->GetXAxesGridlinesProperty(), keptAxes->GetYAxesGridlinesProperty(), keptAxes->GetZAxesGridlinesProperty()})
            property->SetColor(grid.redF(), grid.greenF(), grid.blueF());
        view->requestRender();
    };
    apply();
    QObject::connect(&Theme::instance(), &Theme::changed, view, apply);
}

/// Every `step`-th finite point as vertices with the value that colours it.
vtkNew<vtkPolyData> pointData(const Array& values, std::int64_t step) {
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
    vtkNew<vtkPolyData> data;
    data->SetPoints(points);
    data->SetVerts(vertices);
    data->GetPointData()->SetScalars(colour);
    return data;
}

vtkNew<vtkActor> pointActor(vtkPolyData* data, vtkLookupTable* table) {
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(data);
    mapper->SetLookupTable(table);
    mapper->SetUseLookupTableScalarRange(true);
    vtkNew<vtkActor> actor;
    actor->SetMapper(mapper);
    actor->GetProperty()->LightingOff();
    return actor;
}

VtkView* pointsView(const Array& array, QWidget* parent) {
    if (array.rank() != 2 || array.dim(1) < 3 || array.empty()) return nullptr;
    const Result<Array> values = array.as(DType::F32);
    if (!values) return nullptr;
    const vtkNew<vtkPolyData> full = pointData(*values, 1);
    if (full->GetNumberOfPoints() == 0) return nullptr;
    auto* view = new VtkView(parent);
    double range[2];
    full->GetPointData()->GetScalars()->GetRange(range);
    const vtkNew<vtkLookupTable> table = lookupTable(range[0], range[1]);
    const double size = full->GetNumberOfPoints() > 100'000 ? 2 : full->GetNumberOfPoints() > 5000 ? 3 : 5;
    vtkNew<PixelSizes> sizes;
    const vtkNew<vtkActor> actor = pointActor(full, table);
    sizes->points.emplace_back(actor.Get(), size);
    view->renderer()->AddActor(actor);
    if (const std::int64_t step = array.dim(0) / kCoarsePoints; step > 1) {
        const vtkNew<vtkPolyData> few = pointData(*values, step);
        const vtkNew<vtkActor> coarse = pointActor(few, table);
        sizes->points.emplace_back(coarse.Get(), size + 1);
        view->renderer()->AddActor(coarse);
        showByMotion(view->renderer(), actor, coarse);
    }
    const vtkNew<vtkScalarBarActor> bar = scalarBar(table, array.dim(1) > 3 ? "value" : "height");
    const vtkNew<vtkCubeAxesActor> axes = axesOf(*view, full->GetBounds(), {});
    sizes->axes = axes.Get();
    view->renderer()->AddObserver(vtkCommand::StartEvent, sizes);
    view->renderer()->AddActor(axes);
    view->renderer()->AddActor2D(bar);
    followTheme(view, bar, axes);
    return view;
}

/// The volume as floats, thinned to at most kMostVoxels.
vtkNew<vtkImageData> volumeData(const Array& values, double range[2]) {
    const std::span<const float> all = values.values<float>();
    std::int64_t step = 1;
    while (values.count() / (step * step * step) > kMostVoxels) ++step;
    const auto size = [&](std::size_t axis) { return (values.dim(axis) + step - 1) / step; };
    vtkNew<vtkImageData> image;
    image->SetDimensions(int(size(2)), int(size(1)), int(size(0)));
    image->SetSpacing(double(step), double(step), double(step));
    image->AllocateScalars(VTK_FLOAT, 1);
    auto* out = static_cast<float*>(image->GetScalarPointer());
    range[0] = INFINITY;
    range[1] = -INFINITY;
    for (std::int64_t z = 0; z < size(0); ++z)
        for (std::int64_t y = 0; y < size(1); ++y)
            for (std::int64_t x = 0; x < size(2); ++x) {
                const float value = all[std::size_t(((z * values.dim(1) + y) * values.dim(2) + x) * step)];
                *out++ = std::isfinite(value) ? value : 0;
                if (!std::isfinite(value)) continue;
                range[0] = std::min<double>(range[0], value);
                range[1] = std::max<double>(range[1], value);
            }
    if (!(range[0] < range[1])) range[1] = range[0] + 1;
    return image;
}

VtkView* volumeView(const Array& array, QWidget* parent) {
    if (array.rank() != 3 || array.empty() || array.dim(0) < 2 || array.dim(1) < 2 || array.dim(2) < 2) return nullptr;
    const Result<Array> values = array.as(DType::F32);
    if (!values) return nullptr;
    double range[2];
    const vtkNew<vtkImageData> image = volumeData(*values, range);
    auto* view = new VtkView(parent);
    const vtkNew<vtkLookupTable> table = lookupTable(range[0], range[1]);
    vtkNew<vtkColorTransferFunction> colours;
    vtkNew<vtkPiecewiseFunction> opacity;
    for (int i = 0; i <= 16; ++i) {
        const auto colour = colourAt(Colormap::Viridis, i / 16.0);
        const double value = range[0] + (range[1] - range[0]) * i / 16.0;
        colours->AddRGBPoint(value, colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0);
        opacity->AddPoint(value, i < 4 ? 0 : 0.35 * std::pow((i - 3) / 13.0, 1.5));   // The lowest quarter is air.
    }
    vtkNew<vtkVolumeProperty> property;
    property->SetColor(colours);
    property->SetScalarOpacity(opacity);
    property->SetInterpolationTypeToLinear();
    property->SetScalarOpacityUnitDistance(image->GetSpacing()[0] * std::max(1.0, image->GetLength() / image->GetSpacing()[0] / 128));
    vtkNew<vtkSmartVolumeMapper> mapper;
    mapper->SetInputData(image);
    mapper->SetAutoAdjustSampleDistances(1);
    vtkNew<vtkVolume> volume;
    volume->SetMapper(mapper);
    volume->SetProperty(property);
    view->renderer()->AddVolume(volume);
    const vtkNew<vtkScalarBarActor> bar = scalarBar(table, array.unit.empty() ? "value" : array.unit);
    const std::vector<std::string> names = array.axes.size() == 3 ? std::vector<std::string>{array.axes[2], array.axes[1], array.axes[0]}
                                                                  : std::vector<std::string>{};
    const vtkNew<vtkCubeAxesActor> axes = axesOf(*view, image->GetBounds(), names);
    vtkNew<PixelSizes> sizes;
    sizes->axes = axes.Get();
    view->renderer()->AddObserver(vtkCommand::StartEvent, sizes);
    view->renderer()->AddActor(axes);
    view->renderer()->AddActor2D(bar);
    followTheme(view, bar, axes);
    return view;
}

/// From above and the side, so that depth shows.
void lookAtScene(VtkView& view) {
    vtkCamera* camera = view.renderer()->GetActiveCamera();
    camera->SetViewUp(0, 0, 1);
    camera->SetPosition(-1.2, -1.6, 1.0);
    camera->SetFocalPoint(0, 0, 0);
    view.renderer()->ResetCamera();
    camera->Zoom(0.82);   // Room for the numbers on the axes.
    view.renderer()->ResetCameraClippingRange();
}

}  // namespace
}  // namespace vitrine

/// A view of `array` (a vitrine::Array): "points" takes [N,3] or [N,3+c], coloured by the fourth column or by height; "volume" takes [D,H,W].
/// Null when the array is no such thing.
extern "C" QWidget* vitrine_create_scene_view(const char* kind, const void* array, QWidget* parent) {
    using namespace vitrine;
    const auto& data = *static_cast<const Array*>(array);
    VtkView* view = nullptr;
    if (std::strcmp(kind, "points") == 0) view = pointsView(data, parent);
    if (std::strcmp(kind, "volume") == 0) view = volumeView(data, parent);
    if (view)
        lookAtScene(*view);
    else
        logWarning("there is no 3D view of {} for {}", kind, data.describe());
    return view;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Default 3D views of arrays. They live behind one C function, so that whoever shows an artifact can load this library, and VTK with it, on first
// need.
#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkColorTransferFunction.h>
#include <vtkCommand.h>
#include <vtkCubeAxesActor.h>
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

#include <QCoreApplication>
#include <QLabel>
#include <QPointer>
#include <QThreadPool>
#include <QVBoxLayout>
#include <cmath>
#include <cstring>

#include "core/base/log.h"
#include "core/data/array.h"
#include "core/media/colormap.h"
#include "widgets/base/theme.h"
#include "widgets/vtk/level_of_detail.h"
#include "widgets/vtk/scene_data.h"
#include "widgets/vtk/vtk_view.h"

namespace vitrine {
namespace {

constexpr double kAxesText = 9;

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

/// Scale of colours, axes with numbers, and sizes and colours that follow screen and theme.
void furnish(VtkView& view, vtkLookupTable* table, const std::string& title, const double bounds[6], const std::vector<std::string>& names,
             PixelSizes* sizes) {
    const vtkNew<vtkScalarBarActor> bar = scalarBar(table, title);
    const vtkNew<vtkCubeAxesActor> axes = axesOf(view, bounds, names);
    sizes->axes = axes.Get();
    view.renderer()->AddObserver(vtkCommand::StartEvent, sizes);
    view.renderer()->AddActor(axes);
    view.renderer()->AddActor2D(bar);
    followTheme(&view, bar, axes);
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

void showPoints(VtkView& view, const SceneData& scene, const std::string& title) {
    const vtkNew<vtkLookupTable> table = lookupTable(scene.low, scene.high);
    const vtkIdType count = scene.points->GetNumberOfPoints();
    const double size = count > 100'000 ? 2 : count > 5000 ? 3 : 5;
    vtkNew<PixelSizes> sizes;
    const vtkNew<vtkActor> actor = pointActor(scene.points, table);
    sizes->points.emplace_back(actor.Get(), size);
    view.renderer()->AddActor(actor);
    if (scene.fewPoints) {
        const vtkNew<vtkActor> coarse = pointActor(scene.fewPoints, table);
        sizes->points.emplace_back(coarse.Get(), size + 1);
        view.renderer()->AddActor(coarse);
        showByMotion(view.renderer(), actor, coarse);
    }
    furnish(view, table, title, scene.points->GetBounds(), {}, sizes);
}

void showVolume(VtkView& view, const SceneData& scene, const std::string& title, const std::vector<std::string>& axes) {
    const vtkNew<vtkLookupTable> table = lookupTable(scene.low, scene.high);
    vtkNew<vtkColorTransferFunction> colours;
    vtkNew<vtkPiecewiseFunction> opacity;
    for (int i = 0; i <= 16; ++i) {
        const auto colour = colourAt(Colormap::Viridis, i / 16.0);
        const double value = scene.low + (scene.high - scene.low) * i / 16.0;
        colours->AddRGBPoint(value, colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0);
        opacity->AddPoint(value, i < 4 ? 0 : 0.35 * std::pow((i - 3) / 13.0, 1.5));   // The lowest quarter is air.
    }
    vtkImageData* image = scene.volume;
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
    view.renderer()->AddVolume(volume);
    furnish(view, table, title, image->GetBounds(), axes, vtkNew<PixelSizes>());
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

/// Fills the view when its data is there: a million points take a moment, and the window waits for none of it.
void prepare(VtkView* view, const Array& array, bool points) {
    auto* note = new QLabel(points ? QStringLiteral("Preparing points…") : QStringLiteral("Preparing volume…"), view);
    note->setAccessibleName(QStringLiteral("Note"));
    note->setAlignment(Qt::AlignCenter);
    note->setWordWrap(true);
    note->setAttribute(Qt::WA_TransparentForMouseEvents);
    Theme::setInk(note, "muted");
    auto* layout = new QVBoxLayout(view);
    layout->addWidget(note);
    view->setProperty("preparing", true);
    QThreadPool::globalInstance()->start([array, points, guard = QPointer<VtkView>(view), note = QPointer<QLabel>(note)] {
        SceneData scene = points ? pointScene(array) : volumeScene(array);
        // Posted to the application: the view may go meanwhile, and is looked at on its own thread only.
        QMetaObject::invokeMethod(QCoreApplication::instance(), [array, points, guard, note, scene = std::move(scene)] {
            if (!guard) return;
            guard->setProperty("preparing", false);
            if (!scene.points && !scene.volume) {
                if (note) note->setText(QStringLiteral("No finite point in this array."));
                return;
            }
            delete note;
            if (points) {
                showPoints(*guard, scene, array.dim(1) > 3 ? "value" : "height");
            } else {
                std::vector<std::string> names;
                if (array.axes.size() == 3) names.assign(array.axes.rbegin(), array.axes.rend());
                showVolume(*guard, scene, array.unit.empty() ? "value" : array.unit, names);
            }
            lookAtScene(*guard);
            guard->requestRender();
        });
    });
}

}  // namespace
}  // namespace vitrine

/// A view of `array` (a vitrine::Array): "points" takes [N,3] or [N,3+c], coloured by the fourth column or by height; "volume" takes [D,H,W].
/// Null when the array is no such thing. Its data is made on the thread pool: until then the view says so and its property "preparing" is true.
extern "C" QWidget* vitrine_create_scene_view(const char* kind, const void* array, QWidget* parent) {
    using namespace vitrine;
    const auto& data = *static_cast<const Array*>(array);
    const bool points = std::strcmp(kind, "points") == 0 && isPoints(data), volume = std::strcmp(kind, "volume") == 0 && isVolume(data);
    if (!points && !volume) {
        logWarning("there is no 3D view of {} for {}", kind, data.describe());
        return nullptr;
    }
    auto* view = new VtkView(parent);
    prepare(view, data, points);
    return view;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/content_views.h"

#include <QPlainTextEdit>
#include <algorithm>
#include <cmath>

#include "widgets/artifact/geo_view.h"
#include "widgets/artifact/scene_loader.h"
#include "widgets/artifact/text_views.h"
#include "widgets/artifact/volume_view.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/gl/operator_timeline.h"
#include "widgets/graph/graph_view.h"
#include "widgets/image/heatmap_view.h"
#include "widgets/image/image_grid.h"
#include "widgets/image/matrix_view.h"
#include "widgets/image/video_view.h"
#include "widgets/table/table_view.h"

namespace vitrine {
namespace {

constexpr std::int64_t kMostCells = 200 * 1000;   ///< A larger matrix is read as a map of values.

QStringList listIn(const Json& meta, std::initializer_list<const char*> keys) {
    QStringList names;
    for (const char* key : keys) {
        if (!meta.is_object() || !meta.contains(key) || !meta[key].is_array()) continue;
        for (const Json& entry : meta[key]) names << (entry.is_string() ? qs(entry.get<std::string>()) : qs(dumpJson(entry)));
        return names;
    }
    return names;
}

bool isVector(const Array& array) { return array.rank() == 1 || (array.rank() == 2 && std::min(array.dim(0), array.dim(1)) == 1); }

/// Some negative value among at most 65,536 that are looked at.
bool goesNegative(const Array& array) {
    const auto wide = array.count() <= 65536 ? array.as(DType::F64) : Result<Array>(Array());
    if (wide.ok() && !wide->empty()) return finiteRange(*wide).low < 0;
    return array.dtype() == DType::F32 || array.dtype() == DType::F64;   // Large maps of reals: zero in the middle is the safe reading.
}

/// Three axes that are one picture, not a stack of maps.
bool isOnePicture(const Array& array) {
    const std::int64_t first = array.dim(0), last = array.dim(2);
    return first == 1 || last == 1 || (array.dtype() == DType::U8 && (last == 3 || last == 4)) || (array.dtype() == DType::F32 && (first == 3 || last == 3));
}

/// One map of a stack in its own range of colours.
Array coloured(const Array& map) {
    const bool diverging = finiteRange(map).low < 0;
    const ValueRange range = diverging ? symmetricRange(map) : finiteRange(map);
    return applyColormap(map, diverging ? Colormap::Vik : Colormap::Viridis, range.low, range.high);
}

/// Makes the view of one artifact; one method per form of the data.
class ContentViews {
public:
    ContentViews(const ArtifactRow& artifact, QWidget* parent) : m_artifact(artifact), m_parent(parent) {}

    Result<ContentView> operator()(const Array& array) const {
        const std::string& kind = m_artifact.kind;
        if (array.count() == 1) return scalar(array);
        if (kind == "points" || kind == "volume") return scene(array);
        if (array.rank() == 4 || (array.rank() == 3 && !isOnePicture(array))) return grid(array);
        if (kind == "heatmap" && array.rank() >= 2) return heatmap(array);
        if (kind == "matrix" && array.rank() == 2) return array.count() <= kMostCells ? matrix(array) : heatmap(array);
        if ((kind == "image" || kind == "mask") && array.rank() != 1) return image(array);
        if (kind == "table" && array.rank() <= 2) return table(array);
        if (array.rank() == 2) return array.count() <= kMostCells ? matrix(array) : heatmap(array);
        if (isVector(array)) {
            VITRINE_TRY(const SeriesContent curves, seriesOf(array, m_artifact.meta, qs(m_artifact.unit)));
            return (*this)(curves);
        }
        return image(array);
    }

    Result<ContentView> operator()(const NamedArrays& arrays) const {
        if (m_artifact.kind == "points" || m_artifact.kind == "volume") {
            for (const char* key : {"points", "position", "positions", "volume", "values"})
                if (const auto found = arrays.find(key); found != arrays.end()) return scene(found->second);
            if (!arrays.empty()) return scene(arrays.begin()->second);
        }
        return (*this)(weightsTable(arrays));
    }

    Result<ContentView> operator()(const Table& data) const {
        if (m_artifact.kind == "points") {
            if (const auto points = pointsOf(data); !points.empty()) return scene(points);
        }
        auto* view = new TableView(m_parent);
        view->setTable(data);
        return ContentView{view};
    }

    Result<ContentView> operator()(const Graph& graph) const {
        auto* view = new GraphView(m_parent);
        view->setGraph(graph);
        if (const std::string column = stringOr(m_artifact.meta, "colour_by"); !column.empty()) view->setColourBy(qs(column));
        return ContentView{view, view};
    }

    Result<ContentView> operator()(const GeoFeatures& features) const {
        auto* view = new GeoView(m_parent);
        const std::string wanted = stringOr(m_artifact.meta, "value");
        view->setFeatures(features, title(), wanted.empty() ? GeoView::numericProperty(features) : qs(wanted));
        return ContentView{view, view};
    }

    Result<ContentView> operator()(const Json& json) const {
        if (m_artifact.kind == "tokens") return tokens(json);
        const Json& value = json.is_object() && json.contains("value") ? json["value"] : json;
        if (m_artifact.kind == "scalar" && value.is_number()) return number(value.get<double>(), qs(stringOr(json, "unit", m_artifact.unit)));
        auto* view = new JsonTree(m_parent);
        view->setJson(json);
        return ContentView{view};
    }

    Result<ContentView> operator()(const std::string& text) const {
        bool isNumber = false;
        const double value = qs(text).trimmed().toDouble(&isNumber);
        if (m_artifact.kind == "scalar" && isNumber) return number(value, qs(m_artifact.unit));
        if (m_artifact.kind == "tokens") return tokens(Json(text));
        auto* view = new QPlainTextEdit(m_parent);
        view->setPlainText(qs(text));
        view->setReadOnly(true);
        view->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        view->setFont(Theme::instance().monoFont());
        view->setFrameShape(QFrame::NoFrame);
        view->setAccessibleName(QStringLiteral("Text"));
        return ContentView{view};
    }

    Result<ContentView> operator()(const SeriesContent& content) const {
        auto* view = new PlotView(m_parent);
        view->setTitles(QString(), content.xTitle, content.yTitle);   // The title stands above.
        if (!content.categories.isEmpty()) view->setXCategories(content.categories);
        view->setSeries(content.series, false);
        if (content.yLow != content.yHigh) view->setYRange(content.yLow, content.yHigh);
        view->setLegend(content.series.size() > 1);
        return ContentView{view, view};
    }

    Result<ContentView> operator()(const AudioClip& clip) const { return (*this)(envelopeOf(clip.samples, clip.sampleRate)); }

    Result<ContentView> operator()(const ClipFile& clip) const {
        auto* view = new VideoView(m_parent);
        view->open(clip.path);
        return ContentView{view, &view->view()};
    }

    Result<ContentView> operator()(const TimelineModel& model) const {
        auto* view = new OperatorTimelineView(m_parent);
        view->setModel(model);
        return ContentView{view};
    }

private:
    QString title() const { return qs(m_artifact.title.empty() ? m_artifact.name : m_artifact.title); }

    Result<ContentView> number(double value, const QString& unit) const {
        auto* view = new ScalarView(m_parent);
        view->setValue(value, unit, title());
        return ContentView{view};
    }

    Result<ContentView> scalar(const Array& array) const {
        VITRINE_TRY(const Array wide, array.as(DType::F64));
        return number(wide.values<double>()[0], qs(m_artifact.unit));
    }

    /// Takes ownership of the view when the data does not fit it.
    static Result<ContentView> checked(const Status& status, ContentView view) {
        if (status.ok()) return view;
        delete view.widget;
        return status.error();
    }

    Result<ContentView> image(const Array& array) const {
        auto* view = new ImageView(m_parent);
        const Status set = view->setImage(array, m_artifact.kind == "mask" ? ValueColours{Colormap::Viridis, 0, 0} : ValueColours{Colormap::Grey, 0, 0});
        view->setColourBar(true);
        return checked(set, {view, view});
    }

    ValueColours coloursOf(const Array& array) const {
        ValueColours colours{goesNegative(array) ? Colormap::Vik : Colormap::Viridis, 0, 0};
        if (const auto map = colormapFromName(stringOr(m_artifact.meta, "colormap")); map.ok()) colours.map = *map;
        const double reach = numberOr(m_artifact.meta, "full_colour", 0);   // The magnitude that gets the full colour.
        if (reach > 0) colours.high = reach, colours.low = isDiverging(colours.map) ? -reach : 0;
        colours.low = numberOr(m_artifact.meta, "low", colours.low);
        colours.high = numberOr(m_artifact.meta, "high", colours.high);
        return colours;
    }

    Result<ContentView> heatmap(const Array& array) const {
        auto* view = new HeatmapView(m_parent);
        view->setColours(coloursOf(array));
        return checked(view->setValues(array, {}, qs(m_artifact.unit)), {view, &view->view()});
    }

    Result<ContentView> matrix(const Array& array) const {
        auto* view = new MatrixView(m_parent);
        const QStringList both = listIn(m_artifact.meta, {"classes", "names", "labels"});
        QStringList rows = listIn(m_artifact.meta, {"rows", "row_names"}), columns = listIn(m_artifact.meta, {"columns", "column_names"});
        if (rows.isEmpty() && both.size() == array.dim(0)) rows = both;
        if (columns.isEmpty() && both.size() == array.dim(1)) columns = both;
        const auto axis = [&](const char* key, std::size_t index) {
            const std::string named = stringOr(m_artifact.meta, key);
            return qs(!named.empty() ? named : index < array.axes.size() ? array.axes[index] : std::string());
        };
        view->setTitles(QString(), axis("y", 0), axis("x", 1));
        return checked(view->setMatrix(array, rows, columns, coloursOf(array)), {view, view});
    }

    Result<ContentView> grid(const Array& array) const {
        auto* view = new ImageGrid(m_parent);
        const QStringList names = listIn(m_artifact.meta, {"names", "labels", "classes"});
        view->setItems(static_cast<int>(std::min<std::int64_t>(array.dim(0), std::numeric_limits<int>::max())), [array](int index) -> Result<Array> {
            const Array item = array.row(index);
            return item.rank() == 2 && item.dtype() != DType::U8 && item.dtype() != DType::C64 ? coloured(item) : item;
        },
                       [names](int index) { return index < names.size() ? names[index] : QString::number(index); });
        return ContentView{view};
    }

    Result<ContentView> table(const Array& array) const {
        VITRINE_TRY(const Array wide, array.as(DType::F64));
        const auto values = wide.values<double>();
        const std::int64_t columns = array.rank() == 2 ? array.dim(1) : 1, rows = array.rank() > 0 ? array.dim(0) : 1;
        const QStringList names = listIn(m_artifact.meta, {"columns", "names"});
        Table data;
        for (std::int64_t column = 0; column < columns; ++column) {
            std::vector<double> cells;
            for (std::int64_t row = 0; row < rows; ++row) cells.push_back(values[static_cast<std::size_t>(row * columns + column)]);
            data.columns.push_back({column < names.size() ? ss(names[column]) : fmt::format("c{}", column + 1), Array::of(cells), ""});
        }
        return (*this)(data);
    }

    static Array pointsOf(const Table& data) {
        std::vector<float> points;
        const Column* axes[3] = {data.find("x"), data.find("y"), data.find("z")};
        if (!axes[0] || !axes[1]) return {};
        Array wide[3];
        for (int axis = 0; axis < 3; ++axis) {
            if (!axes[axis]) continue;
            if (!axes[axis]->isNumeric()) return {};
            wide[axis] = axes[axis]->numbers().as(DType::F32).valueOr({});
        }
        for (std::int64_t row = 0; row < data.rows(); ++row)
            for (const Array& axis : wide) points.push_back(axis.empty() ? 0.0F : axis.values<float>()[static_cast<std::size_t>(row)]);
        return Array::of<float>(points, {data.rows(), 3});
    }

    Result<ContentView> scene(const Array& array) const {
        if (m_artifact.kind == "volume") {
            VITRINE_CHECK(VolumeView::check(array));
            auto* view = new VolumeView(array, m_parent);
            return ContentView{view, view};
        }
        VITRINE_TRY(QWidget * view, createScene(m_artifact.kind, array, m_parent));
        return ContentView{view, dynamic_cast<FigureSource*>(view)};
    }

    Result<ContentView> tokens(const Json& json) const {
        VITRINE_TRY(const std::vector<ScoredToken> list, tokensOf(json, m_artifact.meta));
        auto* view = new TokenView(m_parent);
        view->setTokens(list);
        return ContentView{view};
    }

    const ArtifactRow& m_artifact;
    QWidget* m_parent;
};

struct KindText {
    const char *kind, *icon, *title;
};
constexpr KindText kKinds[] = {{"scalar", "chip", "Number"}, {"series", "curve", "Curves"}, {"image", "image", "Picture"}, {"heatmap", "heatmap", "Heat map"},
                               {"mask", "image", "Mask"}, {"video", "video", "Video"}, {"audio", "audio", "Sound"}, {"table", "table", "Table"},
                               {"matrix", "matrix", "Matrix"}, {"graph", "graph", "Graph"}, {"map", "map", "Map"}, {"volume", "tensor", "Volume"},
                               {"points", "tensor", "Points"}, {"text", "text", "Text"}, {"tokens", "text", "Tokens"}, {"weights", "tensor", "Weights"},
                               {"timeline", "timeline", "Timeline"}, {"json", "file", "JSON"}};

const KindText* textOf(const std::string& kind) {
    const auto found = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const KindText& text) { return kind == text.kind; });
    return found == std::end(kKinds) ? nullptr : found;
}

}  // namespace

Result<ContentView> makeContentView(const ArtifactRow& artifact, const ArtifactContent& content, QWidget* parent) {
    return std::visit(ContentViews(artifact, parent), content.value);
}

QString iconOfKind(const std::string& kind) { return QString::fromLatin1(textOf(kind) ? textOf(kind)->icon : "file"); }
QString titleOfKind(const std::string& kind) { return textOf(kind) ? QString::fromLatin1(textOf(kind)->title) : qs(kind); }

}  // namespace vitrine

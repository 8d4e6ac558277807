// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/heatmap_view.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/colormap_picker.h"
#include "widgets/image/histogram_range.h"
#include "widgets/image/raster.h"

namespace vitrine {
namespace {

const QString kOverlay = QStringLiteral("map");

}  // namespace

struct HeatmapView::Impl {
    explicit Impl(HeatmapView& view) : q(view) {}
    Status show();
    void apply();          ///< Colours to picture, overlay and histogram.
    void takeRange(const ValueColours& inUse);

    HeatmapView& q;
    Array values, picture;
    std::shared_ptr<Raster> raster;    ///< Of the values: its span gives the range when they lie over a picture.
    ValueColours asked{Colormap::Viridis, 0, 0, false};
    double opacity = 0.6;
    ColormapPicker* picker = nullptr;
    QToolButton* whole = nullptr;
    QCheckBox* logarithmic = nullptr;
    QLabel *opacityLabel = nullptr, *readout = nullptr;
    QSlider* opacitySlider = nullptr;
    HistogramRange* histogram = nullptr;
};

HeatmapView::HeatmapView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this)), m_view(new ImageView(this)) {
    Impl& d = *m_impl;
    m_view->setColourBar(true);
    m_view->setReadout(false);   // There is a line for it below.
    m_view->setEmptyText(QStringLiteral("No values to show yet"));
    d.picker = new ColormapPicker(this);
    d.whole = new QToolButton(this);
    d.whole->setText(QStringLiteral("Full range"));
    d.whole->setAccessibleName(QStringLiteral("Full range of colours"));
    d.whole->setToolTip(QStringLiteral("Colours from the smallest to the largest value"));
    d.logarithmic = new QCheckBox(QStringLiteral("Log"), this);
    d.logarithmic->setAccessibleName(QStringLiteral("Logarithmic colours"));
    d.logarithmic->setToolTip(QStringLiteral("Equal steps of colour for equal ratios; for values above zero"));
    d.opacityLabel = new QLabel(QStringLiteral("Opacity"), this);
    d.opacitySlider = new QSlider(Qt::Horizontal, this);
    d.opacitySlider->setRange(0, 100);
    d.opacitySlider->setValue(60);
    d.opacitySlider->setMaximumWidth(120);
    d.opacitySlider->setAccessibleName(QStringLiteral("Opacity of the map"));
    d.opacitySlider->setToolTip(QStringLiteral("Opacity of the map over the picture, in per cent"));
    d.readout = new QLabel(this);
    d.readout->setAccessibleName(QStringLiteral("Value under the cursor"));
    d.readout->setFont(Theme::instance().monoFont());
    d.histogram = new HistogramRange(this);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(Theme::space(2), Theme::space(1), Theme::space(2), Theme::space(1));
    bar->setSpacing(Theme::space(2));
    for (QWidget* control : std::initializer_list<QWidget*>{d.picker, d.whole, d.logarithmic, d.opacityLabel, d.opacitySlider}) bar->addWidget(control);
    bar->addStretch(1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(Theme::space(3), 0, Theme::space(3), Theme::space(1));
    foot->addWidget(d.readout, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_view, 1);
    column->addSpacing(Theme::space(1));
    column->addWidget(d.histogram);
    column->addLayout(foot);
    d.opacityLabel->hide();
    d.opacitySlider->hide();
    d.readout->setText(QStringLiteral(" "));

    connect(d.picker, &ColormapPicker::colormapChanged, this, [&d](Colormap map) {
        d.asked.map = map;
        d.apply();
    });
    connect(d.whole, &QToolButton::clicked, this, [&d] {
        d.asked.low = d.asked.high = 0;
        d.apply();
    });
    connect(d.logarithmic, &QCheckBox::toggled, this, [&d](bool on) {
        d.asked.logarithmic = on;
        d.apply();
    });
    connect(d.opacitySlider, &QSlider::valueChanged, this, [&d](int per) {
        d.opacity = per / 100.0;
        d.q.m_view->setOverlayOpacity(kOverlay, d.opacity);
    });
    connect(d.histogram, &HistogramRange::coloursChanged, this, [&d](const ValueColours& colours) {
        d.asked.low = colours.low;
        d.asked.high = colours.high;
        d.apply();
    });
    connect(m_view, &ImageView::coloursChanged, this, [&d](const ValueColours& inUse) {
        if (d.picture.empty()) d.takeRange(inUse);
    });
    connect(m_view, &ImageView::hovered, this, [&d](const QPointF&, const QString& text) { d.readout->setText(text.isEmpty() ? QStringLiteral(" ") : text); });
}

HeatmapView::~HeatmapView() = default;

void HeatmapView::Impl::takeRange(const ValueColours& inUse) { histogram->setColours(inUse); }

void HeatmapView::Impl::apply() {
    if (values.empty()) return;
    if (picture.empty()) {
        q.m_view->setColours(asked);
        takeRange(q.m_view->colours());
        return;
    }
    takeRange(withRange(asked, raster->span()));
    static_cast<void>(q.m_view->setOverlay(kOverlay, {values, asked, opacity, false, false}));
}

Status HeatmapView::Impl::show() {
    opacityLabel->setVisible(!picture.empty());
    opacitySlider->setVisible(!picture.empty());
    q.m_view->removeOverlay(kOverlay);
    if (values.empty()) {
        histogram->setValues({});
        return q.m_view->setImage(picture);
    }
    VITRINE_TRY(raster, Raster::make(values, true));
    if (!raster->isValues())
        return Error{ErrorCode::Unsupported, "Cannot show array as a map of values", values.describe(), "it is not [H,W]", "Open it as a picture."};
    // Integers of one byte would be taken for a picture.
    if (values.dtype() == DType::U8) {
        VITRINE_TRY(Array wide, values.as(DType::I16));
        wide.unit = values.unit;
        values = wide;
    }
    histogram->setValues(values);
    if (picture.empty()) {
        VITRINE_CHECK(q.m_view->setImage(values, asked));
        takeRange(q.m_view->colours());
        return {};
    }
    VITRINE_CHECK(q.m_view->setImage(picture));
    VITRINE_CHECK(q.m_view->setOverlay(kOverlay, {values, asked, opacity, false, false}));
    Raster::prepare(raster, &q, [this, shown = raster] {
        if (shown == raster) takeRange(withRange(asked, raster->span()));
    });
    return {};
}

Status HeatmapView::setValues(const Array& values, const QString& title, const QString& unit) {
    m_impl->values = values;
    if (!unit.isEmpty()) m_impl->values.unit = ss(unit);
    m_view->setTitle(title);
    return m_impl->show();
}

Status HeatmapView::setPicture(const Array& picture) {
    m_impl->picture = picture;
    return m_impl->show();
}

void HeatmapView::setColours(const ValueColours& colours) {
    Impl& d = *m_impl;
    d.asked = colours;
    const QSignalBlocker quietPicker(d.picker), quietBox(d.logarithmic);
    d.picker->setColormap(colours.map);
    d.logarithmic->setChecked(colours.logarithmic);
    d.apply();
}

ValueColours HeatmapView::colours() const {
    const Impl& d = *m_impl;
    if (d.values.empty()) return d.asked;
    return d.picture.empty() ? m_view->colours() : withRange(d.asked, d.raster->span());
}

HistogramRange& HeatmapView::histogram() const { return *m_impl->histogram; }

bool HeatmapView::settled() const { return m_view->settled() && m_impl->histogram->settled(); }

Json HeatmapView::saveState() const {
    const Impl& d = *m_impl;
    return {{"view", m_view->saveState()}, {"map", name(d.asked.map)}, {"low", d.asked.low}, {"high", d.asked.high},
            {"log", d.asked.logarithmic}, {"opacity", d.opacity}};
}

void HeatmapView::restoreState(const Json& state) {
    if (!state.is_object()) return;
    ValueColours colours = m_impl->asked;
    if (const auto map = colormapFromName(stringOr(state, "map")); map.ok()) colours.map = *map;
    colours.low = numberOr(state, "low", colours.low);
    colours.high = numberOr(state, "high", colours.high);
    colours.logarithmic = boolOr(state, "log", colours.logarithmic);
    m_impl->opacitySlider->setValue(static_cast<int>(std::lround(100 * std::clamp(numberOr(state, "opacity", 0.6), 0.0, 1.0))));
    setColours(colours);
    if (state.contains("view")) m_view->restoreState(state["view"]);
}

}  // namespace vitrine

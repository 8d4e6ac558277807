// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/volume_view.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPointer>
#include <QPushButton>
#include <QSlider>
#include <QThreadPool>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/log.h"
#include "core/media/colormap.h"
#include "widgets/artifact/scene_loader.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/gl/array_statistics.h"
#include "widgets/gl/offscreen_gl.h"
#include "widgets/image/image_view.h"

namespace vitrine {
namespace {

/// Whether OpenGL is drawn by the processor here: then a volume takes seconds a picture.
bool softwareGl() {
    static const bool software = [] {
        OffscreenGl gl;
        return !gl.valid() || drawsInSoftware(gl.context());
    }();
    return software;
}

/// The axes that run down and across in the slice that stands on `axis`.
std::array<std::size_t, 2> planeAxes(std::size_t axis) { return {axis == 0 ? 1u : 0u, axis == 2 ? 1u : 2u}; }

}  // namespace

struct VolumeView::Impl {
    explicit Impl(VolumeView& view, Array array) : q(view), volume(std::move(array)) {}

    struct Pane {
        QWidget* all = nullptr;
        QLabel* title = nullptr;
        ImageView* image = nullptr;
        QSlider* slider = nullptr;
    };
    VolumeView& q;
    const Array volume;
    std::array<Pane, 3> panes;
    std::array<std::int64_t, 3> position{};
    ValueColours colours{Colormap::Viridis, 0, 0};
    bool ranged = false;
    QVBoxLayout* corner = nullptr;             ///< The 3D picture, or the offer to make it.
    QWidget* offer = nullptr;
    QWidget* scene = nullptr;
    QPushButton* alone = nullptr;

    QString axisName(std::size_t axis) const {
        static constexpr const char* kNames[] = {"Depth", "Row", "Column"};
        return axis < volume.axes.size() && !volume.axes[axis].empty() ? qs(volume.axes[axis]) : QString::fromLatin1(kNames[axis]);
    }

    QWidget* makePane(std::size_t axis) {
        Pane& pane = panes[axis];
        pane.all = new QWidget(&q);
        pane.all->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);   // Four equal parts, whatever they hold.
        pane.title = new QLabel(pane.all);
        pane.image = new ImageView(pane.all);
        pane.image->setAccessibleName(QStringLiteral("Slice across %1").arg(axisName(axis)));
        pane.image->setColourBar(axis == 0);
        pane.slider = new QSlider(Qt::Horizontal, pane.all);
        pane.slider->setRange(0, static_cast<int>(volume.dim(axis)) - 1);
        pane.slider->setPageStep(10);
        pane.slider->setAccessibleName(QStringLiteral("Place along %1").arg(axisName(axis)));
        pane.slider->setToolTip(QStringLiteral("Which slice across %1 is shown").arg(axisName(axis)));
        auto* column = new QVBoxLayout(pane.all);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(Theme::space(1));
        column->addWidget(pane.title);
        column->addWidget(pane.image, 1);
        column->addWidget(pane.slider);
        connect(pane.slider, &QSlider::valueChanged, &q, [this, axis](int at) {
            auto moved = position;
            moved[axis] = at;
            q.setPosition(moved);
        });
        connect(pane.image, &ImageView::clicked, &q, [this, axis](const QPointF& pixel, Qt::KeyboardModifiers) {
            const auto [down, across] = planeAxes(axis);
            auto moved = position;
            moved[down] = static_cast<std::int64_t>(pixel.y());
            moved[across] = static_cast<std::int64_t>(pixel.x());
            q.setPosition(moved);
        });
        return pane.all;
    }

    QWidget* makeCorner() {
        auto* all = new QWidget(&q);
        all->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
        auto* title = new QLabel(QStringLiteral("3D"), all);
        alone = new QPushButton(QStringLiteral("3D alone"), all);
        alone->setProperty("flat", true);
        alone->setCheckable(true);
        alone->setEnabled(false);
        alone->setToolTip(QStringLiteral("Give the whole place to the 3D picture"));
        alone->setAccessibleName(alone->text());
        connect(alone, &QPushButton::toggled, &q, [this](bool on) { q.setSlicesShown(!on); });
        auto* head = new QHBoxLayout;
        head->addWidget(title, 1);
        head->addWidget(alone);
        corner = new QVBoxLayout(all);
        corner->setContentsMargins(0, 0, 0, 0);
        corner->setSpacing(Theme::space(1));
        corner->addLayout(head);
        return all;
    }

    /// What stands in the corner until the 3D picture is asked for, or why there is none.
    void makeOffer(const QString& words, bool withButton) {
        delete offer;
        offer = new QWidget(&q);
        auto* text = new QLabel(words, offer);
        text->setWordWrap(true);
        text->setAlignment(Qt::AlignCenter);
        Theme::setInk(text, "muted");
        auto* column = new QVBoxLayout(offer);
        column->addStretch(1);
        column->addWidget(text);
        if (withButton) {
            auto* button = new QPushButton(QStringLiteral("Show in 3D"), offer);
            button->setObjectName(QStringLiteral("volume.show3d"));
            button->setAccessibleName(button->text());
            connect(button, &QPushButton::clicked, &q, [this] { q.show3d(); });
            column->addWidget(button, 0, Qt::AlignHCenter);
        }
        column->addStretch(1);
        corner->addWidget(offer, 1);
    }

    void findRange() {
        QThreadPool::globalInstance()->start([array = volume, guard = QPointer<VolumeView>(&q), this] {
            const ValueRange range = finiteRange(array);
            QMetaObject::invokeMethod(QCoreApplication::instance(), [range, guard, this] {
                if (!guard) return;
                ranged = true;
                colours.map = range.low < 0 ? Colormap::Vik : Colormap::Viridis;
                colours.low = range.low < 0 ? -std::max(-range.low, range.high) : range.low;
                colours.high = range.low < 0 ? -colours.low : range.high;
                for (const Pane& pane : panes) pane.image->setColours(colours);
            });
        });
    }

    void showSlice(std::size_t axis) {
        ArraySlice slice;
        const auto [down, across] = planeAxes(axis);
        slice.rowAxis = static_cast<int>(down), slice.columnAxis = static_cast<int>(across);
        slice.index.assign(position.begin(), position.end());
        Array values = planeOf(volume, slice, std::numeric_limits<std::int32_t>::max()).values;
        values.unit = volume.unit;
        if (const Status set = panes[axis].image->setImage(values, colours); !set.ok()) logWarning("{}", set.error().message());
        panes[axis].title->setText(QStringLiteral("%1 %2 of %3").arg(axisName(axis)).arg(position[axis]).arg(volume.dim(axis) - 1));
        const QSignalBlocker quiet(panes[axis].slider);
        panes[axis].slider->setValue(static_cast<int>(position[axis]));
    }

    void showCursors() {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const auto [down, across] = planeAxes(axis);
            panes[axis].image->setCursorPixel(QPointF(static_cast<double>(position[across]) + 0.5, static_cast<double>(position[down]) + 0.5));
        }
    }
};

Status VolumeView::check(const Array& array) {
    if (array.rank() == 3 && !array.empty() && std::min({array.dim(0), array.dim(1), array.dim(2)}) > 1 && array.dtype() != DType::C64) return {};
    return Error{ErrorCode::Unsupported, "Cannot show volume", array.describe(), "volumes are [D,H,W] of real numbers, two or more along each axis",
                 "Open it as an array."};
}

VolumeView::VolumeView(const Array& volume, QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this, volume)) {
    Impl& d = *m_impl;
    setAccessibleName(QStringLiteral("Volume"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(Theme::space(2), Theme::space(2), Theme::space(2), Theme::space(2));
    grid->setSpacing(Theme::space(3));
    for (std::size_t axis = 0; axis < 3; ++axis) grid->addWidget(d.makePane(axis), static_cast<int>(axis / 2), static_cast<int>(axis % 2));
    grid->addWidget(d.makeCorner(), 1, 1);
    for (const Impl::Pane& pane : d.panes) pane.title->setMinimumHeight(d.alone->sizeHint().height());   // All four pictures begin level.
    for (int line = 0; line < 2; ++line) grid->setRowStretch(line, 1), grid->setColumnStretch(line, 1);
    d.position = {-1, -1, -1};
    setPosition({volume.dim(0) / 2, volume.dim(1) / 2, volume.dim(2) / 2});
    d.findRange();
    if (softwareGl())
        d.makeOffer(QStringLiteral("This computer draws 3D without a graphics card: turning the volume will be slow."), true);
    else
        show3d();
}

VolumeView::~VolumeView() = default;

std::array<std::int64_t, 3> VolumeView::position() const { return m_impl->position; }

void VolumeView::setPosition(std::array<std::int64_t, 3> position) {
    Impl& d = *m_impl;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::int64_t at = std::clamp<std::int64_t>(position[axis], 0, d.volume.dim(axis) - 1);
        position[axis] = at;
    }
    const auto before = std::exchange(d.position, position);
    for (std::size_t axis = 0; axis < 3; ++axis)
        if (before[axis] != position[axis]) d.showSlice(axis);
    d.showCursors();
}

void VolumeView::show3d() {
    Impl& d = *m_impl;
    if (d.scene) return;
    Result<QWidget*> made = createScene("volume", d.volume, this);
    if (!made.ok()) return d.makeOffer(qs(made.error().message()), false);
    delete std::exchange(d.offer, nullptr);
    d.scene = *made;
    d.corner->addWidget(d.scene, 1);
    d.alone->setEnabled(true);
}

bool VolumeView::shows3d() const { return m_impl->scene != nullptr; }

void VolumeView::setSlicesShown(bool shown) {
    Impl& d = *m_impl;
    if (!shown) show3d();
    const bool hide = !shown && d.scene;
    for (const Impl::Pane& pane : d.panes) pane.all->setVisible(!hide);
    auto* grid = static_cast<QGridLayout*>(layout());
    grid->setRowStretch(0, hide ? 0 : 1);
    grid->setColumnStretch(0, hide ? 0 : 1);
    const QSignalBlocker quiet(d.alone);
    d.alone->setChecked(hide);
}

bool VolumeView::settled() const {
    const Impl& d = *m_impl;
    return d.ranged && !(d.scene && d.scene->property("preparing").toBool()) &&
           std::all_of(d.panes.begin(), d.panes.end(), [](const Impl::Pane& pane) { return pane.image->settled(); });
}

Json VolumeView::saveState() const {
    return {{"position", m_impl->position}, {"scene", shows3d()}, {"alone", m_impl->alone->isChecked()}};
}

void VolumeView::restoreState(const Json& state) {
    if (!state.is_object()) return;
    if (state.contains("position") && state["position"].is_array() && state["position"].size() == 3) {
        std::array<std::int64_t, 3> at = m_impl->position;
        for (std::size_t axis = 0; axis < 3; ++axis)
            if (state["position"][axis].is_number_integer()) at[axis] = state["position"][axis].get<std::int64_t>();
        setPosition(at);
    }
    if (boolOr(state, "scene", false)) show3d();
    setSlicesShown(!boolOr(state, "alone", false));
}

QString VolumeView::figureTitle() const { return QStringLiteral("Volume"); }

QSizeF VolumeView::figureSize() const { return {960, 360}; }

void VolumeView::paintFigure(QPainter& painter, const QRectF& area) {
    const double width = (area.width() - 2 * Theme::space(3)) / 3;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const Impl::Pane& pane = m_impl->panes[axis];
        const QRectF place(area.left() + static_cast<double>(axis) * (width + Theme::space(3)), area.top(), width, area.height());
        painter.setPen(Theme::instance().colour(Ink::Text));
        painter.setFont(Theme::instance().bodyFont());
        painter.drawText(QRectF(place.topLeft(), QSizeF(width, Theme::space(5))), Qt::AlignLeft | Qt::AlignVCenter, pane.title->text());
        pane.image->paintFigure(painter, place.adjusted(0, Theme::space(5), 0, 0));
    }
}

}  // namespace vitrine

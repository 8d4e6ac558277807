// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/histogram_range.h"

#include <QFutureWatcher>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QtConcurrent>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/paint_parts.h"

namespace vitrine {
namespace {

constexpr int kBins = 256;
constexpr std::int64_t kMostCounted = 1 << 22;   ///< Larger arrays are sampled evenly: the shape is the same.
constexpr std::int64_t kAtOnce = 1 << 16;        ///< Smaller ones are counted at once.

struct Counts {
    std::vector<double> counts;
    double least = 0, most = 0;
    double start = 0, width = 0;   ///< Of the first bin.
};

/// Every `step`th value as doubles.
std::vector<double> sampled(const Array& values) {
    const std::int64_t step = values.count() / kMostCounted + 1;
    std::vector<double> taken;
    taken.reserve(static_cast<std::size_t>(values.count() / step + 1));
    constexpr std::int64_t kPart = 1 << 16;   // Converted piece by piece: a copy of everything would double the memory.
    for (std::int64_t begin = 0; begin < values.count(); begin += kPart) {
        const std::int64_t count = std::min(kPart, values.count() - begin);
        auto* bytes = static_cast<char*>(const_cast<void*>(values.bytes())) + static_cast<std::size_t>(begin) * itemSize(values.dtype());
        const auto part = Array::wrap(values.dtype(), {count}, values.owner(), bytes).as(DType::F64);
        if (!part.ok()) return {};
        const auto numbers = part->values<double>();
        for (std::int64_t i = (step - begin % step) % step; i < count; i += step)
            if (std::isfinite(numbers[static_cast<std::size_t>(i)])) taken.push_back(numbers[static_cast<std::size_t>(i)]);
    }
    return taken;
}

Counts countsOf(const Array& values) {
    Counts result;
    const std::vector<double> numbers = sampled(values);
    if (numbers.empty()) return result;
    const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
    result.least = *least;
    result.most = *most;
    const double range = result.most - result.least;
    const bool whole = std::all_of(numbers.begin(), numbers.end(), [](double value) { return value == std::floor(value); });
    result.start = result.least;
    result.width = range > 0 ? range / kBins : 1;
    std::size_t bins = range > 0 ? kBins : 1;
    if (whole) {   // As many whole numbers in each bin, or it would look like a comb.
        result.width = std::ceil((range + 1) / kBins);
        result.start = result.least - 0.5;
        bins = static_cast<std::size_t>(std::ceil((range + 1) / result.width));
    }
    result.counts.assign(bins, 0);
    for (const double value : numbers) result.counts[std::min(bins - 1, static_cast<std::size_t>((value - result.start) / result.width))] += 1;
    return result;
}

}  // namespace

HistogramRange::HistogramRange(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(QStringLiteral("Range of colours"));
    setToolTip(QStringLiteral("How often each value occurs. Drag the handles to set the range of colours; double click takes the full range."));
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

QSize HistogramRange::sizeHint() const { return {240, 64}; }
QSize HistogramRange::minimumSizeHint() const { return {120, 64}; }

void HistogramRange::setValues(const Array& values) {
    const int generation = ++m_generation;
    const auto show = [this](Counts counts) {
        m_counting = false;
        m_counts = std::move(counts.counts);
        m_least = counts.least;
        m_most = counts.most;
        m_binStart = counts.start;
        m_binWidth = counts.width;
        update();
    };
    if (values.empty()) return show({});
    if (values.count() <= kAtOnce) return show(countsOf(values));
    m_counting = true;
    auto* watcher = new QFutureWatcher<Counts>(this);
    connect(watcher, &QFutureWatcher<Counts>::finished, this, [this, watcher, show, generation] {
        if (generation == m_generation) show(watcher->result());
        watcher->deleteLater();
    });
    watcher->setFuture(QtConcurrent::run([values] { return countsOf(values); }));
}

void HistogramRange::setColours(const ValueColours& colours) {
    m_colours = colours;
    setAccessibleDescription(QStringLiteral("From %1 to %2").arg(numberText(colours.low), numberText(colours.high)));
    update();
}

QRectF HistogramRange::plotArea() const { return QRectF(rect()).adjusted(12, 4, -12, -20); }

double HistogramRange::placeOf(double value) const {
    // The axis shows the data and the range, whichever reaches further.
    const QRectF area = plotArea();
    const double low = std::min(m_least, m_colours.low), high = std::max(m_most, m_colours.high);
    return high > low ? area.left() + (value - low) / (high - low) * area.width() : area.center().x();
}

double HistogramRange::valueAt(double x) const {
    const QRectF area = plotArea();
    const double low = std::min(m_least, m_colours.low), high = std::max(m_most, m_colours.high);
    return low + std::clamp((x - area.left()) / std::max(1.0, area.width()), 0.0, 1.0) * (high - low);
}

void HistogramRange::paintBars(QPainter& painter, const QRectF& area) const {
    if (m_counts.empty()) return;
    // Square root: rare values next to a peak of zeros are still seen.
    const double most = std::sqrt(*std::max_element(m_counts.begin(), m_counts.end()));
    const ColourTable table(m_colours);
    for (std::size_t bin = 0; bin < m_counts.size(); ++bin) {
        if (m_counts[bin] == 0) continue;
        const double value = m_binStart + (static_cast<double>(bin) + 0.5) * m_binWidth;
        const double left = std::max(area.left(), placeOf(value - m_binWidth / 2)), right = std::min(area.right(), placeOf(value + m_binWidth / 2));
        const double height = std::max(1.0, std::sqrt(m_counts[bin]) / most * area.height());
        const double shown = std::clamp(value, m_least, m_most);
        const bool inside = shown >= m_colours.low && shown <= m_colours.high;
        const QColor colour = inside ? QColor(table.colourOf(shown)) : Theme::instance().colour(Ink::Border);
        painter.fillRect(QRectF(left, area.bottom() - height, std::max(1.0, right - left), height), colour);
    }
}

void HistogramRange::paintHandles(QPainter& painter, const QRectF& area) const {
    const Theme& theme = Theme::instance();
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    const double ends[2] = {placeOf(m_colours.low), placeOf(m_colours.high)};
    const QString texts[2] = {numberText(m_colours.low), numberText(m_colours.high)};
    const double widths[2] = {metrics.horizontalAdvance(texts[0]), metrics.horizontalAdvance(texts[1])};
    // Each number under its handle, but inside the widget and apart from the other.
    double left = std::clamp(ends[0] - widths[0] / 2, 4.0, std::max(4.0, width() - widths[0] - widths[1] - 16));
    double right = std::clamp(ends[1] - widths[1] / 2, left + widths[0] + 8, std::max(left + widths[0] + 8, width() - widths[1] - 4));
    const double places[2] = {left, right};
    for (int i = 0; i < 2; ++i) {
        const bool current = hasFocus() && i == m_handle;
        painter.setPen(QPen(theme.colour(current ? Ink::Accent : Ink::Text), current ? 2 : 1));
        painter.drawLine(QPointF(ends[i], area.top()), QPointF(ends[i], area.bottom() + 2));
        painter.setPen(QPen(theme.colour(Ink::Surface), 1));
        painter.setBrush(theme.colour(current ? Ink::Accent : Ink::Text));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawRoundedRect(QRectF(ends[i] - 4, area.center().y() - 8, 8, 16), 3, 3);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme.colour(current ? Ink::Accent : Ink::Text));
        painter.drawText(QRectF(places[i], area.bottom() + 4, widths[i] + 2, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, texts[i]);
    }
}

void HistogramRange::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = Theme::instance();
    const QRectF area = plotArea();
    painter.fillRect(area, theme.colour(Ink::Sunken));
    if (m_counts.empty()) {
        painter.setPen(theme.colour(Ink::Muted));
        painter.drawText(area, Qt::AlignCenter, m_counting ? QStringLiteral("Counting…") : QStringLiteral("No values"));
        return;
    }
    paintBars(painter, area);
    painter.setPen(QPen(theme.colour(Ink::Border), 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    paintHandles(painter, area);
}

void HistogramRange::setRange(double low, double high) {
    ValueColours colours = m_colours;
    colours.low = low;
    colours.high = high;
    if (colours == m_colours) return;
    setColours(colours);
    Q_EMIT coloursChanged(colours);
}

void HistogramRange::moveHandle(int handle, double value) {
    const double least = (m_most - m_least) / 1000;   // The handles never meet.
    if (handle == 0) setRange(std::min(value, m_colours.high - least), m_colours.high);
    else setRange(m_colours.low, std::max(value, m_colours.low + least));
}

void HistogramRange::takeFullRange() {
    const bool symmetric = isDiverging(m_colours.map) && m_least < 0;
    const double reach = std::max(std::abs(m_least), std::abs(m_most));
    symmetric ? setRange(-reach, reach) : setRange(m_least, m_most);
}

void HistogramRange::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_counts.empty()) return;
    const double x = event->position().x();
    m_handle = std::abs(x - placeOf(m_colours.low)) <= std::abs(x - placeOf(m_colours.high)) ? 0 : 1;
    update();
}

void HistogramRange::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    const bool near = std::min(std::abs(x - placeOf(m_colours.low)), std::abs(x - placeOf(m_colours.high))) < 8;
    setCursor(near ? Qt::SplitHCursor : Qt::ArrowCursor);
    if (!(event->buttons() & Qt::LeftButton) || m_counts.empty()) return;
    moveHandle(m_handle, valueAt(x));
}

void HistogramRange::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !m_counts.empty()) takeFullRange();
}

void HistogramRange::keyPressEvent(QKeyEvent* event) {
    const double step = (m_most - m_least) / (event->modifiers() & Qt::ShiftModifier ? 10 : 100);
    const double now = m_handle == 0 ? m_colours.low : m_colours.high;
    switch (event->key()) {
        case Qt::Key_Left: return moveHandle(m_handle, now - step);
        case Qt::Key_Right: return moveHandle(m_handle, now + step);
        case Qt::Key_Up:
        case Qt::Key_Down:
            m_handle = 1 - m_handle;
            return update();
        case Qt::Key_Home: return takeFullRange();
        default: QWidget::keyPressEvent(event);
    }
}

void HistogramRange::focusInEvent(QFocusEvent*) { update(); }
void HistogramRange::focusOutEvent(QFocusEvent*) { update(); }

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/map_legend.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/base/theme.h"
#include "widgets/form/icon_button.h"
#include "widgets/image/colormap_picker.h"
#include "widgets/image/histogram_range.h"
#include "widgets/image/paint_parts.h"
#include "widgets/map/map_decor.h"

namespace vitrine {
namespace {

constexpr double kLegendWide = 184, kRamp = 10, kSwatch = 14;

/// Ramp, ticks and swatches: everything of an entry but its title.
double keyHeight(const LegendEntry& entry) {
    const double line = QFontMetricsF(smallFont()).height();
    const double ramp = entry.hasValues ? kRamp + 4 + line : 0;
    const bool swatches = entry.hasNoData || !entry.markedTitle.isEmpty() || !entry.hasValues;
    return ramp + (swatches ? line + 6 : 0);
}

void paintRamp(QPainter& painter, const QRectF& area, const LegendEntry& entry) {
    const Theme& theme = Theme::instance();
    QImage ramp(256, 1, QImage::Format_RGB32);
    for (int i = 0; i < 256; ++i) {
        const auto colour = colourAt(entry.colours.map, i / 255.0);
        ramp.setPixel(i, 0, qRgb(colour[0], colour[1], colour[2]));
    }
    const QRectF bar(area.left(), area.top(), area.width(), kRamp);
    painter.drawImage(bar, ramp);
    const ValueColours& colours = entry.colours;
    const QFontMetricsF metrics(painter.font());
    const bool logarithmic = colours.logarithmic && colours.low > 0;
    double freeFrom = area.left() - 100;
    painter.setPen(theme.colour(Ink::Text));
    for (const Tick& tick : roundTicks(colours.low, colours.high, 4, colours.logarithmic)) {
        const double share = colours.low == colours.high ? 0.5
                             : logarithmic               ? std::log(tick.value / colours.low) / std::log(colours.high / colours.low)
                                                         : (tick.value - colours.low) / (colours.high - colours.low);
        const double wide = metrics.horizontalAdvance(tick.text), x = bar.left() + share * bar.width();
        const double left = std::clamp(x - wide / 2, area.left(), std::max(area.left(), area.right() - wide));
        if (left < freeFrom) continue;
        freeFrom = left + wide + 6;
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + 3));
        painter.drawText(QRectF(left, bar.bottom() + 4, wide + 1, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, tick.text);
    }
}

void paintHatchSwatch(QPainter& painter, const QRectF& box, const MapInks& inks) {
    painter.save();
    painter.setClipRect(box);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(QColor(inks.hatch), kHatchWidth));
    for (double x = box.left(); x < box.right() + box.height(); x += kHatchStep / std::sqrt(2.0))
        painter.drawLine(QPointF(x, box.top()), QPointF(x - box.height(), box.bottom()));
    painter.restore();
}

void paintKey(QPainter& painter, const QRectF& area, const LegendEntry& entry, const MapInks& inks) {
    const Theme& theme = Theme::instance();
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    double y = area.top();
    if (entry.hasValues) {
        paintRamp(painter, area, entry);
        y += kRamp + 4 + metrics.height() + 6;
    }
    double x = area.left();
    const auto swatch = [&](const QColor& fill, bool hatched, const QString& text) {
        const QRectF box(x, y + std::round((metrics.height() - kSwatch) / 2), kSwatch, kSwatch);
        painter.fillRect(box, fill);
        if (hatched) paintHatchSwatch(painter, box, inks);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.colour(Ink::Border), 1));
        painter.drawRect(box);
        painter.setPen(theme.colour(Ink::Text));
        painter.drawText(QRectF(box.right() + 6, y, area.right() - box.right() - 6, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         text);
        x = box.right() + 6 + metrics.horizontalAdvance(text) + 12;
    };
    if (!entry.hasValues) swatch(entry.plain, false, entry.title);
    if (!entry.markedTitle.isEmpty()) swatch(theme.colour(Ink::Surface), true, entry.markedTitle);
    if (entry.hasNoData) swatch(QColor(inks.noData), false, QStringLiteral("No data"));
}

QString headOf(const LegendEntry& entry) {
    return entry.unit.isEmpty() || entry.title.isEmpty() ? entry.title + entry.unit : entry.title + QStringLiteral(", ") + entry.unit;
}

class LegendKey final : public QWidget {
public:
    LegendKey(const LegendEntry& entry, QWidget* parent) : QWidget(parent) {
        set(entry);
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    void set(const LegendEntry& entry) {
        m_entry = entry;
        setFixedSize(static_cast<int>(entry.hasValues ? kLegendWide : kLegendWide - 32), static_cast<int>(std::ceil(keyHeight(entry))));
        setAccessibleName(headOf(entry));
        setAccessibleDescription(QStringLiteral("Colours from %1 to %2").arg(entry.colours.low).arg(entry.colours.high));
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintKey(painter, QRectF(rect()), m_entry, MapInks::ofTheme());
    }

private:
    LegendEntry m_entry;
};

}  // namespace

bool LegendEntry::sameForm(const LegendEntry& other) const {
    return layers == other.layers && title == other.title && unit == other.unit && hasValues == other.hasValues && visible == other.visible;
}

bool LegendEntry::operator==(const LegendEntry& other) const {
    return sameForm(other) && colours == other.colours && hasNoData == other.hasNoData && plain == other.plain && markedTitle == other.markedTitle;
}

std::vector<LegendEntry> legendOf(const std::vector<PreparedLayer>& layers, const MapInks& inks) {
    std::vector<LegendEntry> entries;
    std::vector<QString> groups;
    for (const PreparedLayer& layer : layers) {
        const QString& group = layer.layer.colourGroup;
        const auto known = group.isEmpty() ? groups.end() : std::find(groups.begin(), groups.end(), group);
        if (known != groups.end()) {
            LegendEntry& entry = entries[static_cast<std::size_t>(known - groups.begin())];
            entry.layers << layer.layer.id;
            if (!layer.layer.title.isEmpty() && !entry.title.contains(layer.layer.title))
                entry.title += QStringLiteral(" | ") + layer.layer.title;
            entry.hasNoData = entry.hasNoData || layer.span.hasNan;
            entry.visible = entry.visible || layer.layer.visible;
            continue;
        }
        LegendEntry entry;
        entry.layers << layer.layer.id;
        entry.title = layer.layer.title;
        entry.unit = layer.layer.unit;
        entry.colours = layer.colours;
        entry.hasValues = !layer.values.empty();
        entry.hasNoData = layer.span.hasNan;
        entry.visible = layer.layer.visible;
        entry.plain = plainColour(layer.layer, inks);
        if (layer.marked) entry.markedTitle = layer.layer.markedTitle;
        entry.values = layer.values;
        entries.push_back(std::move(entry));
        groups.push_back(group);
    }
    return entries;
}

void paintLegend(QPainter& painter, const QPointF& corner, const std::vector<LegendEntry>& entries, const MapInks& inks) {
    painter.save();
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    double high = 0;
    for (const LegendEntry& entry : entries)
        if (entry.visible && !entry.title.isEmpty()) high += (entry.hasValues ? metrics.height() + 4 : 0) + keyHeight(entry) + 12;
    if (high > 0) {
        const Theme& theme = Theme::instance();
        const QRectF card(corner.x() - kLegendWide - 24, corner.y() - high - 8, kLegendWide + 24, high + 8);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.colour(Ink::Border), 1));
        painter.setBrush(theme.colour(Ink::Surface));
        painter.drawRoundedRect(card, 6, 6);
        painter.setRenderHint(QPainter::Antialiasing, false);
        double y = card.top() + 10;
        for (const LegendEntry& entry : entries) {
            if (!entry.visible || entry.title.isEmpty()) continue;
            if (entry.hasValues) {
                painter.setPen(theme.colour(Ink::Text));
                painter.drawText(QRectF(card.left() + 12, y, kLegendWide, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                                 metrics.elidedText(headOf(entry), Qt::ElideRight, kLegendWide));
                y += metrics.height() + 4;
            }
            paintKey(painter, QRectF(card.left() + 12, y, kLegendWide, keyHeight(entry)), entry, inks);
            y += keyHeight(entry) + 12;
        }
    }
    painter.restore();
}

MapLegend::MapLegend(QWidget* parent) : QFrame(parent), m_column(new QVBoxLayout(this)) {
    setProperty("card", true);
    setAccessibleName(QStringLiteral("Legend"));
    m_column->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(3), Theme::space(2));
    m_column->setSpacing(Theme::space(2));
    m_column->setSizeConstraint(QLayout::SetFixedSize);
}

QWidget* MapLegend::makeSection(std::size_t index) {
    const LegendEntry& entry = m_entries[index];
    auto* section = new QWidget(this);
    auto* column = new QVBoxLayout(section);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(1));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(Theme::space(1));
    auto* key = new LegendKey(entry, section);
    m_keys.push_back(key);
    if (entry.hasValues) {
        auto* title = new QLabel(section);
        title->setFont(smallFont());
        title->setText(QFontMetrics(smallFont())
                           .elidedText(headOf(entry), Qt::ElideRight, static_cast<int>(kLegendWide) - (m_entries.size() > 1 ? 56 : 28)));
        title->setToolTip(headOf(entry));
        head->addWidget(title, 1);
        auto* colours = iconButton(QStringLiteral("settings"), QStringLiteral("Colours and range of %1").arg(entry.title), section);
        connect(colours, &QToolButton::clicked, this, [this, index] { openColours(index); });
        head->addWidget(colours);
    }
    if (!entry.hasValues) head->addWidget(key, 1);
    if (m_entries.size() > 1) {
        auto* eye = iconButton(entry.visible ? QStringLiteral("eye") : QStringLiteral("eye-off"),
                               (entry.visible ? QStringLiteral("Hide %1") : QStringLiteral("Show %1")).arg(entry.title), section);
        connect(eye, &QToolButton::clicked, this,
                [this, index] { Q_EMIT visibleChosen(m_entries[index].layers, !m_entries[index].visible); });
        head->addWidget(eye);
    }
    column->addLayout(head);
    if (entry.hasValues) column->addWidget(key);  // Else the swatch and its name are the head.
    key->setVisible(entry.visible || !entry.hasValues);
    return section;
}

void MapLegend::setEntries(std::vector<LegendEntry> entries) {
    std::erase_if(entries, [](const LegendEntry& entry) { return entry.title.isEmpty() && !entry.hasValues; });
    const auto sameForm = [](const LegendEntry& a, const LegendEntry& b) { return a.sameForm(b); };
    const bool kept = std::equal(entries.begin(), entries.end(), m_entries.begin(), m_entries.end(), sameForm), equal = entries == m_entries;
    m_entries = std::move(entries);
    if (equal) return;
    if (kept) {   // Live values: the same widgets with another range.
        for (std::size_t i = 0; i < m_keys.size(); ++i) static_cast<LegendKey*>(m_keys[i])->set(m_entries[i]);
        return fitSize();
    }
    for (QWidget* section : m_sections) {  // A button of it may be what is clicked now.
        section->hide();
        m_column->removeWidget(section);
        section->deleteLater();
    }
    m_keys.clear();
    m_sections.clear();
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        m_sections.push_back(makeSection(i));
        m_column->addWidget(m_sections.back());
    }
    fitSize();
}

void MapLegend::fitSize() {
    m_column->activate();
    adjustSize();
    Q_EMIT resized();
}

void MapLegend::openColours(std::size_t entry) {
    if (entry >= m_entries.size() || !m_entries[entry].hasValues) return;
    const QStringList layers = m_entries[entry].layers;
    auto* popup = new QFrame(this, Qt::Popup);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    popup->setProperty("card", true);
    popup->setAccessibleName(QStringLiteral("Colours of %1").arg(m_entries[entry].title));
    auto* picker = new ColormapPicker(popup);
    auto* logarithmic = new QCheckBox(QStringLiteral("Log"), popup);
    logarithmic->setToolTip(QStringLiteral("Equal steps of colour for equal ratios; for values above zero"));
    auto* whole = new QPushButton(QStringLiteral("Full range"), popup);
    whole->setToolTip(QStringLiteral("Colours from the smallest to the largest value of all times"));
    m_histogram = new HistogramRange(popup);
    picker->setColormap(m_entries[entry].colours.map);
    logarithmic->setChecked(m_entries[entry].colours.logarithmic);
    m_histogram->setValues(m_entries[entry].values);
    m_histogram->setColours(m_entries[entry].colours);
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::space(2));
    row->addWidget(picker, 1);
    row->addWidget(logarithmic);
    row->addWidget(whole);
    auto* column = new QVBoxLayout(popup);
    column->setContentsMargins(Theme::space(3), Theme::space(3), Theme::space(3), Theme::space(2));
    column->setSpacing(Theme::space(2));
    column->addLayout(row);
    column->addWidget(m_histogram);
    const auto choose = [this, layers, histogram = m_histogram](const std::function<void(ValueColours&)>& change) {
        ValueColours colours = histogram->colours();
        change(colours);
        Q_EMIT coloursChosen(layers, colours);
        for (const LegendEntry& now : m_entries)
            if (now.layers == layers) histogram->setColours(now.colours);  // With the range in use.
    };
    connect(m_histogram, &HistogramRange::coloursChanged, this, [choose](const ValueColours&) { choose([](ValueColours&) {}); });
    connect(picker, &ColormapPicker::colormapChanged, this,
            [choose](Colormap map) { choose([map](ValueColours& colours) { colours.map = map; }); });
    connect(logarithmic, &QCheckBox::toggled, this,
            [choose](bool on) { choose([on](ValueColours& colours) { colours.logarithmic = on; }); });
    connect(whole, &QPushButton::clicked, this, [choose] { choose([](ValueColours& colours) { colours.low = colours.high = 0; }); });
    connect(popup, &QObject::destroyed, this, [this] { m_histogram = nullptr; });
    popup->adjustSize();
    popup->move(mapToGlobal(QPoint(width() - popup->width(), -popup->height() - Theme::space(1))));
    popup->show();
}

}  // namespace vitrine

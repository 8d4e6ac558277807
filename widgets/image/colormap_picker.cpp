// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/colormap_picker.h"

#include <QPainter>
#include <QPainterPath>
#include <QStandardItemModel>

#include "widgets/base/theme.h"

namespace vitrine {
namespace {

struct Entry {
    Colormap map;
    const char* title;
    bool safe;   ///< Even steps of lightness that do not rest on telling red from green.
};

constexpr Entry kEntries[] = {{Colormap::Viridis, "Viridis", true}, {Colormap::Cividis, "Cividis", true}, {Colormap::Magma, "Magma", true},
                              {Colormap::Vik, "Vik (about zero)", true}, {Colormap::Grey, "Grey", true},
                              {Colormap::Bwr, "Blue-white-red (about zero)", false}, {Colormap::Seismic, "Seismic (about zero)", false}};
constexpr QSize kSwatch(56, 14);

QIcon swatch(Colormap map) {
    QIcon icon;
    for (const int ratio : {1, 2, 3}) {
        QPixmap pixmap(kSwatch * ratio);
        pixmap.fill(Qt::transparent);
        QImage ramp(pixmap.width(), 1, QImage::Format_RGB32);
        for (int x = 0; x < ramp.width(); ++x) {
            const auto colour = colourAt(map, x / (ramp.width() - 1.0));
            ramp.setPixel(x, 0, qRgb(colour[0], colour[1], colour[2]));
        }
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        QPainterPath path;
        path.addRoundedRect(pixmap.rect(), 3 * ratio, 3 * ratio);
        painter.setClipPath(path);
        painter.drawImage(pixmap.rect(), ramp);
        painter.end();
        pixmap.setDevicePixelRatio(ratio);
        icon.addPixmap(pixmap);
    }
    return icon;
}

/// A line that cannot be chosen.
void addHeader(QComboBox& box, const QString& text) {
    box.addItem(text);
    QStandardItem* item = static_cast<QStandardItemModel*>(box.model())->item(box.count() - 1);
    item->setFlags(Qt::NoItemFlags);
    QFont font = Theme::instance().bodyFont();
    font.setWeight(QFont::DemiBold);
    item->setFont(font);
}

}  // namespace

ColormapPicker::ColormapPicker(QWidget* parent) : QComboBox(parent) {
    setIconSize(kSwatch);
    setAccessibleName(QStringLiteral("Colour map"));
    setToolTip(QStringLiteral("Colour map. The first group is safe for colour-blind readers."));
    addHeader(*this, QStringLiteral("Safe for colour-blind readers"));
    bool safe = true;
    for (const Entry& entry : kEntries) {
        if (safe && !entry.safe) addHeader(*this, QStringLiteral("Others"));
        safe = entry.safe;
        addItem(swatch(entry.map), QString::fromLatin1(entry.title), static_cast<int>(entry.map));
        setItemData(count() - 1, entry.safe ? QStringLiteral("Safe for colour-blind readers") : QStringLiteral("Uneven in lightness: hard to read in print and for colour-blind readers"),
                    Qt::ToolTipRole);
    }
    setColormap(Colormap::Viridis);
    connect(this, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (index >= 0) Q_EMIT colormapChanged(colormap());
    });
}

Colormap ColormapPicker::colormap() const { return static_cast<Colormap>(currentData().toInt()); }

void ColormapPicker::setColormap(Colormap map) { setCurrentIndex(findData(static_cast<int>(map))); }

}  // namespace vitrine

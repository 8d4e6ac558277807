// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QDir>
#include <QLabel>
#include <QPainter>
#include <cmath>

#include "core/base/log.h"
#include "core/base/paths.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/theme.h"

namespace vitrine::testing {
namespace {

/// WCAG 2.1, relative luminance and contrast ratio.
double luminance(const QColor& colour) {
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(Ink over, Ink under) {
    const double a = luminance(Theme::instance().colour(over)), b = luminance(Theme::instance().colour(under));
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QStringList iconNames() {
    const QDir folder(QString::fromStdString((resourceFolder() / "icons").string()));
    QStringList names;
    for (const QString& file : folder.entryList({"*.svg"}, QDir::Files, QDir::Name)) names << file.chopped(4);
    return names;
}

QImage iconPicture(const QString& name, int size) {
    QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    Theme::instance().icon(name).paint(&painter, image.rect());
    return image;
}

class ThemeTest : public ::testing::TestWithParam<Theme::Mode> {
protected:
    void SetUp() override { Theme::instance().setMode(GetParam()); }
    void TearDown() override { Theme::instance().setMode(Theme::Mode::Light); }
};

TEST_P(ThemeTest, textCanBeReadOnEveryGround) {
    for (const Ink ground : {Ink::Window, Ink::Surface, Ink::Raised, Ink::Sunken, Ink::AccentSoft})
        for (const Ink ink : {Ink::Text, Ink::Muted}) EXPECT_GE(contrast(ink, ground), 4.5) << int(ink) << " on " << int(ground);
    for (const Ink ground : {Ink::Window, Ink::Surface, Ink::Raised})
        for (const Ink ink : {Ink::Accent, Ink::Good, Ink::Warning, Ink::Bad}) EXPECT_GE(contrast(ink, ground), 4.5) << int(ink) << " on " << int(ground);
    EXPECT_GE(contrast(Ink::OnAccent, Ink::Accent), 4.5);
    EXPECT_GE(contrast(Ink::Border, Ink::Surface), 1.2) << "a border has to be seen";
}

TEST_P(ThemeTest, iconsTakeTheInkOfTheTheme) {
    const QColor ink = Theme::instance().colour(Ink::Text);
    for (const QString& name : iconNames()) {
        const QImage image = iconPicture(name, 48);
        int solid = 0, wrong = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                if (pixel.alpha() < 250) continue;
                ++solid;
                wrong += std::abs(pixel.red() - ink.red()) + std::abs(pixel.green() - ink.green()) + std::abs(pixel.blue() - ink.blue()) > 12;
            }
        EXPECT_GT(solid, 20) << name.toStdString() << " is blank";
        EXPECT_EQ(wrong, 0) << name.toStdString() << " has an ink of its own";
    }
}

INSTANTIATE_TEST_SUITE_P(LightAndDark, ThemeTest, ::testing::Values(Theme::Mode::Light, Theme::Mode::Dark));

TEST(Icons, everyNameIsThere) {
    const QString needed =
        "gallery method runs compare claims data queue settings health play stop pause reset undo redo search close plus minus folder file image table curve "
        "graph map video audio text matrix heatmap timeline tensor export copy paste link unlink swipe region pan fit zoom-in zoom-out sun moon info warning "
        "error check chevron-right chevron-down chevron-left chevron-up star tag trash history seed chip memory database command keyboard eye eye-off lock more "
        "filter sort download explain person clock flow language recommender security time-series kernel missing";
    const QStringList there = iconNames();
    for (const QString& name : needed.split(' ')) EXPECT_TRUE(there.contains(name)) << name.toStdString();
}

TEST(Icons, unknownNameIsMarkedAndLogged) {
    QStringList lines;
    LogSink old = setLogSink([&](LogLevel, std::string_view text) { lines << QString::fromUtf8(text.data(), qsizetype(text.size())); });
    const QImage image = iconPicture("no-such-icon", 24);
    setLogSink(std::move(old));
    EXPECT_GT(inkShare(image), 0.02);
    ASSERT_EQ(lines.size(), 1);
    EXPECT_TRUE(lines[0].contains("no-such-icon"));
}

/// All icons on one sheet, for people to look at.
TEST(Icons, contactSheet) {
    const QStringList names = iconNames();
    constexpr int kCell = 92, kColumns = 12;
    QImage sheet(kCell * kColumns, kCell * int((names.size() + kColumns - 1) / kColumns), QImage::Format_RGB32);
    sheet.fill(Theme::instance().colour(Ink::Surface));
    QPainter painter(&sheet);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Theme::instance().colour(Ink::Muted));
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QPoint at(int(i % kColumns) * kCell, int(i / kColumns) * kCell);
        Theme::instance().icon(names[i]).paint(&painter, QRect(at + QPoint(14, 14), QSize(40, 40)));
        Theme::instance().icon(names[i]).paint(&painter, QRect(at + QPoint(62, 36), QSize(16, 16)));
        painter.drawText(QRect(at + QPoint(0, 62), QSize(kCell, 20)), Qt::AlignCenter, names[i]);
    }
    painter.end();
    keepForLook(sheet, "icons");
    EXPECT_GT(inkShare(sheet), 0.03);
}

}  // namespace
}  // namespace vitrine::testing

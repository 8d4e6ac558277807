// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "widgets/plot/axis_ticker.h"
#include "widgets/plot/plot_style.h"

namespace vitrine {
namespace {

TEST(AxisTicker, LabelsNeverTouchWhateverTheRange) {
    QCustomPlot plot;
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        const bool logarithmic = round % 3 == 0;
        plot.setViewport(QRect(0, 0, 160 + static_cast<int>(random() % 1200), 120 + static_cast<int>(random() % 600)));
        QCPAxis* axis = round % 2 ? plot.xAxis : plot.yAxis;
        axis->setTickLabelFont(plotFont());
        axis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        const double low = std::pow(10.0, static_cast<double>(random() % 12) - 6), size = std::pow(10.0, static_cast<double>(random() % 14) - 7);
        axis->setRange(logarithmic || round % 5 ? low : -low, low + size);
        plot.replot();
        AxisTicker ticker(axis);
        QVector<double> ticks, subTicks;
        QVector<QString> labels;
        ticker.generate(axis->range(), QLocale::c(), 'g', 6, ticks, &subTicks, &labels);
        ASSERT_EQ(ticks.size(), labels.size());
        const QFontMetricsF metrics(axis->tickLabelFont());
        double end = -1e9;
        for (int i = 0; i < ticks.size(); ++i) {
            const bool across = axis->orientation() == Qt::Horizontal;
            const double at = across ? axis->coordToPixel(ticks[i]) : -axis->coordToPixel(ticks[i]);
            const double half = (across ? metrics.horizontalAdvance(labels[i]) : metrics.height()) / 2;
            EXPECT_GE(at - half, end) << QStringList(labels).join(" | ").toStdString();
            end = at + half;
        }
    }
}

TEST(AxisTicker, NumbersAreWrittenAsPeopleWriteThem) {
    EXPECT_EQ(AxisTicker::label(0.25, 0.25), "0.25");
    EXPECT_EQ(AxisTicker::label(1, 0.5), "1.0");
    EXPECT_EQ(AxisTicker::label(12'000, 2'000), "12,000");
    EXPECT_EQ(AxisTicker::label(3e7, 1e7), "3e7");
    EXPECT_EQ(AxisTicker::label(2.5e-5, 5e-6), "2.5e-5");
    EXPECT_EQ(AxisTicker::label(1e-18, 0.1), "0");
}

}  // namespace
}  // namespace vitrine

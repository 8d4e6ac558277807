// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/distributions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitrine {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The x in [low, high] with cdf(x) = p by bisection down to neighbouring doubles. Slower than Newton, and never wrong.
template <class Cdf>
double invert(Cdf cdf, double p, double low, double high) {
    for (int step = 0; step < 2100; ++step) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) break;
        (cdf(middle) < p ? low : high) = middle;
    }
    return low + (high - low) / 2;
}

/// The continued fraction of DLMF 8.17.22 by the modified Lentz method (Thompson and Barnett, 1986).
double betaFraction(double x, double a, double b) {
    constexpr double kTiny = 1e-300, kPrecision = 1e-16;
    constexpr int kMaxTerms = 20000;  // Needs about sqrt(max(a, b)) terms: enough for any sample that fits in memory.
    const auto away = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
    double numerator = 1, denominator = 1 / away(1 - (a + b) * x / (a + 1)), fraction = denominator;
    for (int m = 1; m < kMaxTerms; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double change = 1;
        for (const double term : {even, odd}) {
            denominator = 1 / away(1 + term * denominator);
            numerator = away(1 + term / numerator);
            change = numerator * denominator;
            fraction *= change;
        }
        if (std::abs(change - 1) < kPrecision) break;
    }
    return fraction;
}

}  // namespace

double normalCdf(double x) {
    return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

double normalQuantile(double p) {
    if (!(p > 0)) return p == 0 ? -kInfinity : std::numeric_limits<double>::quiet_NaN();
    if (p >= 1) return p == 1 ? kInfinity : std::numeric_limits<double>::quiet_NaN();
    if (p == 0.5) return 0;
    if (p > 0.5) return -normalQuantile(1 - p);  // The lower tail keeps its digits.
    return invert(normalCdf, p, -40, 0);
}

double incompleteBeta(double x, double a, double b) {
    if (!(x > 0)) return 0;
    if (x >= 1) return 1;
    const double logFront = std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
    const double front = std::exp(logFront);
    // The fraction converges quickly on one side of the mean; the other side follows by symmetry.
    if (x < (a + 1) / (a + b + 2)) return std::min(1.0, front * betaFraction(x, a, b) / a);
    return std::max(0.0, 1 - front * betaFraction(1 - x, b, a) / b);
}

double betaQuantile(double p, double a, double b) {
    return invert([&](double x) { return incompleteBeta(x, a, b); }, p, 0, 1);
}

double studentTwoSided(double t, double degrees) {
    if (std::isinf(t)) return 0;
    return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

double studentCdf(double t, double degrees) {
    const double tail = studentTwoSided(t, degrees) / 2;
    return t < 0 ? tail : 1 - tail;
}

double studentQuantile(double p, double degrees) {
    if (!(p > 0)) return p == 0 ? -kInfinity : std::numeric_limits<double>::quiet_NaN();
    if (p >= 1) return p == 1 ? kInfinity : std::numeric_limits<double>::quiet_NaN();
    if (p > 0.5) return -studentQuantile(1 - p, degrees);
    return invert([&](double t) { return studentCdf(t, degrees); }, p, -1e300, 0);
}

}  // namespace vitrine

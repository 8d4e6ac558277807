// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vitrine {

/// P(Z <= x) of the standard normal distribution.
double normalCdf(double x);

/// Its inverse; p in (0, 1), infinite at the ends.
double normalQuantile(double p);

/// Regularised incomplete beta function I_x(a, b): a, b > 0, x in [0, 1] (DLMF 8.17).
double incompleteBeta(double x, double a, double b);

/// The x with I_x(a, b) = p.
double betaQuantile(double p, double a, double b);

/// P(T <= t) of Student's distribution with `degrees` > 0 degrees of freedom (not necessarily whole).
double studentCdf(double t, double degrees);

/// Its inverse; p in (0, 1).
double studentQuantile(double p, double degrees);

/// P(|T| >= |t|): the two-sided p-value, accurate far into the tail.
double studentTwoSided(double t, double degrees);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine::bench {

/// One measured figure. Ratios are made from figures of one run only.
struct Figure {
    std::string measure;  ///< What was done: "log 1,000,000 points".
    std::string who;      ///< By whom: "vitrine RunContext", "row per point, C++".
    double value = 0;
    std::string unit;  ///< "s", "ns", "ms", "points/s", "B", "x".
    std::string note;
};

/// Command line, figures, and their output: a table on standard output and, with `--json FILE`, the same as JSON.
class Bench {
public:
    /// `--smoke` (tiny sizes), `--json FILE`. Anything else ends the program with a usage text.
    Bench(std::string name, int argc, char** argv);

    bool smoke() const { return m_smoke; }
    /// `full`, or `tiny` with --smoke.
    std::int64_t size(std::int64_t full, std::int64_t tiny) const { return m_smoke ? tiny : full; }

    void add(const std::string& measure, const std::string& who, double value, const std::string& unit,
             const std::string& note = {});
    /// rival / ours (or the other way round for rates), beside its goal: "16.2 x (goal: at least 3)".
    void ratio(const std::string& measure, const std::string& who, double value, const std::string& goal);
    void notice(const std::string& text);  ///< What could not be measured, and why.

    /// Prints and writes everything. The exit status of `main`.
    int finish() const;

private:
    std::string m_name, m_json;
    bool m_smoke = false;
    std::vector<Figure> m_figures;
    std::vector<std::string> m_notices;
};

/// Seconds that `work` takes.
double seconds(const std::function<void()>& work);
/// Seconds of each of `times` calls.
std::vector<double> repeated(int times, const std::function<void()>& work);

double median(std::vector<double> values);
double percentile(std::vector<double> values, double percent);

/// The value, or the end of the program with the error's text: a bench has nobody to hand errors to.
void require(const Status& status);
template <class T>
T require(Result<T> result) {
    require(result.ok() ? Status() : Status(result.error()));
    return *std::move(result);
}

/// Bytes of all files under a folder or of one file.
double sizeOnDisk(const std::string& path);

/// Output of `python3 -c script arguments...`, or nothing when there is no python3 that has the module.
std::optional<Json> runPython(const std::string& script, const std::vector<std::string>& arguments);

}  // namespace vitrine::bench

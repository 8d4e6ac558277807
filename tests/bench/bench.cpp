// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench.h"

#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/process.h"

namespace vitrine::bench {
namespace {

/// The processor's name, the number of cores, memory: figures mean nothing without.
Json machine() {
    Json about = {{"cores", static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN))},
                  {"memory_gb", static_cast<int>((::sysconf(_SC_PHYS_PAGES) >> 10) * ::sysconf(_SC_PAGE_SIZE) >> 20)}};
    std::ifstream cpu("/proc/cpuinfo");
    for (std::string line; std::getline(cpu, line);)
        if (line.starts_with("model name")) about["cpu"] = line.substr(std::min(line.find(": ") + 2, line.size()));
    double loads[1] = {0};
    if (::getloadavg(loads, 1) == 1) about["load"] = loads[0];
    return about;
}

std::string number(double value) {
    if (value >= 100'000) return fmt::format("{:.4g}", value);
    if (value >= 1000) return fmt::format("{:.0f}", value);
    return fmt::format("{:.3g}", value);
}

}  // namespace

Bench::Bench(std::string name, int argc, char** argv) : m_name(std::move(name)) {
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--smoke") {
            m_smoke = true;
        } else if (word == "--json" && i + 1 < argc) {
            m_json = argv[++i];
        } else {
            fmt::print(stderr, "usage: {} [--smoke] [--json FILE]\n", m_name);
            std::exit(2);
        }
    }
}

void Bench::add(const std::string& measure, const std::string& who, double value, const std::string& unit,
                const std::string& note) {
    m_figures.push_back({measure, who, value, unit, note});
}

void Bench::ratio(const std::string& measure, const std::string& who, double value, const std::string& goal) {
    add(measure, who, value, "x", goal.empty() ? "" : "goal: " + goal);
}

void Bench::notice(const std::string& text) {
    m_notices.push_back(text);
}

int Bench::finish() const {
    const Json about = machine();
    fmt::print("{} on {} with {} cores, load {:.1f}{}\n", m_name, stringOr(about, "cpu", "unknown"),
               about["cores"].get<int>(), numberOr(about, "load", 0),
               m_smoke ? ", SMOKE SIZES: no figures to quote" : "");
    std::string measure;
    for (const Figure& figure : m_figures) {
        if (figure.measure != measure) fmt::print("{}\n", measure = figure.measure);
        fmt::print("  {:<44} {:>12} {:<9} {}\n", figure.who, number(figure.value), figure.unit, figure.note);
    }
    for (const std::string& text : m_notices) fmt::print("not measured: {}\n", text);
    if (m_json.empty()) return 0;
    Json out = {
        {"bench", m_name}, {"smoke", m_smoke}, {"machine", about}, {"notices", m_notices}, {"figures", Json::array()}};
    for (const Figure& f : m_figures)
        out["figures"].push_back(
            {{"measure", f.measure}, {"who", f.who}, {"value", f.value}, {"unit", f.unit}, {"note", f.note}});
    require(writeAtomically(m_json, dumpJson(out, 2) + "\n"));
    return 0;
}

double seconds(const std::function<void()>& work) {
    const std::int64_t start = steadyMicros();
    work();
    return static_cast<double>(steadyMicros() - start) * 1e-6;
}

std::vector<double> repeated(int times, const std::function<void()>& work) {
    std::vector<double> taken;
    for (int i = 0; i < times; ++i) taken.push_back(seconds(work));
    return taken;
}

double percentile(std::vector<double> values, double percent) {
    if (values.empty()) return 0;
    const auto place =
        values.begin() + static_cast<std::ptrdiff_t>(percent / 100 * static_cast<double>(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

double median(std::vector<double> values) {
    return percentile(std::move(values), 50);
}

void require(const Status& status) {
    if (status.ok()) return;
    fmt::print(stderr, "{}\n", status.error().message());
    std::exit(1);
}

double sizeOnDisk(const std::string& path) {
    namespace fs = std::filesystem;
    if (!fs::is_directory(path)) return static_cast<double>(fs::file_size(path));
    double sum = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path))
        if (entry.is_regular_file()) sum += static_cast<double>(entry.file_size());
    return sum;
}

std::optional<Json> runPython(const std::string& script, const std::vector<std::string>& arguments) {
    SpawnOptions options;
    options.arguments = {"python3", "-c", script};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    options.pipeOut = true;
    Result<ChildProcess> child = ChildProcess::spawn(options);
    if (!child) return {};
    std::string text;
    char buffer[4096];
    for (ssize_t got; (got = ::read(child->out(), buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(got));
    if (!child->wait().clean()) return {};
    Result<Json> json = parseJson(text, "python3");
    if (!json) return {};
    return *std::move(json);
}

}  // namespace vitrine::bench

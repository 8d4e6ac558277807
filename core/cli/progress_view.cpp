// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/progress_view.h"

#include <unistd.h>
#include <cstdio>
#include <utility>

#include "core/base/clock.h"
#include "core/cli/terminal.h"

namespace vitrine {
namespace {

constexpr std::int64_t kRedrawMicros = 100'000;
constexpr std::int64_t kPlainMicros = 2'000'000;

}  // namespace

ProgressView::ProgressView(std::string label, bool quiet)
    : m_label(std::move(label)), m_quiet(quiet), m_terminal(isTerminal(STDERR_FILENO)) {
    m_lastDraw = steadyMicros();
}

ProgressView::~ProgressView() {
    clear();
}

void ProgressView::take(const Message& message) {
    if (message.type == "progress") {
        if (!std::exchange(m_progressSeen, true)) m_lastDraw = 0;  // The first one is shown at once.
        const std::string notice = stringOr(message.body, "notice");
        m_meter.report(numberOr(message.body, "done", 0), numberOr(message.body, "total", 0),
                       notice.empty() ? stringOr(message.body, "text") : notice, steadyMicros());
        m_changed = true;
    } else if (message.type == "metrics") {
        takeMetrics(message);
    } else if (message.type == "log") {
        takeLog(message.body);
    }
    tick();
}

/// Arrays "<metric>/values" with the newest points: the last of each is shown.
void ProgressView::takeMetrics(const Message& message) {
    constexpr std::string_view kSuffix = "/values";
    for (const auto& [key, array] : message.arrays) {
        if (!key.ends_with(kSuffix) || array.dtype() != DType::F64 || array.empty()) continue;
        m_meter.metric(key.substr(0, key.size() - kSuffix.size()), array.values<double>().back());
        m_changed = true;
    }
}

/// Warnings and errors stay on the screen; the rest is in the record.
void ProgressView::takeLog(const Json& body) {
    const auto lines = body.find("lines");
    if (lines == body.end() || !lines->is_array()) return;
    for (const Json& line : *lines) {
        const std::string level = stringOr(line, "level");
        if (level == "warning" || level == "error") say(level + ": " + stringOr(line, "text"));
    }
}

void ProgressView::tick() {
    const std::int64_t now = steadyMicros();
    if (now - m_lastDraw >= (m_terminal ? kRedrawMicros : kPlainMicros)) draw(now);
}

void ProgressView::draw(std::int64_t now) {
    if (m_quiet || (!m_changed && !m_drawn)) return;
    const std::string label = m_label.empty() ? "" : m_label + "  ";
    const std::size_t columns = m_terminal ? static_cast<std::size_t>(terminalWidth(STDERR_FILENO)) : 160;
    const std::size_t room = columns > displayWidth(label) + 12 ? columns - displayWidth(label) - 1 : 12;
    const std::string line = fitted(label + m_meter.line(room, now, m_terminal), columns - 1);
    m_lastDraw = now;
    if (m_terminal) {
        std::fputs(("\r" + line + "\033[K").c_str(), stderr);
        std::fflush(stderr);
        m_drawn = true;
    } else if (m_changed && line != m_lastLine) {
        std::fputs((line + "\n").c_str(), stderr);
        m_lastLine = line;
    }
    m_changed = false;
}

void ProgressView::say(const std::string& text) {
    if (m_quiet) return;
    m_changed |= m_drawn;
    clear();
    std::fputs((printable(text) + "\n").c_str(), stderr);
}

void ProgressView::clear() {
    if (!m_drawn) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    m_drawn = false;
}

}  // namespace vitrine

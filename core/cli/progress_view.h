// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/cli/progress_meter.h"
#include "core/run/message.h"

namespace vitrine {

/// Shows a run's progress on standard error: one line redrawn at most 10 times a second on a terminal, else a plain
/// line at most every 2 s. Leaves a clean line behind.
class ProgressView {
public:
    /// `label` stands before each line ("seed 3 of 5"); `quiet` shows nothing at all.
    explicit ProgressView(std::string label = {}, bool quiet = false);
    ~ProgressView();
    ProgressView(const ProgressView&) = delete;
    ProgressView& operator=(const ProgressView&) = delete;

    /// A message of the worker's stream.
    void take(const Message& message);
    /// Redraws when it is time; called regularly so that the time left counts down.
    void tick();
    /// A line that stays, above the progress line.
    void say(const std::string& text);

private:
    void takeMetrics(const Message& message);
    void takeLog(const Json& body);
    void draw(std::int64_t now);
    void clear();

    std::string m_label;
    bool m_quiet, m_terminal, m_changed = false, m_drawn = false, m_progressSeen = false;
    std::int64_t m_lastDraw = 0;
    std::string m_lastLine;
    ProgressMeter m_meter;
};

}  // namespace vitrine

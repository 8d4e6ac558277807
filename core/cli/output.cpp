// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/output.h"

#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "core/base/files.h"
#include "core/cli/terminal.h"
#include "core/run/message.h"

namespace vitrine {

Output::Output(bool json) : m_json(json) {
    if (!isTerminal(STDOUT_FILENO)) return;
    m_width = static_cast<std::size_t>(terminalWidth(STDOUT_FILENO));
    const char* noColour = std::getenv("NO_COLOR");
    m_colour = !(noColour && *noColour);
}

void Output::write(std::string_view text) {
    if (m_readerGone || m_failedErrno) return;
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return;
    if (errno == EPIPE)
        m_readerGone = true;
    else
        m_failedErrno = errno;
}

void Output::title(std::string_view text) {
    print("{}{}{}\n", m_colour ? "\033[1m" : "", printable(text), m_colour ? "\033[0m" : "");
}

void Output::note(std::string_view text) const {
    std::fputs(fmt::format("note: {}\n", printable(text)).c_str(), stderr);
}

void Output::document(const Json& json) {
    if (m_json) write(dumpJson(json, 2) + "\n");
}

void Output::error(const Error& error) {
    if (m_json) return document({{"error", errorToJson(error)}});
    const char* mark = m_colour && isTerminal(STDERR_FILENO) ? "\033[1;31merror:\033[0m" : "error:";
    std::fflush(stdout);
    std::fputs(fmt::format("{} {}\n", mark, printable(error.what)).c_str(), stderr);
    if (!error.object.empty()) std::fputs(fmt::format("   on: {}\n", printable(error.object)).c_str(), stderr);
    if (!error.why.empty()) std::fputs(fmt::format("  why: {}\n", printable(error.why)).c_str(), stderr);
    if (!error.next.empty()) std::fputs(fmt::format(" next: {}\n", printable(error.next)).c_str(), stderr);
}

Status Output::finish() {
    if (std::fflush(stdout) != 0 && errno != EPIPE && !m_readerGone) m_failedErrno = errno;
    if (m_failedErrno) return systemError("Cannot write the result", "standard output", m_failedErrno);
    return {};
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/base/json.h"

namespace vitrine {

/// How a command speaks: text on standard output for people, or (with --json) exactly one JSON document there. Notes
/// and errors for people go to standard error. A reader that goes away (`| head`) is no failure; any other failed write
/// is.
class Output {
public:
    explicit Output(bool json = false);

    bool json() const { return m_json; }
    bool colour() const { return m_colour; }
    /// Columns for tables; 0 when standard output is no terminal, so that nothing is cut in files and pipes.
    std::size_t width() const { return m_width; }

    /// Text for people; nothing with --json.
    template <class... Args>
    void print(fmt::format_string<Args...> format, Args&&... args) {
        if (!m_json) write(fmt::format(format, std::forward<Args>(args)...));
    }
    /// A headline, bold on a terminal.
    void title(std::string_view text);
    /// A remark beside the result, on standard error.
    void note(std::string_view text) const;
    /// The one document of a command with --json; nothing without.
    void document(const Json& json);
    /// What failed, on which object, why, and what to do next: as text on standard error or as the one JSON document.
    void error(const Error& error);
    /// Flushes; an error when the system refused the bytes.
    Status finish();

private:
    void write(std::string_view text);
    bool m_json, m_colour = false, m_readerGone = false;
    int m_failedErrno = 0;
    std::size_t m_width = 0;
};

}  // namespace vitrine

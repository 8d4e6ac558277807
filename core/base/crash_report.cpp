// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/crash_report.h"

#include <execinfo.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <vector>

#include "core/base/build_info.h"
#include "core/base/files.h"

namespace vitrine {
namespace {

constexpr int kSignals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
constexpr std::size_t kStackBytes = std::size_t(128) << 10;
constexpr int kMostCalls = 64;
constexpr unsigned kPatienceSeconds =
    10;  // A report that hangs (a lock that the crash left behind) does not keep a dead process.
constexpr const char* kLineStart = "crash: ";

/// All that the handler needs, in memory that is there before the crash: it may not allocate.
struct Prepared {
    std::array<char, 128> program{}, build{};
    std::array<char, 4096> log{}, note{};
    int out = STDERR_FILENO;
};
Prepared prepared;
std::atomic<long> reporting{0};  // The thread that is at it.

template <std::size_t N>
void keep(std::array<char, N>& place, const std::string& text) {
    const std::size_t size = std::min(text.size(), N - 1);
    std::memcpy(place.data(), text.data(), size);
    place[size] = '\0';
}

/// A line put together without the heap.
class Line {
public:
    Line& operator<<(std::string_view text) {
        const std::size_t size = std::min(text.size(), m_bytes.size() - m_size);
        std::memcpy(m_bytes.data() + m_size, text.data(), size);
        m_size += size;
        return *this;
    }
    Line& number(std::uint64_t value, int base = 10, std::size_t width = 0) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value, base).ptr;
        for (auto i = static_cast<std::size_t>(end - digits); i < width; ++i) *this << "0";
        return *this << std::string_view(digits, static_cast<std::size_t>(end - digits));
    }
    void write(int file) const {
        for (std::size_t done = 0; done < m_size;) {
            const ssize_t wrote = ::write(file, m_bytes.data() + done, m_size - done);
            if (wrote <= 0) return;
            done += static_cast<std::size_t>(wrote);
        }
    }

private:
    std::array<char, 8192> m_bytes;
    std::size_t m_size = 0;
};

std::string_view titleOf(int signal) {
    switch (signal) {
        case SIGSEGV:
            return "Segmentation fault";
        case SIGABRT:
            return "Aborted";
        case SIGBUS:
            return "Bus error";
        case SIGFPE:
            return "Arithmetic error";
        default:
            return "Illegal instruction";
    }
}

Line& appendSignal(Line& line, int signal) {
    line << "signal ";
    return line.number(static_cast<std::uint64_t>(signal)) << " (" << titleOf(signal) << ")";
}

Line& appendTime(Line& line) {
    using namespace std::chrono;
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const sys_seconds time{seconds(now.tv_sec)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    line.number(static_cast<std::uint64_t>(static_cast<int>(date.year())), 10, 4) << "-";
    line.number(static_cast<unsigned>(date.month()), 10, 2) << "-";
    line.number(static_cast<unsigned>(date.day()), 10, 2) << "T";
    line.number(static_cast<std::uint64_t>(clock.hours().count()), 10, 2) << ":";
    line.number(static_cast<std::uint64_t>(clock.minutes().count()), 10, 2) << ":";
    return line.number(static_cast<std::uint64_t>(clock.seconds().count()), 10, 2) << "Z";
}

void writeNote(int signal) {
    const int file = ::open(prepared.note.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return;
    Line line;
    appendTime(line) << "\n";
    appendSignal(line, signal) << "\n" << prepared.build.data() << "\n" << prepared.log.data() << "\n";
    line.write(file);
    ::close(file);
}

void writeReport(int signal, const siginfo_t* info) {
    Line line;
    line << kLineStart;
    appendTime(line) << " " << prepared.program.data() << " " << prepared.build.data() << " ended by ";
    appendSignal(line, signal);
    if (signal != SIGABRT && info && info->si_code > 0)
        line << " at address 0x", line.number(reinterpret_cast<std::uintptr_t>(info->si_addr), 16);
    line << "\n" << kLineStart << "the calls that led there, the newest first:\n";
    line.write(prepared.out);
    void* calls[kMostCalls];
    ::backtrace_symbols_fd(calls, ::backtrace(calls, kMostCalls), prepared.out);
}

void onCrash(int signal, siginfo_t* info, void*) {
    const long self = ::syscall(SYS_gettid);
    long nobody = 0;
    if (reporting.compare_exchange_strong(nobody, self)) {
        ::alarm(kPatienceSeconds);
        if (prepared.note[0]) writeNote(signal);
        writeReport(signal, info);
    } else if (nobody != self) {
        for (;;) ::pause();  // Another thread writes its report and then ends us all.
    }
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    ::sigaction(signal, &standard, nullptr);
    ::raise(signal);
}

/// What the C++ library would print, and then the way of all crashes.
[[noreturn]] void onTerminate() {
    Line line;
    try {
        if (std::current_exception()) std::rethrow_exception(std::current_exception());
        line << "ended by std::terminate without an exception\n";
    } catch (const std::exception& error) {
        line << "an exception that nobody caught: " << error.what() << "\n";
    } catch (...) {
        line << "an exception that nobody caught and that is no std::exception\n";
    }
    line.write(prepared.out);
    std::abort();
}

}  // namespace

void installCrashReport(const CrashReportOptions& options) {
    keep(prepared.program, options.program);
    keep(prepared.build, std::string(programVersion()) + ", build " + buildId());
    keep(prepared.log, options.log.string());
    keep(prepared.note, options.note.string());
    if (!options.log.empty()) {
        const int file = ::open(options.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (file >= 0) prepared.out = file;
    }
    std::set_terminate(onTerminate);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // They have reports of their own.
    void* call = nullptr;
    ::backtrace(&call, 1);  // Its first call loads a library, which a handler may not.
    static std::vector<char> stack(kStackBytes);
    const stack_t own{stack.data(), 0, stack.size()};
    ::sigaltstack(&own, nullptr);
    struct sigaction action {};
    action.sa_sigaction = onCrash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
#endif
}

std::optional<CrashNote> takeCrashNote(const std::filesystem::path& note) {
    const Result<std::string> text = readText(note, std::size_t(1) << 16);
    std::error_code error;
    std::filesystem::remove(note, error);
    if (!text.ok()) return {};
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text->size();) {
        const std::size_t end = std::min(text->find('\n', at), text->size());
        lines.push_back(text->substr(at, end - at));
        at = end + 1;
    }
    lines.resize(4);
    return CrashNote{lines[0], lines[1], lines[2], lines[3]};
}

bool isCrashLine(std::string_view line) {
    return line.starts_with(kLineStart) || (line.ends_with("]") && line.find("[0x") != line.npos);
}

}  // namespace vitrine

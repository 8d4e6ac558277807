// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/files.h"

namespace vitrine {
namespace {

struct Pipe {
    int read = -1, write = -1;
    bool open() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return false;
        read = ends[0];
        write = ends[1];
        return true;
    }
    ~Pipe() {
        if (read >= 0) ::close(read);
        if (write >= 0) ::close(write);
    }
};

ExitState decode(int status) {
    ExitState state;
    if (WIFSIGNALED(status)) state.signal = WTERMSIG(status);
    else state.exitCode = WEXITSTATUS(status);
    return state;
}

/// The child's half of spawn: only async-signal-safe calls between fork and exec.
[[noreturn]] void runChild(const SpawnOptions& options, char* const* argv, char* const* envp, int in, int out, int error, int report) {
    if (options.ownGroup) ::setpgid(0, 0);
    const int null = ::open("/dev/null", O_RDWR);
    if (in >= 0) ::dup2(in, 0);
    else if (options.quiet) ::dup2(null, 0);
    if (out >= 0) ::dup2(out, 1);
    else if (options.quiet) ::dup2(null, 1);
    if (error >= 0) ::dup2(error, 2);
    else if (options.quiet) ::dup2(null, 2);
    if (options.niceness) (void)!::nice(options.niceness);
    for (int number : {SIGINT, SIGTERM, SIGPIPE, SIGHUP}) std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execvpe(argv[0], argv, envp);
    const int code = errno;
    (void)!::write(report, &code, sizeof code);
    ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

}  // namespace

std::string ExitState::text() const {
    return signal ? fmt::format("signal {} ({})", signal, ::strsignal(signal)) : fmt::format("exit status {}", exitCode);
}

Result<ChildProcess> ChildProcess::spawn(const SpawnOptions& options) {
    if (options.arguments.empty())
        return Error{ErrorCode::InvalidArgument, "Cannot start a process", "empty command", "no program is named", "Name a program."};
    Pipe in, out, error, report;
    if ((options.pipeIn && !in.open()) || (options.pipeOut && !out.open()) || (options.pipeError && !error.open()) || !report.open())
        return systemError("Cannot create a pipe", options.arguments[0], errno);
    std::vector<std::string> arguments = options.arguments, environment;
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view text = *entry;
        const bool replaced = std::any_of(options.environment.begin(), options.environment.end(), [&](const std::string& ours) {
            return text.substr(0, text.find('=') + 1) == std::string_view(ours).substr(0, ours.find('=') + 1);
        });
        if (!replaced) environment.emplace_back(text);
    }
    environment.insert(environment.end(), options.environment.begin(), options.environment.end());
    const std::vector<char*> argv = pointers(arguments), envp = pointers(environment);

    const pid_t pid = ::fork();
    if (pid < 0) return systemError("Cannot start a process", options.arguments[0], errno);
    if (pid == 0) runChild(options, argv.data(), envp.data(), in.read, out.write, error.write, report.write);

    ::close(std::exchange(report.write, -1));
    int code = 0;
    ssize_t got = 0;
    do got = ::read(report.read, &code, sizeof code);
    while (got < 0 && errno == EINTR);
    if (got == sizeof code) {
        ::waitpid(pid, nullptr, 0);
        return systemError("Cannot start a process", options.arguments[0], code);
    }
    ChildProcess child;
    child.m_pid = pid;
    child.m_ownGroup = options.ownGroup;
    child.m_in = std::exchange(in.write, -1);
    child.m_out = std::exchange(out.read, -1);
    child.m_error = std::exchange(error.read, -1);
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { *this = std::move(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(m_pid, other.m_pid);
    std::swap(m_in, other.m_in);
    std::swap(m_out, other.m_out);
    std::swap(m_error, other.m_error);
    std::swap(m_ownGroup, other.m_ownGroup);
    std::swap(m_exit, other.m_exit);
    return *this;
}

ChildProcess::~ChildProcess() {
    for (int fd : {m_in, m_out, m_error})
        if (fd >= 0) ::close(fd);
    if (m_pid > 0) poll();
}

void ChildProcess::closeIn() {
    if (m_in >= 0) ::close(std::exchange(m_in, -1));
}

std::optional<ExitState> ChildProcess::poll() {
    int status = 0;
    if (!m_exit && m_pid > 0 && ::waitpid(m_pid, &status, WNOHANG) == m_pid) m_exit = decode(status);
    return m_exit;
}

ExitState ChildProcess::wait() {
    int status = 0;
    while (!m_exit) {
        const pid_t got = ::waitpid(m_pid, &status, 0);
        if (got == m_pid) m_exit = decode(status);
        else if (errno != EINTR) m_exit = ExitState{255, 0};
    }
    return *m_exit;
}

void ChildProcess::signal(int number) {
    if (m_pid > 0 && !poll()) ::kill(m_ownGroup ? -m_pid : m_pid, number);
}

ExitState ChildProcess::terminate(int graceMs) {
    signal(SIGTERM);
    const std::int64_t deadline = steadyMicros() + graceMs * 1000LL;
    while (!poll() && steadyMicros() < deadline) ::usleep(5000);
    if (!poll()) signal(SIGKILL);
    return wait();
}

std::uint64_t processStartTime(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const std::size_t end = text.rfind(')');  // The name may hold spaces and brackets: fields count from its last bracket.
    if (end == std::string::npos) return 0;
    std::istringstream fields(text.substr(end + 1));
    std::string state, skipped;
    fields >> state;
    if (state == "Z" || state == "X") return 0;
    for (int field = 4; field < 22; ++field) fields >> skipped;
    std::uint64_t start = 0;
    fields >> start;
    return start;
}

bool processAlive(int pid, std::uint64_t startTime) { return pid > 0 && startTime != 0 && processStartTime(pid) == startTime; }

std::string hostName() {
    char text[256] = {};
    return ::gethostname(text, sizeof text - 1) == 0 ? text : "unknown";
}

std::string bootId() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

}  // namespace vitrine

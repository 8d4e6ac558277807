// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace vitrine {

/// The kind of a failure, for programs; the texts of `Error` are for people. Each code has one exit status in vitrine-cli.
enum class ErrorCode {
    InvalidArgument,   ///< A value, option or request that makes no sense.
    NotFound,          ///< A file, method, run, data set or key that is not there.
    BadFormat,         ///< Bytes that do not follow their format.
    TooLarge,          ///< Over a cap that protects memory or disk.
    Unsupported,       ///< Well-formed, but not something this build or machine can do.
    Io,                ///< The operating system refused a read, write, or open.
    NoSpace,           ///< Disk or quota is full.
    Busy,              ///< Locked by somebody else.
    Conflict,          ///< State that changed under us, or a newer version's file.
    Corrupt,           ///< A file of ours that is damaged.
    Cancelled,         ///< The user or a signal asked to stop.
    MethodFailed,      ///< A method's code threw or reported a failure.
    ProcessDied,       ///< A child process ended by a signal or wrong exit status.
    DeviceFailed,      ///< GPU or other accelerator is absent or broke.
    Internal           ///< Our own bug.
};

/// The short machine name of a code ("bad-format").
const char* name(ErrorCode code);

/// One failure in the four parts that a person needs: what failed, on which object, why, and what to do next.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string what;    ///< What failed: "Cannot read CIFAR file".
    std::string object;  ///< On which object: a path with a place ("a.bin, byte 3073"), a parameter, a run.
    std::string why;     ///< Why: "record has 12 bytes, expected 3073".
    std::string next;    ///< What to do next: "Give a file of whole records ...".

    /// "what: object: why. next"
    std::string message() const;
};

/// Either a value or an `Error`. For all that files, users, disks and devices cause; our own bugs are asserts.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return std::get<0>(m_state); }
    const T& value() const& { return std::get<0>(m_state); }
    T&& value() && { return std::get<0>(std::move(m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T valueOr(T fallback) && { return ok() ? std::move(*this).value() : std::move(fallback); }

    const Error& error() const& { return std::get<1>(m_state); }
    Error&& error() && { return std::get<1>(std::move(m_state)); }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}
    bool ok() const { return !m_error; }
    explicit operator bool() const { return ok(); }
    const Error& error() const& { return *m_error; }
    Error&& error() && { return std::move(*m_error); }

private:
    std::optional<Error> m_error;
};

using Status = Result<void>;

}  // namespace vitrine

#define VITRINE_CONCAT_(a, b) a##b
#define VITRINE_CONCAT(a, b) VITRINE_CONCAT_(a, b)

/// `VITRINE_TRY(auto x, f());` binds the value of a Result or returns its error from the enclosing function.
#define VITRINE_TRY(declaration, expression)                                                              \
    auto VITRINE_CONCAT(result_, __LINE__) = (expression);                                                \
    if (!VITRINE_CONCAT(result_, __LINE__).ok()) return std::move(VITRINE_CONCAT(result_, __LINE__)).error(); \
    declaration = std::move(VITRINE_CONCAT(result_, __LINE__)).value()

/// `VITRINE_CHECK(f());` returns the error of a Status from the enclosing function.
#define VITRINE_CHECK(expression)                                                                         \
    do {                                                                                                  \
        if (auto status_ = (expression); !status_.ok()) return std::move(status_).error();                \
    } while (false)

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/process.h"
#include "core/run/launcher.h"
#include "core/run/method.h"

namespace vitrine {

/// A blocking client of `vitrine-cli serve <method>`: for tests, benches and scripts (the window has its asynchronous one).
class SessionClient {
public:
    static Result<SessionClient> start(const RunOrder& order);
    SessionClient(SessionClient&&) noexcept;
    ~SessionClient();  ///< Asks it to stop, then kills it.
    /// Sends and waits for the reply to this very request.
    Result<Reply> ask(const std::string& name, const Json& parameters = Json::object(), const NamedArrays& arrays = {});
    /// Sends without waiting; returns the request's id.
    Result<std::int64_t> send(const std::string& name, const Json& parameters = Json::object(), const NamedArrays& arrays = {});
    Result<Message> next();
    int pid() const;

private:
    struct Impl;
    explicit SessionClient(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine

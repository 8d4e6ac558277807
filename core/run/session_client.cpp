// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/session_client.h"

#include <csignal>
#include <deque>

namespace vitrine {

struct SessionClient::Impl {
    explicit Impl(ChildProcess started) : process(std::move(started)), channel(process.out(), process.in()) {}

    Error gone() {
        process.signal(SIGKILL);  // It closed its stream: what is left of it is of no use.
        return Error{ErrorCode::ProcessDied, "The live session ended", fmt::format("process {}", process.pid()), process.wait().text(),
                     "Open the session again; vitrine-cli run shows whether the method itself works."};
    }

    Result<Message> receive() {
        VITRINE_TRY(auto message, channel.receive());
        if (!message) return gone();
        return std::move(*message);
    }

    ChildProcess process;
    MessageChannel channel;
    std::deque<Message> kept;  ///< Arrived while waiting for something else.
    std::int64_t lastId = 0;
};

Result<SessionClient> SessionClient::start(const RunOrder& order) {
    SpawnOptions options;
    options.arguments = {commandLineProgram().string(), "serve", "--order", dumpJson(toJson(order))};
    options.pipeIn = options.pipeOut = true;
    VITRINE_TRY(ChildProcess process, ChildProcess::spawn(options));
    auto impl = std::make_unique<Impl>(std::move(process));
    while (true) {
        VITRINE_TRY(const Message message, impl->receive());
        if (message.type == "error") return errorFromJson(message.body);
        if (message.type == "ready") return SessionClient(std::move(impl));
    }
}

SessionClient::SessionClient(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
SessionClient::SessionClient(SessionClient&&) noexcept = default;

SessionClient::~SessionClient() {
    if (!m_impl) return;
    static_cast<void>(m_impl->channel.send({"stop", Json::object(), {}}, [] { return true; }));
    m_impl->process.closeIn();
    m_impl->process.terminate(1000);
}

Result<std::int64_t> SessionClient::send(const std::string& name, const Json& parameters, const NamedArrays& arrays) {
    const std::int64_t id = ++m_impl->lastId;
    const Status status = m_impl->channel.send({"request", {{"id", id}, {"name", name}, {"parameters", parameters}}, arrays});
    if (status.ok()) return id;
    return status.error().code == ErrorCode::TooLarge ? status.error() : m_impl->gone();
}

Result<Message> SessionClient::next() {
    if (m_impl->kept.empty()) return m_impl->receive();
    Message message = std::move(m_impl->kept.front());
    m_impl->kept.pop_front();
    return message;
}

Result<Reply> SessionClient::ask(const std::string& name, const Json& parameters, const NamedArrays& arrays) {
    VITRINE_TRY(const std::int64_t id, send(name, parameters, arrays));
    while (true) {
        VITRINE_TRY(Message message, m_impl->receive());
        const auto found = message.body.find("id");
        if (found == message.body.end() || *found != id) {
            m_impl->kept.push_back(std::move(message));
            continue;
        }
        if (message.type == "error") return errorFromJson(message.body);
        if (message.type == "superseded")
            return Error{ErrorCode::Cancelled, "The request was not answered", name, "a newer one of the same name took its place", "Ask again."};
        if (message.type == "reply") return Reply{message.body.value("values", Json::object()), std::move(message.arrays)};
    }
}

int SessionClient::pid() const { return m_impl->process.pid(); }

}  // namespace vitrine

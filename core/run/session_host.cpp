// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/session_host.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <thread>
#include <unistd.h>

#include "core/base/clock.h"

namespace vitrine {
namespace {

struct Waiting {
    std::int64_t id = 0;
    Request request;
    bool patient = false;
    std::shared_ptr<std::atomic<bool>> giveUp = std::make_shared<std::atomic<bool>>(false);
};

Error malformed(std::string why) {
    return Error{ErrorCode::InvalidArgument, "Cannot answer request", "live session", std::move(why),
                 "Send {\"type\": \"request\", \"body\": {\"id\", \"name\", \"parameters\"}}."};
}

Message errorMessage(const Json& id, const Error& error) {
    Message message{"error", errorToJson(error), {}};
    message.body["id"] = id;
    return message;
}

/// One session on one channel. The reader has a thread of its own; answers are computed on the thread that calls `serve`, which is the
/// one whose device and thread settings were made for the session.
class SessionHost {
public:
    SessionHost(Session& session, MessageChannel& channel) : m_session(session), m_channel(channel) {}

    Status serve() {
        VITRINE_CHECK(m_channel.send({"ready", {{"protocol", 1}, {"pid", ::getpid()}}, {}}));
        std::thread reader([this] { read(); });
        while (auto next = take()) answer(*next);
        m_stopped = true;  // When sending failed nobody listens: the reader must not wait for more.
        reader.join();
        return m_failure ? Status(*m_failure) : Status();
    }

private:
    void read() {
        while (!m_stopped) {
            if (!m_channel.waitReadable(100)) continue;
            auto message = m_channel.receive();
            if (!message.ok()) {
                send(errorMessage(nullptr, message.error()));
                stop(message.error());
                return;
            }
            if (!*message || (*message)->type == "stop") return stop({});
            accept(std::move(**message));
        }
    }

    void accept(Message message) {
        const auto id = message.body.find("id");
        const bool numbered = id != message.body.end() && id->is_number_integer();
        if (message.type != "request") return send(errorMessage(numbered ? *id : Json(), malformed(fmt::format("unknown type \"{}\"", message.type))));
        if (!numbered) return send(errorMessage(nullptr, malformed("\"id\" is no whole number")));
        const auto name = message.body.find("name");
        if (name == message.body.end() || !name->is_string()) return send(errorMessage(*id, malformed("\"name\" is no text")));
        Json parameters = message.body.value("parameters", Json::object());
        if (!parameters.is_object()) return send(errorMessage(*id, malformed("\"parameters\" is no object")));
        Waiting waiting;
        waiting.id = id->get<std::int64_t>();
        waiting.patient = boolOr(parameters, "patient", false);
        parameters.erase("patient");
        waiting.request = {name->get<std::string>(), std::move(parameters), std::move(message.arrays), nullptr};
        enqueue(std::move(waiting));
    }

    void enqueue(Waiting waiting) {
        std::vector<std::int64_t> overtaken;
        {
            std::lock_guard lock(m_mutex);
            std::erase_if(m_queue, [&](const Waiting& older) {
                const bool same = older.request.name == waiting.request.name;
                if (same) overtaken.push_back(older.id);
                return same;
            });
            const bool same = m_inWork && m_nameInWork == waiting.request.name;
            if (same) m_superseded = true;
            if (same || (m_inWork && m_patientInWork && !waiting.patient)) *m_inWork = true;
            m_queue.push_back(std::move(waiting));
        }
        m_changed.notify_one();
        for (std::int64_t id : overtaken) send({"superseded", {{"id", id}}, {}});
    }

    std::optional<Waiting> take() {
        std::unique_lock lock(m_mutex);
        m_inWork.reset();
        m_changed.wait(lock, [&] { return m_stopped || !m_queue.empty(); });
        if (m_stopped) return {};
        auto first = std::find_if(m_queue.begin(), m_queue.end(), [](const Waiting& waiting) { return !waiting.patient; });
        if (first == m_queue.end()) first = m_queue.begin();
        Waiting next = std::move(*first);
        m_queue.erase(first);
        m_inWork = next.giveUp;
        m_nameInWork = next.request.name;
        m_patientInWork = next.patient;
        m_superseded = false;
        return next;
    }

    /// Puts a request that gave way back to those that wait; false when it has been superseded meanwhile.
    bool takeBack(Waiting& waiting) {
        std::lock_guard lock(m_mutex);
        if (!waiting.patient || m_superseded || m_stopped) return false;
        waiting.giveUp = std::make_shared<std::atomic<bool>>(false);
        m_inWork.reset();
        m_queue.push_front(std::move(waiting));
        return true;
    }

    void answer(Waiting& waiting) {
        waiting.request.superseded = waiting.giveUp.get();
        const std::int64_t start = steadyMicros();
        Result<Reply> reply = ask(waiting.request);
        const double milliseconds = static_cast<double>(steadyMicros() - start) / 1000;
        if (reply.ok())
            send({"reply", {{"id", waiting.id}, {"values", std::move(reply->values)}, {"milliseconds", milliseconds}}, std::move(reply->arrays)}, waiting.id);
        else if (reply.error().code != ErrorCode::Cancelled || !*waiting.giveUp)
            send(errorMessage(waiting.id, reply.error()));
        else if (!takeBack(waiting))
            send({"superseded", {{"id", waiting.id}}, {}});
    }

    Result<Reply> ask(const Request& request) {
        const auto failed = [&](std::string why) {
            return Error{ErrorCode::MethodFailed, "The method failed", "request " + request.name, std::move(why),
                         "Change the request, or report this to the plugin's author."};
        };
        try {
            return m_session.answer(request);
        } catch (const std::bad_alloc&) {
            return failed("the memory does not suffice");
        } catch (const std::exception& e) {
            return failed(e.what());
        } catch (...) {
            return failed("it threw something that is no std::exception");
        }
    }

    /// A reply that is too large to send is told to the asker; any other failure of sending means that nobody listens.
    void send(const Message& message, const Json& id = nullptr) {
        const Status status = m_channel.send(message);
        if (status.ok()) return;
        if (status.error().code == ErrorCode::TooLarge && message.type == "reply") return send(errorMessage(id, status.error()));
        stop({});
    }

    void stop(std::optional<Error> failure) {
        {
            std::lock_guard lock(m_mutex);
            if (failure) m_failure = std::move(failure);
            m_stopped = true;
            if (m_inWork) *m_inWork = true;
        }
        m_changed.notify_one();
    }

    Session& m_session;
    MessageChannel& m_channel;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Waiting> m_queue;
    std::shared_ptr<std::atomic<bool>> m_inWork;
    std::string m_nameInWork;
    bool m_patientInWork = false, m_superseded = false;   // Of the one in work.
    std::optional<Error> m_failure;
    std::atomic<bool> m_stopped = false;
};

}  // namespace

Status serveSession(Session& session, MessageChannel& channel) { return SessionHost(session, channel).serve(); }

}  // namespace vitrine

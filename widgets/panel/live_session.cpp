// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panel/live_session.h"

#include <QMetaObject>
#include <QPointer>

#include "core/base/clock.h"
#include "widgets/base/text.h"
#include "widgets/panel/session_process.h"

namespace vitrine {
namespace {

constexpr std::int64_t kMinute = 60'000'000;
constexpr std::size_t kDeathsAllowed = 3;
constexpr int kFarewellMs = 40;  // What the UI thread waits at most for the threads of a session that goes away.

/// The way from a session's threads to the UI thread; closed before the session goes away.
struct Mailbox {
    std::mutex mutex;
    QObject* receiver = nullptr;

    void post(std::function<void()> job) {
        std::lock_guard lock(mutex);
        if (receiver) QMetaObject::invokeMethod(receiver, std::move(job), Qt::QueuedConnection);
    }
};

/// A question that somebody waits for. What it asks is kept until it is answered, so that it can be asked again after a death.
struct Question {
    std::int64_t id = 0, askedAt = 0;
    Json parameters;
    NamedArrays arrays;
    QPointer<QObject> owner;
    LiveSession::Answer answer;
    bool sent = false;
};

/// The questions of one name: the newest counts; a `next` waits for the one that is being answered (LiveSession::follow).
struct Slot {
    std::optional<Question> current, next;
};

/// What makes a running process unfit for an order.
Json fingerprint(const RunOrder& order) {
    return {order.method, order.preset, order.data, order.device, order.threads, order.seed};
}

}  // namespace

struct LiveSession::Impl {
    Impl(LiveSession* session, std::filesystem::path folder) : self(session), storeFolder(std::move(folder)) { mailbox->receiver = session; }

    void start();
    void stop();
    void setState(State next);
    void fail(Error why);
    void tellAll(const Error& why);
    void sendWaiting();
    void send(const std::string& name, Question& question);
    void ask(const std::string& name, Question question, bool follow);
    void take(Message& message);
    void takeError(const Message& message);
    void deliver(std::int64_t id, Result<Reply> reply, double computeMs);
    void hand(const std::string& name, Question question, Result<Reply> reply);
    void died(const Error& why);
    void keepArrays(const std::string& request, const NamedArrays& arrays);

    LiveSession* self;
    std::filesystem::path storeFolder;
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
    std::shared_ptr<SessionProcess> process;
    RunOrder order;
    State state = State::Closed;
    std::optional<Error> error;
    std::map<std::string, Slot> questions;
    std::vector<std::int64_t> deaths;            ///< Steady times of the last minute.
    QString resurrection;                        ///< Why the process that starts now replaces a dead one; empty: it does not.
    std::int64_t lastId = 0, life = 0;
    double lastMs = 0, computeMs = 0;
    NamedArrays lastArrays;
    int pid = 0;
};

void LiveSession::Impl::start() {
    stop();
    error.reset();
    const std::int64_t mine = ++life;
    const auto post = [this, box = mailbox, mine](std::function<void()> job) {
        box->post([this, mine, job = std::move(job)] {
            if (mine == life) job();  // A process that was given up has nothing to say any more.
        });
    };
    SessionProcess::Events events;
    events.started = [this, post](int started) { post([this, started] { pid = started; }); };
    events.message = [this, post](Message message) {
        post([this, kept = std::make_shared<Message>(std::move(message))] { take(*kept); });
    };
    events.ended = [this, post](Error why) { post([this, why] { died(why); }); };
    process = SessionProcess::start({commandLineProgram().string(), "serve", "--order", dumpJson(toJson(order)), "--store", storeFolder.string()},
                                    order.method, std::move(events));
    setState(State::Starting);
}

void LiveSession::Impl::stop() {
    ++life;
    if (process) process->stop();
    process.reset();
    pid = 0;
    for (auto& [name, slot] : questions)
        if (slot.current) slot.current->sent = false;
}

void LiveSession::Impl::setState(State next) {
    if (state == next) return;
    state = next;
    Q_EMIT self->stateChanged(next);
}

void LiveSession::Impl::fail(Error why) {
    stop();
    error = std::move(why);
    resurrection.clear();
    tellAll(*error);
    setState(State::Failed);
}

void LiveSession::Impl::tellAll(const Error& why) {
    std::vector<std::pair<std::string, std::int64_t>> waiting;
    for (auto& [name, slot] : questions) {
        if (slot.next) slot.current = std::exchange(slot.next, {});
        if (slot.current) waiting.emplace_back(name, slot.current->id);
    }
    for (const auto& [name, id] : waiting) hand(name, *questions[name].current, why);
}

void LiveSession::Impl::sendWaiting() {
    for (auto& [name, slot] : questions)
        if (slot.current && !slot.current->sent) send(name, *slot.current);
}

void LiveSession::Impl::send(const std::string& name, Question& question) {
    question.sent = true;
    process->send(name, {"request", {{"id", question.id}, {"name", name}, {"parameters", question.parameters}}, question.arrays});
}

void LiveSession::Impl::ask(const std::string& name, Question question, bool follow) {
    question.id = ++lastId;
    question.askedAt = steadyMicros();
    Slot& slot = questions[name];
    if (state == State::Failed) {
        slot.current = std::move(question);
        return hand(name, *slot.current, *error);
    }
    if (follow && slot.current && slot.current->sent && slot.current->owner) {
        slot.next = std::move(question);
        return;
    }
    slot.next.reset();
    slot.current = std::move(question);
    if (state == State::Ready) send(name, *slot.current);
    if (state == State::Closed) start();
}

void LiveSession::Impl::take(Message& message) {
    if (message.type == "ready") {
        setState(State::Ready);
        sendWaiting();
        if (const QString why = std::exchange(resurrection, {}); !why.isEmpty()) Q_EMIT self->restarted(why);
        return;
    }
    if (message.type == "error") return takeError(message);
    if (message.type != "reply") return;  // "superseded": that question was forgotten when the newer one was asked.
    deliver(static_cast<std::int64_t>(numberOr(message.body, "id", 0)), Reply{message.body.value("values", Json::object()), std::move(message.arrays)},
            numberOr(message.body, "milliseconds", 0));
}

void LiveSession::Impl::takeError(const Message& message) {
    const Error why = errorFromJson(message.body);
    const auto id = message.body.find("id");
    if (id != message.body.end() && id->is_number_integer()) return deliver(id->get<std::int64_t>(), why, 0);
    if (state == State::Starting) fail(why);
}

void LiveSession::Impl::deliver(std::int64_t id, Result<Reply> reply, double milliseconds) {
    for (auto& [name, slot] : questions) {
        if (!slot.current || slot.current->id != id) continue;
        if (milliseconds > 0) computeMs = milliseconds;
        return hand(name, *slot.current, std::move(reply));
    }
}

void LiveSession::Impl::keepArrays(const std::string& request, const NamedArrays& arrays) {
    const std::string prefix = request + "/";
    std::erase_if(lastArrays, [&](const auto& entry) { return entry.first.starts_with(prefix); });
    for (const auto& [name, array] : arrays) lastArrays[prefix + name] = array;
}

/// Calls the answer as an event of its owner, so that what it throws reaches the guard around the owner.
void LiveSession::Impl::hand(const std::string& name, Question question, Result<Reply> reply) {
    const auto finish = [this, name, id = question.id, askedAt = question.askedAt, answer = question.answer,
                         session = QPointer<LiveSession>(self), reply = std::make_shared<Result<Reply>>(std::move(reply))] {
        if (!session) return;
        const auto found = questions.find(name);
        if (found == questions.end() || !found->second.current || found->second.current->id != id) return;  // A newer one took its place.
        Slot& slot = found->second;
        slot.current = std::exchange(slot.next, {});
        if (slot.current && state == State::Ready) send(name, *slot.current);
        if (reply->ok()) lastMs = static_cast<double>(steadyMicros() - askedAt) / 1000;
        if (!slot.current) questions.erase(found);
        if (reply->ok()) keepArrays(name, (*reply)->arrays);
        if (answer) answer(std::move(*reply));
        if (session && reply->ok()) Q_EMIT session->answered(qs(name), session->lastMilliseconds());
    };
    Slot& slot = questions[name];
    if (question.owner) {
        QMetaObject::invokeMethod(question.owner.data(), finish, Qt::QueuedConnection);
    } else if (slot.current && slot.current->id == question.id) {
        slot.current = std::exchange(slot.next, {});
        if (slot.current && state == State::Ready) send(name, *slot.current);
        if (!slot.current) questions.erase(name);
    }
}

void LiveSession::Impl::died(const Error& why) {
    const bool neverStarted = pid == 0;
    stop();
    if (neverStarted) return fail(why);
    const std::int64_t now = steadyMicros();
    std::erase_if(deaths, [now](std::int64_t time) { return now - time > kMinute; });
    deaths.push_back(now);
    if (deaths.size() >= kDeathsAllowed)
        return fail({ErrorCode::ProcessDied, "The live session keeps ending", order.method,
                     fmt::format("it ended {} times within a minute, at last by {}", deaths.size(), why.why),
                     "Change parameters or data and restart it, or run the method and look at the run's log."});
    resurrection = qs(why.why);
    start();
}

LiveSession::LiveSession(std::filesystem::path storeFolder, QObject* parent)
    : QObject(parent), m_impl(std::make_unique<Impl>(this, std::move(storeFolder))) {}

LiveSession::~LiveSession() {
    {
        std::lock_guard lock(m_impl->mailbox->mutex);
        m_impl->mailbox->receiver = nullptr;
    }
    const auto process = m_impl->process;
    m_impl->stop();
    if (process) process->waitEnded(kFarewellMs);  // Usually 5 ms; a thread that is late ends without us.
}

void LiveSession::setOrder(const RunOrder& order) {
    const bool other = fingerprint(order) != fingerprint(m_impl->order);
    m_impl->order = order;
    if (!other || m_impl->state == State::Closed) return;
    m_impl->stop();
    m_impl->deaths.clear();
    m_impl->resurrection.clear();
    m_impl->error.reset();
    m_impl->setState(State::Closed);
    if (pending() > 0) m_impl->start();
}

void LiveSession::ask(const std::string& name, Json parameters, NamedArrays arrays, QObject* owner, Answer answer) {
    m_impl->ask(name, {0, 0, std::move(parameters), std::move(arrays), owner, std::move(answer), false}, false);
}

void LiveSession::follow(const std::string& name, Json parameters, NamedArrays arrays, QObject* owner, Answer answer) {
    m_impl->ask(name, {0, 0, std::move(parameters), std::move(arrays), owner, std::move(answer), false}, true);
}

void LiveSession::restart() {
    m_impl->deaths.clear();
    m_impl->resurrection.clear();
    m_impl->start();
}

void LiveSession::close() {
    m_impl->stop();
    m_impl->tellAll({ErrorCode::Cancelled, "The live session was closed", m_impl->order.method, "it was asked to end", "Ask again to open it."});
    m_impl->setState(State::Closed);
}

LiveSession::State LiveSession::state() const { return m_impl->state; }
std::optional<Error> LiveSession::error() const { return m_impl->error; }

int LiveSession::pending() const {
    int count = 0;
    for (const auto& [name, slot] : m_impl->questions) count += (slot.current && slot.current->owner) + (slot.next && slot.next->owner);
    return count;
}

double LiveSession::lastMilliseconds() const { return m_impl->lastMs; }
double LiveSession::lastComputeMilliseconds() const { return m_impl->computeMs; }
const NamedArrays& LiveSession::lastArrays() const { return m_impl->lastArrays; }
int LiveSession::pid() const { return m_impl->pid; }

}  // namespace vitrine

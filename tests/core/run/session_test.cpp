// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/session_host.h"

#include <condition_variable>
#include <thread>
#include <unistd.h>

#include "core/run/session_client.h"
#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;
using testing::take;

/// Answers "wait" only when it is told to; everything else at once.
class GatedSession final : public Session {
public:
    Result<Reply> answer(const Request& request) override {
        if (request.name == "throw") throw std::runtime_error("broken layer");
        if (request.name != "wait") return Reply{{{"name", request.name}}, request.arrays};
        std::unique_lock lock(m_mutex);
        ++m_started;
        m_changed.notify_all();
        while (!m_open && !request.cancelled()) m_changed.wait_for(lock, std::chrono::milliseconds(2));
        return request.cancelled() ? Result<Reply>(cancelledError()) : Result<Reply>(Reply{request.parameters, {}});
    }
    void open() {
        std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    void waitForStart() {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_started > 0; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_open = false;
    int m_started = 0;
};

/// A host on a thread and the other ends of its pipes.
class SessionHostTest : public ::testing::Test {
protected:
    SessionHostTest() {
        if (::pipe(m_toHost) != 0 || ::pipe(m_fromHost) != 0) throw std::runtime_error("no pipe");
        m_hostChannel.emplace(m_toHost[0], m_fromHost[1]);
        m_client.emplace(m_fromHost[0], m_toHost[1]);
        m_thread = std::thread([this] { m_status = serveSession(m_session, *m_hostChannel); });
        EXPECT_EQ(next().type, "ready");
    }
    ~SessionHostTest() override {
        finish();
        for (int fd : {m_toHost[0], m_fromHost[0], m_fromHost[1]}) ::close(fd);
    }
    void finish() {
        if (m_toHost[1] >= 0) ::close(std::exchange(m_toHost[1], -1));
        if (m_thread.joinable()) m_thread.join();
    }
    void ask(std::int64_t id, const std::string& name, Json parameters = Json::object()) {
        take(m_client->send({"request", {{"id", id}, {"name", name}, {"parameters", std::move(parameters)}}, {}}));
    }
    Message next() {
        if (!m_client->waitReadable(5000)) throw std::runtime_error("no answer");
        auto message = take(m_client->receive());
        if (!message) throw std::runtime_error("the host closed the stream");
        return *message;
    }

    int m_toHost[2], m_fromHost[2];
    GatedSession m_session;
    std::optional<MessageChannel> m_hostChannel, m_client;
    std::thread m_thread;
    Status m_status;
};

class SessionProcessTest : public testing::RunTest {
protected:
    Result<SessionClient> start(Json parameters = Json::object()) const {
        RunOrder order;
        order.method = "fixture_session";
        order.parameters = std::move(parameters);
        return SessionClient::start(order);
    }
};

}  // namespace

TEST_F(SessionHostTest, AnswersWithTheSameArrays) {
    take(m_client->send({"request", {{"id", 1}, {"name", "echo"}}, {{"a", Array::of(std::vector<float>{1, 2, 3})}}}));
    const Message reply = next();
    EXPECT_EQ(reply.type, "reply");
    EXPECT_EQ(reply.body["id"], 1);
    EXPECT_EQ(reply.arrays.at("a").values<float>()[2], 3);
    EXPECT_GE(reply.body["milliseconds"].get<double>(), 0);
}

TEST_F(SessionHostTest, APatientRequestGivesWayAndIsAnsweredAfterwards) {
    ask(1, "wait", {{"patient", true}, {"of", "the side"}});
    m_session.waitForStart();
    ask(2, "other", {{"patient", true}});
    ask(3, "control");                                             // Ends the wait without opening the gate.
    const Message control = next();
    EXPECT_EQ(control.body["id"], 3) << "the impatient one comes first";
    m_session.open();
    std::vector<std::int64_t> answered;
    for (int i = 0; i < 2; ++i) {
        const Message reply = next();
        EXPECT_EQ(reply.type, "reply") << reply.body.dump();
        answered.push_back(reply.body["id"].get<std::int64_t>());
        if (answered.back() == 1) EXPECT_EQ(reply.body["values"], Json({{"of", "the side"}})) << "the session does not see the word";
    }
    EXPECT_EQ(answered, (std::vector<std::int64_t>{1, 2}));
}

TEST_F(SessionHostTest, APatientRequestIsSupersededByOneOfItsName) {
    ask(1, "wait", {{"patient", true}});
    m_session.waitForStart();
    ask(2, "wait", {{"patient", true}, {"newer", true}});
    const Message gone = next();
    EXPECT_EQ(gone.type, "superseded");
    EXPECT_EQ(gone.body["id"], 1);
    m_session.open();
    EXPECT_EQ(next().body["id"], 2);
}

TEST_F(SessionHostTest, TheLatestOfANameWins) {
    ask(1, "wait");
    m_session.waitForStart();
    ask(2, "other");
    for (std::int64_t id = 3; id <= 30; ++id) ask(id, "wait", {{"id", id}});
    std::vector<std::int64_t> overtaken;
    bool opened = false;
    Message reply;
    while (true) {
        reply = next();
        if (reply.type == "superseded") overtaken.push_back(reply.body["id"]);
        else if (reply.body["id"] == 30) break;
        else EXPECT_EQ(reply.body["id"], 2);
        if (!opened && overtaken.size() >= 27) m_session.open(), opened = true;
    }
    EXPECT_EQ(reply.type, "reply");
    EXPECT_EQ(reply.body["values"]["id"], 30);
    std::sort(overtaken.begin(), overtaken.end());
    EXPECT_EQ(overtaken.size(), 28u) << "1 and 3 to 29, each told once";
    EXPECT_EQ(std::unique(overtaken.begin(), overtaken.end()), overtaken.end());
}

TEST_F(SessionHostTest, BadRequestsAreAnsweredAndTheNextOneWorks) {
    const Message bad[] = {{"hello", Json::object(), {}},
                           {"request", Json::object(), {}},
                           {"request", {{"id", "seven"}, {"name", "echo"}}, {}},
                           {"request", {{"id", 7}}, {}},
                           {"request", {{"id", 7}, {"name", 3}}, {}},
                           {"request", {{"id", 7}, {"name", "echo"}, {"parameters", {1, 2}}}, {}}};
    for (const Message& message : bad) {
        take(m_client->send(message));
        const Message answer = next();
        EXPECT_EQ(answer.type, "error");
        expectError(errorFromJson(answer.body), ErrorCode::InvalidArgument);
    }
    ask(8, "throw");
    const Message failed = next();
    EXPECT_EQ(failed.body["id"], 8);
    EXPECT_EQ(failed.body["why"], "broken layer");
    EXPECT_EQ(failed.body["code"], "method-failed");
    ask(9, "echo");
    EXPECT_EQ(next().body["id"], 9);
}

TEST_F(SessionHostTest, TheEndOfTheStreamStopsALongAnswer) {
    ask(1, "wait");
    m_session.waitForStart();
    const std::int64_t start = steadyMicros();
    finish();
    EXPECT_LT(steadyMicros() - start, 1'000'000);
    EXPECT_TRUE(m_status.ok());
}

TEST_F(SessionHostTest, StopStops) {
    take(m_client->send({"stop", Json::object(), {}}));
    m_thread.join();
    EXPECT_TRUE(m_status.ok());
}

TEST_F(SessionHostTest, GarbageEndsItWithAReason) {
    const std::string garbage = "GET / HTTP/1.1\r\nHost: nobody\r\n\r\n";
    ASSERT_EQ(::write(m_toHost[1], garbage.data(), garbage.size()), static_cast<ssize_t>(garbage.size()));
    EXPECT_EQ(next().type, "error");
    finish();
    ASSERT_FALSE(m_status.ok());
    expectError(m_status.error(), ErrorCode::BadFormat);
}

TEST_F(SessionProcessTest, AsksAndGetsAnswers) {
    SessionClient client = take(start({{"greeting", "µ"}}));
    std::vector<std::uint8_t> bytes(1 << 20, 7);
    const Reply reply = take(client.ask("echo", {{"x", 1}}, {{"image", Array::of(bytes)}}));
    EXPECT_EQ(reply.values["greeting"], "µ");
    EXPECT_EQ(reply.values["parameters"]["x"], 1);
    EXPECT_EQ(reply.arrays.at("image").byteSize(), bytes.size());
    EXPECT_EQ(client.ask("throw").error().code, ErrorCode::MethodFailed);
    expectError(client.ask("nothing").error(), ErrorCode::InvalidArgument);
    EXPECT_TRUE(client.ask("print").ok()) << "what a method prints does not get between the messages";
    const std::int64_t first = take(client.send("sleep", {{"ms", 5000}})), second = take(client.send("sleep", {{"ms", 1}}));
    const Message overtaken = take(client.next());
    EXPECT_EQ(overtaken.type, "superseded");
    EXPECT_EQ(overtaken.body["id"], first);
    EXPECT_EQ(take(client.next()).body["id"], second);
}

TEST_F(SessionProcessTest, ADeadSessionIsToldAndCanBeOpenedAgain) {
    SessionClient client = take(start());
    const auto died = client.ask("die");
    ASSERT_FALSE(died.ok());
    expectError(died.error(), ErrorCode::ProcessDied);
    EXPECT_NE(died.error().why.find("signal 6"), std::string::npos) << died.error().why;
    EXPECT_FALSE(client.ask("echo").ok());
    SessionClient again = take(start());
    EXPECT_TRUE(again.ask("echo").ok());
}

TEST_F(SessionProcessTest, WhatKeepsItFromOpeningIsTold) {
    const auto refused = start({{"refuse", true}});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().object, "w.pt");
    const auto mistyped = start({{"greting", "x"}});
    ASSERT_FALSE(mistyped.ok());
    EXPECT_NE(mistyped.error().next.find("greeting"), std::string::npos) << mistyped.error().message();
    RunOrder order;
    order.method = "fixture_counter";
    const auto noSession = SessionClient::start(order);
    ASSERT_FALSE(noSession.ok());
    expectError(noSession.error(), ErrorCode::Unsupported);
}

}  // namespace vitrine

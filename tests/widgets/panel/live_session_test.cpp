// SPDX-License-Identifier: GPL-3.0-or-later
// The asynchronous session against a real process.
#include <csignal>

#include "core/base/clock.h"
#include "core/base/process.h"
#include "tests/widgets/panel/panel_fixture.h"

namespace vitrine {
namespace {

using State = LiveSession::State;
using testing::waitFor;

class LiveSessionTest : public testing::SessionTest {
protected:
    LiveSessionTest() : m_session(m_folder.path()) { m_session.setOrder(order()); }

    LiveSession::Answer keep(const std::string& as) {
        return [this, as](Result<Reply> reply) { m_answers.emplace_back(as, std::move(reply)); };
    }
    /// Asks and waits for the answer.
    Result<Reply> ask(const std::string& name, Json parameters = Json::object(), NamedArrays arrays = {}) {
        std::optional<Result<Reply>> answer;
        m_session.ask(name, std::move(parameters), std::move(arrays), &m_owner, [&](Result<Reply> reply) { answer.emplace(std::move(reply)); });
        if (!waitFor([&] { return answer.has_value(); }, 20'000)) return Error{ErrorCode::Internal, "no answer", "", "", ""};
        return std::move(*answer);
    }

    QObject m_owner;
    LiveSession m_session;
    std::vector<std::pair<std::string, Result<Reply>>> m_answers;
};

}  // namespace

TEST_F(LiveSessionTest, TheFirstQuestionStartsItAndArraysComeBack) {
    EXPECT_EQ(m_session.state(), State::Closed);
    QSignalSpy states(&m_session, &LiveSession::stateChanged);
    std::vector<float> values(1 << 20);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
    const auto reply = ask("echo", {{"x", 3}}, {{"image", Array::of(values)}});
    ASSERT_TRUE(reply.ok()) << reply.error().message();
    EXPECT_EQ(reply->values["greeting"], "hello");
    EXPECT_EQ(reply->values["parameters"]["x"], 3);
    EXPECT_EQ(reply->arrays.at("image").values<float>()[(1 << 20) - 1], values.back());
    ASSERT_EQ(states.size(), 2);
    EXPECT_EQ(states[0][0].value<State>(), State::Starting);
    EXPECT_EQ(states[1][0].value<State>(), State::Ready);
    EXPECT_GT(m_session.pid(), 0);
    EXPECT_EQ(m_session.pending(), 0);
    EXPECT_GT(m_session.lastMilliseconds(), m_session.lastComputeMilliseconds());
}

TEST_F(LiveSessionTest, TheLatestOfANameWinsAndTheOlderAreNeverAnswered) {
    ASSERT_TRUE(ask("echo").ok());
    const Array big = Array::zeros(DType::U8, {1 << 20});
    for (int i = 0; i < 200; ++i) m_session.ask("sleep", {{"ms", 50}}, {{"big", big}}, &m_owner, keep(std::to_string(i)));
    m_session.ask("echo", {{"other", true}}, {}, &m_owner, keep("other"));
    EXPECT_EQ(m_session.pending(), 2);
    ASSERT_TRUE(waitFor([&] { return m_session.pending() == 0; }));
    ASSERT_EQ(m_answers.size(), 2u);
    for (const auto& [name, reply] : m_answers) {
        EXPECT_TRUE(name == "199" || name == "other") << name;
        EXPECT_TRUE(reply.ok());
    }
}

TEST_F(LiveSessionTest, AFollowedDragShowsAnswersOnItsWay) {
    ASSERT_TRUE(ask("echo").ok());
    for (int i = 0; i < 40; ++i) {
        m_session.follow("sleep", {{"ms", 60}}, {}, &m_owner, keep(std::to_string(i)));
        QTest::qWait(10);
    }
    ASSERT_TRUE(waitFor([&] { return m_session.pending() == 0; }));
    EXPECT_GE(m_answers.size(), 3u) << "while the hand moved";
    EXPECT_LT(m_answers.size(), 20u) << "those in between were left out";
    EXPECT_EQ(m_answers.back().first, "39");
}

TEST_F(LiveSessionTest, ADeadProcessIsReplacedAndTheQuestionAskedAgain) {
    ASSERT_TRUE(ask("echo").ok());
    QSignalSpy restarted(&m_session, &LiveSession::restarted);
    const int first = m_session.pid();
    m_session.ask("sleep", {{"ms", 300}}, {}, &m_owner, keep("slow"));
    QTest::qWait(100);
    ::kill(first, SIGKILL);
    ASSERT_TRUE(waitFor([&] { return !m_answers.empty(); }));
    EXPECT_TRUE(m_answers[0].second.ok());
    EXPECT_NE(m_session.pid(), first);
    ASSERT_EQ(restarted.size(), 1);
    EXPECT_TRUE(restarted[0][0].toString().contains("signal 9")) << restarted[0][0].toString().toStdString();
    EXPECT_EQ(m_session.state(), State::Ready);
}

TEST_F(LiveSessionTest, ThreeDeathsInAMinuteEndItAndRestartTriesAgain) {
    const auto reply = ask("die");
    ASSERT_FALSE(reply.ok());
    EXPECT_EQ(m_session.state(), State::Failed);
    EXPECT_NE(reply.error().why.find("3 times"), std::string::npos) << reply.error().message();
    EXPECT_NE(reply.error().why.find("signal 6"), std::string::npos) << reply.error().message();
    ASSERT_TRUE(m_session.error());
    EXPECT_FALSE(ask("echo").ok()) << "told at once, not left waiting";
    m_session.restart();
    ASSERT_TRUE(waitFor([&] { return m_session.state() == State::Ready; }));
    EXPECT_TRUE(ask("echo").ok());
}

TEST_F(LiveSessionTest, WhatKeepsItFromStartingIsToldToThoseWhoWait) {
    m_session.setOrder(order({{"refuse", true}}));
    m_session.ask("echo", Json::object(), {}, &m_owner, keep("echo"));
    m_session.ask("print", Json::object(), {}, &m_owner, keep("print"));
    ASSERT_TRUE(waitFor([&] { return m_answers.size() == 2; }));
    for (const auto& [name, reply] : m_answers) {
        ASSERT_FALSE(reply.ok()) << name;
        EXPECT_EQ(reply.error().object, "w.pt");
    }
    EXPECT_EQ(m_session.state(), State::Failed);
    RunOrder better = order();
    better.seed = 3;
    m_session.setOrder(better);
    EXPECT_TRUE(ask("echo").ok()) << "another order is another try";
}

TEST_F(LiveSessionTest, AMissingProgramIsAnErrorAndNotAHang) {
    qputenv("VITRINE_CLI", "/no/such/program");
    const auto reply = ask("echo");
    ASSERT_FALSE(reply.ok());
    EXPECT_EQ(reply.error().code, ErrorCode::NotFound);
    EXPECT_EQ(m_session.state(), State::Failed);
}

TEST_F(LiveSessionTest, OnlyAChangeOfWhatItHoldsEndsTheProcess) {
    ASSERT_TRUE(ask("echo").ok());
    const int first = m_session.pid();
    m_session.setOrder(order({{"greeting", "good evening"}}));
    ASSERT_TRUE(ask("echo").ok());
    EXPECT_EQ(m_session.pid(), first) << "parameters alone do not";
    const std::uint64_t start = processStartTime(first);
    RunOrder other = order({{"greeting", "good evening"}});
    other.seed = 5;
    m_session.setOrder(other);
    EXPECT_EQ(m_session.state(), State::Closed);
    EXPECT_TRUE(waitFor([&] { return !processAlive(first, start); }, 2000));
    const auto reply = ask("echo");
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply->values["greeting"], "good evening");
}

TEST_F(LiveSessionTest, ErrorsOfAnAnswerDoNotEndTheSession) {
    const auto thrown = ask("throw");
    ASSERT_FALSE(thrown.ok());
    EXPECT_EQ(thrown.error().why, "no such layer: layer9");
    EXPECT_FALSE(ask("nothing").ok());
    EXPECT_TRUE(ask("print").ok());
    EXPECT_EQ(m_session.state(), State::Ready);
}

TEST_F(LiveSessionTest, AnOwnerThatIsGoneIsNotCalled) {
    ASSERT_TRUE(ask("echo").ok());
    auto owner = std::make_unique<QObject>();
    m_session.ask("sleep", {{"ms", 50}}, {}, owner.get(), keep("gone"));
    owner.reset();
    EXPECT_EQ(m_session.pending(), 0);
    EXPECT_TRUE(ask("sleep", {{"ms", 1}}).ok());
    EXPECT_TRUE(m_answers.empty());
}

TEST_F(LiveSessionTest, ItsEndTakesTheProcessAlongAndTheWindowDoesNotWait) {
    auto session = std::make_unique<LiveSession>(m_folder.path());
    session->setOrder(order());
    session->ask("sleep", {{"ms", 60'000}}, {}, &m_owner, keep("sleep"));
    ASSERT_TRUE(waitFor([&] { return session->state() == State::Ready; }));
    const int pid = session->pid();
    const std::uint64_t start = processStartTime(pid);
    ASSERT_TRUE(processAlive(pid, start));
    const std::int64_t before = steadyMicros();
    session.reset();
    EXPECT_LT(steadyMicros() - before, 100'000);
    EXPECT_TRUE(waitFor([&] { return !processAlive(pid, start); }, 2000));
    EXPECT_TRUE(m_answers.empty());
}

}  // namespace vitrine

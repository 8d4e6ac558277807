// SPDX-License-Identifier: GPL-3.0-or-later
// A full disk pauses a run and loses nothing. Files that may not grow stand in for the disk.
#include <atomic>
#include <csignal>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include "core/run/store_run_context.h"
#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::take;

/// While it lives, no file of this process grows beyond `bytes`.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit full{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &full);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before{};
};

class DiskFullTest : public testing::RunTest {
protected:
    DiskFullTest() : m_store(open()), m_run(take(m_store.createRun(request("fixture_counter")))) {
        take(m_store.claimRun(WorkerIdentity::ofThisProcess(), m_run));
        if (::pipe(m_ends) != 0) throw std::runtime_error("no pipe");
        m_channel.emplace(m_ends[0], m_ends[1]);
        m_stream.emplace(*m_channel);
        StoreRunOptions options;
        options.storeFolder = storeFolder();
        options.record = take(m_store.run(m_run));
        options.worker = WorkerIdentity::ofThisProcess();
        options.stream = &*m_stream;
        options.cancelled = [this] { return m_cancelled.load(); };
        m_context = take(StoreRunContext::open(std::move(options)));
    }
    ~DiskFullTest() override {
        m_context.reset();
        m_stream.reset();
        ::close(m_ends[0]);
        ::close(m_ends[1]);
    }

    /// Seconds until the stream tells this notice; -1 when it does not within 5 s.
    double secondsUntilNotice(const std::string& notice) {
        const std::int64_t start = steadyMicros();
        while (steadyMicros() - start < 5'000'000) {
            if (!m_channel->waitReadable(100)) continue;
            const auto message = take(m_channel->receive());
            if (message->type == "progress" && message->body["notice"] == notice) return static_cast<double>(steadyMicros() - start) * 1e-6;
        }
        return -1;
    }

    ExperimentStore m_store;
    std::int64_t m_run;
    int m_ends[2] = {-1, -1};
    std::atomic<bool> m_cancelled = false;
    std::optional<MessageChannel> m_channel;
    std::optional<EventStream> m_stream;
    std::unique_ptr<StoreRunContext> m_context;
};

}  // namespace

TEST_F(DiskFullTest, TheRunWaitsAndGoesOnWithoutLoss) {
    constexpr std::int64_t kPoints = 200'000;
    std::atomic<std::int64_t> logged = 0;
    std::thread method;
    {
        const FullDisk full(4096);
        method = std::thread([&] {
            const MetricId id = m_context->metricId("loss");
            for (std::int64_t i = 0; i < kPoints; ++i, ++logged) m_context->metric(id, i, static_cast<double>(i));
        });
        const double seconds = secondsUntilNotice("paused: disk full");
        EXPECT_GE(seconds, 0) << "no notice";
        EXPECT_LE(seconds, 2.0);
        ::usleep(300'000);
        EXPECT_LT(logged, kPoints) << "the method waits";
        EXPECT_FALSE(m_context->failure());
    }
    method.join();
    take(m_context->artifact({"note", "text", "", "", 0, Json::object()}, std::string("done")));
    take(m_context->close(true));
    const MetricSeries series = take(m_store.series(m_run, "loss"));
    ASSERT_EQ(series.values.size(), static_cast<std::size_t>(kPoints));
    for (std::int64_t i = 0; i < kPoints; ++i) ASSERT_EQ(series.values[i], static_cast<double>(i));
}

TEST_F(DiskFullTest, AnArtifactWaitsForSpace) {
    std::thread method;
    std::atomic<bool> done = false;
    Status status;
    {
        const FullDisk full(4096);
        method = std::thread([&] {
            status = m_context->artifact({"big", "volume", "", "", 0, Json::object()}, Array::zeros(DType::U8, {100'000}));
            done = true;
        });
        EXPECT_GE(secondsUntilNotice("paused: disk full"), 0);
        ::usleep(200'000);
        EXPECT_FALSE(done);
    }
    method.join();
    EXPECT_TRUE(status.ok()) << status.error().message();
    take(m_context->close(true));
    EXPECT_TRUE(take(m_store.check(true)).ok());
}

TEST_F(DiskFullTest, AWaitingRunCanBeStopped) {
    const FullDisk full(4096);
    m_context->metric("loss", 0, 1);
    EXPECT_GE(secondsUntilNotice("paused: disk full"), 0);
    m_cancelled = true;
    const std::int64_t start = steadyMicros();
    m_context->progress(1, 2, "never");
    m_context->metric("loss", 1, 1);
    const Status closed = m_context->close(false);
    EXPECT_LT(steadyMicros() - start, 3'000'000);
    ASSERT_FALSE(closed.ok());
    EXPECT_EQ(closed.error().code, ErrorCode::NoSpace) << closed.error().message();
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
// Round trip of arrays through a live session (vitrine-cli serve), against the same bytes through two bare pipes.
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <cstdlib>

#include "core/base/paths.h"
#include "core/base/process.h"
#include "core/run/session_client.h"
#include "tests/bench/bench.h"

namespace vitrine::bench {
namespace {

/// Sends `bytes` to a `cat` and reads them back: what pipes and two process switches cost alone.
class PipeEcho {
public:
    PipeEcho() : m_cat(start()) { ::fcntl(m_cat.in(), F_SETFL, O_NONBLOCK); }
    ~PipeEcho() {
        m_cat.closeIn();
        m_cat.wait();
    }
    void trip(const std::vector<char>& bytes) {
        std::vector<char> back(bytes.size());
        std::size_t sent = 0, got = 0;
        while (got < bytes.size()) {
            pollfd ends[2] = {{m_cat.out(), POLLIN, 0}, {sent < bytes.size() ? m_cat.in() : -1, POLLOUT, 0}};
            ::poll(ends, 2, -1);
            if (ends[1].revents & POLLOUT) sent += moved(::write(m_cat.in(), bytes.data() + sent, bytes.size() - sent));
            if (ends[0].revents & POLLIN) got += moved(::read(m_cat.out(), back.data() + got, back.size() - got));
        }
    }

private:
    static ChildProcess start() {
        SpawnOptions options;
        options.arguments = {"cat"};
        options.pipeIn = options.pipeOut = true;
        return require(ChildProcess::spawn(options));
    }
    static std::size_t moved(ssize_t bytes) {
        if (bytes <= 0)
            require(Error{ErrorCode::ProcessDied, "Cannot echo bytes", "cat", "its pipe broke",
                          "Look at the system's log."});
        return static_cast<std::size_t>(bytes);
    }
    ChildProcess m_cat;
};

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    using namespace vitrine;
    using namespace vitrine::bench;
    Bench bench("bench_session", argc, argv);
    ::setenv("VITRINE_PLUGINS", (executableFolder() / "../fixtures/plugins").c_str(), 1);
    RunOrder order;
    order.method = "fixture_session";
    double started = 0;
    std::optional<SessionClient> client;
    started = seconds([&] { client.emplace(require(SessionClient::start(order))); });
    bench.add("start a session of a method without LibTorch", "vitrine-cli serve", started * 1e3, "ms");
    PipeEcho pipe;
    for (const std::int64_t bytes : {std::int64_t(0), std::int64_t(1) << 20, std::int64_t(16) << 20}) {
        NamedArrays arrays;
        if (bytes > 0) arrays["image"] = Array::zeros(DType::F32, {bytes / 4});
        const int times = static_cast<int>(bench.size(bytes > (1 << 20) ? 30 : 300, 5));
        const std::vector<double> ours = repeated(times, [&] {
            const Reply reply = require(client->ask("echo", Json::object(), arrays));
            if (bytes > 0 && reply.arrays.at("image").byteSize() != static_cast<std::size_t>(bytes)) std::abort();
        });
        const std::vector<char> block(static_cast<std::size_t>(std::max<std::int64_t>(bytes, 1)));
        const std::vector<double> bare = repeated(times, [&] { pipe.trip(block); });
        const std::string measure =
            bytes == 0 ? "round trip without arrays" : fmt::format("round trip of {} MB there and back", bytes >> 20);
        bench.add(measure, "vitrine-cli serve, median", median(ours) * 1e3, "ms");
        bench.add(measure, "vitrine-cli serve, p99", percentile(ours, 99) * 1e3, "ms");
        bench.add(measure, "two bare pipes to cat, median", median(bare) * 1e3, "ms");
        bench.ratio(measure, "session / bare pipes", median(ours) / median(bare), "");
    }
    return bench.finish();
}

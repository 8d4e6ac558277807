// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/message.h"

#include <cstring>
#include <random>
#include <thread>
#include <unistd.h>

#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;
using testing::take;

struct Pipe {
    Pipe() {
        if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    }
    ~Pipe() {
        closeEnd(0);
        closeEnd(1);
    }
    void closeEnd(int end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
    int ends[2] = {-1, -1};
};

Message sample() {
    Message message{"reply", {{"id", 7}, {"values", {{"score", 0.25}, {"text", "µ\n\"x\""}}}}, {}};
    message.arrays["image"] = Array::of(std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
    message.arrays["odd"] = Array::of(std::vector<std::uint8_t>{9});  // What follows is not aligned.
    message.arrays["weights"] = take(Array::of(std::vector<double>{0.5, -1, 1e300, 4}).reshaped({2, 2}));
    message.arrays["weights"].axes = {"y", "x"};
    message.arrays["weights"].unit = "mm";
    message.arrays["nothing"] = Array::zeros(DType::F32, {0, 3});
    message.arrays["scalar"] = Array::zeros(DType::I64, {});
    return message;
}

void expectSame(const Message& a, const Message& b) {
    EXPECT_EQ(a.type, b.type);
    EXPECT_EQ(a.body, b.body);
    ASSERT_EQ(a.arrays.size(), b.arrays.size());
    for (const auto& [name, array] : a.arrays) {
        ASSERT_TRUE(b.arrays.contains(name)) << name;
        const Array& other = b.arrays.at(name);
        EXPECT_EQ(array.dtype(), other.dtype());
        EXPECT_EQ(array.shape(), other.shape());
        EXPECT_EQ(array.axes, other.axes);
        EXPECT_EQ(array.unit, other.unit);
        EXPECT_TRUE(array.byteSize() == 0 || std::memcmp(array.bytes(), other.bytes(), array.byteSize()) == 0) << name;
    }
}

Result<Message> decode(const std::vector<std::uint8_t>& bytes, const MessageLimits& limits = {}) {
    return decodeMessage(bytes.data(), bytes.size(), limits);
}

/// A message out of parts that the encoder would never write.
std::vector<std::uint8_t> raw(const std::string& json, const std::string& payload) {
    std::vector<std::uint8_t> bytes = {'V', 'T', 'R', '1'};
    const auto append = [&](const void* data, std::size_t size) {
        const auto* first = static_cast<const std::uint8_t*>(data);
        bytes.insert(bytes.end(), first, first + size);
    };
    const auto jsonSize = static_cast<std::uint32_t>(json.size());
    const std::uint64_t payloadSize = payload.size();
    append(&jsonSize, 4);
    append(&payloadSize, 8);
    append(json.data(), json.size());
    append(payload.data(), payload.size());
    return bytes;
}

}  // namespace

TEST(MessageTest, BytesAndBack) { expectSame(sample(), take(decode(encodeMessage(sample())))); }

TEST(MessageTest, EveryPrefixIsRefused) {
    const std::vector<std::uint8_t> bytes = encodeMessage(sample());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto result = decodeMessage(bytes.data(), size);
        ASSERT_FALSE(result.ok()) << size;
        EXPECT_EQ(result.error().code, ErrorCode::BadFormat);
    }
}

TEST(MessageTest, HandMadeNonsenseIsRefusedWithItsReason) {
    const std::pair<const char*, const char*> cases[] = {
        {R"([])", ""},
        {R"({"body": {}})", ""},
        {R"({"type": 3})", ""},
        {R"({"type": "x", "body": []})", ""},
        {R"({"type": "x", "arrays": {}})", ""},
        {R"({"type": "x", "arrays": [1]})", ""},
        {R"({"type": "x", "arrays": [{"name": "a", "dtype": "u8", "shape": [5]}]})", "1234"},
        {R"({"type": "x", "arrays": [{"name": "a", "dtype": "u8", "shape": [3]}]})", "1234"},
        {R"({"type": "x", "arrays": [{"name": "a", "dtype": "u8", "shape": [-4]}]})", "1234"},
        {R"({"type": "x", "arrays": [{"name": "a", "dtype": "u8", "shape": [4.5]}]})", "1234"},
        {R"({"type": "x", "arrays": [{"name": "a", "dtype": "u8", "shape": [18446744073709551615]}]})", "1234"},
        {R"({"type": "x", "arrays": [{"name": "a", "dtype": "f64", "shape": [4611686018427387904, 4]}]})", "1234"},
        {R"({"type": "x", "arrays": [{"name": "a", "dtype": "q8", "shape": [4]}]})", "1234"},
        {R"({"type": "x", "arrays": [{"name": "a", "dtype": "u8", "shape": [4], "axes": 3}]})", "1234"},
        {R"({"type": "x", "arrays": [{"name": "a", "dtype": "u8", "shape": [2]}, {"name": "a", "dtype": "u8", "shape": [2]}]})", "1234"},
        {R"({"type": "x")", ""}};
    for (const auto& [json, payload] : cases) {
        const auto result = decode(raw(json, payload));
        ASSERT_FALSE(result.ok()) << json;
        EXPECT_FALSE(result.error().why.empty()) << json;
        EXPECT_FALSE(result.error().next.empty()) << json;
    }
    const auto deep = decode(raw(R"({"type":"x","body":{"a":)" + std::string(100'000, '['), ""));
    EXPECT_FALSE(deep.ok()) << "nesting is capped before it can overflow the stack";
}

TEST(MessageTest, ForeignBytesOfBoolsBecomeBools) {
    const Message message = take(decode(raw(R"({"type": "x", "arrays": [{"name": "a", "dtype": "bool", "shape": [3]}]})", std::string("\x00\x02\xff", 3))));
    const auto* bytes = static_cast<const std::uint8_t*>(message.arrays.at("a").bytes());
    EXPECT_EQ(bytes[0] + 10 * bytes[1] + 100 * bytes[2], 110);
}

TEST(MessageTest, MutatedBytesNeverCrash) {
    const std::vector<std::uint8_t> good = encodeMessage(sample());
    std::mt19937 random(12345);
    int accepted = 0;
    for (int round = 0; round < 30'000; ++round) {
        std::vector<std::uint8_t> bytes = good;
        for (unsigned flips = 1 + random() % 6; flips > 0; --flips) bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        if (random() % 4 == 0) bytes.resize(random() % bytes.size());
        const auto result = decode(bytes);
        accepted += result.ok();
        ASSERT_TRUE(result.ok() || !result.error().why.empty());
    }
    EXPECT_GT(accepted, 0) << "flips in the payload alone keep a message whole";
}

TEST(MessageTest, LimitsHoldForBothDirections) {
    const MessageLimits small{64, 8};
    EXPECT_EQ(decode(encodeMessage(sample()), small).error().code, ErrorCode::BadFormat);
    const Pipe pipe;
    MessageChannel channel(pipe.ends[0], pipe.ends[1], small);
    const Status sent = channel.send(sample());
    ASSERT_FALSE(sent.ok());
    expectError(sent.error(), ErrorCode::TooLarge);
    EXPECT_TRUE(channel.send({"ok", Json::object(), {}}).ok()) << "nothing of the large one went out";
    EXPECT_EQ(take(channel.receive())->type, "ok");
}

TEST(MessageTest, AnnouncedGigabytesCostNothingUntilTheyArrive) {
    Pipe pipe;
    std::vector<std::uint8_t> bytes = raw(R"({"type": "x"})", "");
    const std::uint64_t claimed = std::uint64_t(1) << 30;
    std::memcpy(bytes.data() + 8, &claimed, 8);
    ASSERT_EQ(::write(pipe.ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    pipe.closeEnd(1);
    MessageChannel channel(pipe.ends[0], -1);
    const std::int64_t start = steadyMicros();
    const auto result = channel.receive();
    ASSERT_FALSE(result.ok());
    expectError(result.error(), ErrorCode::BadFormat);
    EXPECT_LT(steadyMicros() - start, 1'000'000);
}

TEST(MessageTest, ManyLargeMessagesThroughAPipeFromManyThreads) {
    Pipe pipe;
    MessageChannel channel(pipe.ends[0], pipe.ends[1]);
    constexpr int kThreads = 4, kEach = 50;
    std::vector<std::thread> senders;
    for (int t = 0; t < kThreads; ++t)
        senders.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i) {
                const std::vector<std::int32_t> values(10'000 + i, t * 1000 + i);
                ASSERT_TRUE(channel.send({"data", {{"thread", t}, {"i", i}}, {{"values", Array::of(values)}}}).ok());
            }
        });
    std::vector<int> next(kThreads, 0);
    for (int received = 0; received < kThreads * kEach; ++received) {
        const auto message = take(channel.receive());
        ASSERT_TRUE(message);
        const int t = message->body["thread"], i = message->body["i"];
        EXPECT_EQ(i, next[t]++) << "messages of one sender stay in order";
        const auto values = message->arrays.at("values").values<std::int32_t>();
        ASSERT_EQ(values.size(), static_cast<std::size_t>(10'000 + i));
        EXPECT_EQ(values.back(), t * 1000 + i);
    }
    for (std::thread& sender : senders) sender.join();
    EXPECT_FALSE(channel.waitReadable(10));
    pipe.closeEnd(1);
    EXPECT_TRUE(channel.waitReadable(10));
    EXPECT_FALSE(take(channel.receive())) << "a clean end";
}

TEST(MessageTest, SendingToNobodyIsAnErrorAndNotASignal) {
    Pipe pipe;
    MessageChannel channel(-1, pipe.ends[1]);
    pipe.closeEnd(0);
    const Status status = channel.send(sample());
    ASSERT_FALSE(status.ok());
    expectError(status.error(), ErrorCode::Io);
}

TEST(MessageTest, SendingToASleeperCanBeGivenUp) {
    const Pipe pipe;
    MessageChannel channel(pipe.ends[0], pipe.ends[1]);
    const std::int64_t deadline = steadyMicros() + 200'000;
    const Message large{"data", Json::object(), {{"a", Array::zeros(DType::U8, {1 << 20})}}};
    const Status status = channel.send(large, [&] { return steadyMicros() > deadline; });
    ASSERT_FALSE(status.ok());
    expectError(status.error(), ErrorCode::Busy);
    EXPECT_LT(steadyMicros(), deadline + 1'000'000);
    EXPECT_FALSE(channel.send({"next", Json::object(), {}}).ok()) << "half a message is out";
}

TEST(MessageTest, ErrorsTravelWhole) {
    const Error error{ErrorCode::TooLarge, "Cannot read", "a.csv, line 3", "too long", "Shorten it."};
    const Error back = errorFromJson(errorToJson(error));
    EXPECT_EQ(back.code, error.code);
    EXPECT_EQ(back.message(), error.message());
    EXPECT_EQ(errorFromJson(Json::object()).code, ErrorCode::Internal);
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/json.h"
#include "core/data/array.h"

namespace vitrine {

/// One message of the byte stream between a window (or command line) and a worker or session; the same over pipes and ssh.
///
/// On the wire (little endian): "VTR1", u32 length of the JSON, u64 length of the payload, JSON, payload. The JSON is
/// {"type": ..., "body": ..., "arrays": [{"name", "dtype", "shape", "axes", "unit"}]}; the payload is the arrays' bytes in that order.
struct Message {
    std::string type;
    Json body = Json::object();
    NamedArrays arrays;
};

struct MessageLimits {
    std::size_t maxJson = std::size_t(16) << 20;
    std::size_t maxPayload = std::size_t(2) << 30;
};

/// Reads and writes messages over two file descriptors, which it does not own. Sending is thread-safe; receiving is for one thread.
class MessageChannel {
public:
    MessageChannel(int in, int out, MessageLimits limits = {});
    /// Blocks while the other side does not read; `giveUp` is asked every 50 ms then, and true ends the wait with ErrorCode::Busy (half a
    /// message may be out: the channel is unusable for sending from then on).
    Status send(const Message& message, const std::function<bool()>& giveUp = {});
    /// The next message; empty at a clean end of the stream. A broken one is ErrorCode::BadFormat and the channel is unusable then.
    Result<std::optional<Message>> receive();
    /// True when `receive` would not block for at most `timeoutMs`.
    bool waitReadable(int timeoutMs) const;

private:
    int m_in, m_out;
    MessageLimits m_limits;
    std::mutex m_sendMutex;
    bool m_sendBroken = false;
};

/// Bytes of a message and back, for tests, fuzzing and files.
std::vector<std::uint8_t> encodeMessage(const Message& message);
Result<Message> decodeMessage(const std::uint8_t* bytes, std::size_t size, const MessageLimits& limits = {});

/// An error as the body of a message and back.
Json errorToJson(const Error& error);
Error errorFromJson(const Json& json);

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    Status send(const Message& message);
    /// The next message; empty at a clean end of the stream. A broken one is ErrorCode::BadFormat and the channel is unusable then.
    Result<std::optional<Message>> receive();
    /// True when `receive` would not block for at most `timeoutMs`.
    bool waitReadable(int timeoutMs) const;

private:
    int m_in, m_out;
    MessageLimits m_limits;
    std::mutex m_sendMutex;
};

/// Bytes of a message and back, for tests, fuzzing and files.
std::vector<std::uint8_t> encodeMessage(const Message& message);
Result<Message> decodeMessage(const std::uint8_t* bytes, std::size_t size, const MessageLimits& limits = {});

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/message.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <span>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/data/read_support.h"

namespace vitrine {
namespace {

constexpr std::size_t kHeaderSize = 16;
constexpr char kMagic[4] = {'V', 'T', 'R', '1'};
constexpr const char* kStream = "message stream";

using Bytes = std::span<const std::uint8_t>;

Error broken(std::string why) {
    return Error{ErrorCode::BadFormat, "Cannot read message", kStream, std::move(why),
                 "Make sure that nothing else writes to this stream and that both programs have the same version."};
}

/// Everything before the payload: header and JSON.
std::string encodeHead(const Message& message, std::uint64_t& payload) {
    Json arrays = Json::array();
    payload = 0;
    for (const auto& [name, array] : message.arrays) {
        Json entry = {{"name", name}, {"dtype", vitrine::name(array.dtype())}, {"shape", array.shape()}};
        if (!array.axes.empty()) entry["axes"] = array.axes;
        if (!array.unit.empty()) entry["unit"] = array.unit;
        arrays.push_back(std::move(entry));
        payload += array.byteSize();
    }
    Json json = {{"type", message.type}, {"body", message.body}};
    if (!arrays.empty()) json["arrays"] = std::move(arrays);
    const std::string text = dumpJson(json);
    std::string head(kHeaderSize, '\0');
    const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), UINT32_MAX));
    std::memcpy(head.data(), kMagic, 4);
    std::memcpy(head.data() + 4, &length, 4);
    std::memcpy(head.data() + 8, &payload, 8);
    return head + text;
}

struct Header {
    std::uint32_t json = 0;
    std::uint64_t payload = 0;
};

Result<Header> decodeHeader(const std::uint8_t* bytes, const MessageLimits& limits) {
    if (std::memcmp(bytes, kMagic, 4) != 0) return broken("it does not start with \"VTR1\"");
    Header header;
    std::memcpy(&header.json, bytes + 4, 4);
    std::memcpy(&header.payload, bytes + 8, 8);
    if (header.json > limits.maxJson) return broken(fmt::format("its JSON has {} bytes, at most {} are read", header.json, limits.maxJson));
    if (header.payload > limits.maxPayload)
        return broken(fmt::format("its arrays have {} bytes, at most {} are read", header.payload, limits.maxPayload));
    return header;
}

Result<std::vector<std::string>> textList(const Json& json, const char* what) {
    std::vector<std::string> texts;
    if (json.is_null()) return texts;
    if (!json.is_array()) return broken(fmt::format("\"{}\" of an array is not a list", what));
    for (const Json& entry : json) {
        if (!entry.is_string()) return broken(fmt::format("\"{}\" of an array holds something else than texts", what));
        texts.push_back(entry.get<std::string>());
    }
    return texts;
}

Result<std::vector<std::int64_t>> shapeOf(const Json& entry) {
    std::vector<std::int64_t> shape;
    const auto found = entry.find("shape");
    if (found == entry.end() || !found->is_array() || found->size() > 32) return broken("an array has no \"shape\" of at most 32 sizes");
    for (const Json& size : *found) {
        if (!size.is_number_integer() || (size.is_number_unsigned() && size.get<std::uint64_t>() > INT64_MAX))
            return broken("the shape of an array holds something else than whole numbers");
        shape.push_back(size.get<std::int64_t>());
    }
    return shape;
}

/// One entry of "arrays"; takes its bytes from the front of `rest`.
Result<std::pair<std::string, Array>> decodeArray(const Json& entry, const std::shared_ptr<std::vector<std::uint8_t>>& payload, Bytes& rest) {
    if (!entry.is_object()) return broken("\"arrays\" holds something else than objects");
    VITRINE_TRY(std::string name, requireString(entry, "name", kStream));
    VITRINE_TRY(const std::string dtypeName, requireString(entry, "dtype", kStream));
    VITRINE_TRY(const DType dtype, dtypeFromName(dtypeName));
    VITRINE_TRY(std::vector<std::int64_t> shape, shapeOf(entry));
    VITRINE_TRY(const std::size_t size, checkedBytes(dtype, shape, "array " + name));
    if (size > rest.size()) return broken(fmt::format("array \"{}\" needs {} bytes, {} are left in the payload", name, size, rest.size()));
    Array array = viewOrCopy(dtype, std::move(shape), payload, rest.data());
    if (dtype == DType::Bool)  // A foreign byte other than 0 and 1 is no bool that C++ may read.
        for (std::uint8_t& byte : std::span(static_cast<std::uint8_t*>(array.mutableBytes()), size)) byte = byte != 0;
    rest = rest.subspan(size);
    VITRINE_TRY(array.axes, textList(entry.value("axes", Json()), "axes"));
    array.unit = stringOr(entry, "unit");
    return std::pair{std::move(name), std::move(array)};
}

Result<Message> decodeBody(std::string_view text, const std::shared_ptr<std::vector<std::uint8_t>>& payload) {
    VITRINE_TRY(Json json, parseJson(text, kStream));
    if (!json.is_object()) return broken("its JSON is not an object");
    Message message;
    VITRINE_TRY(message.type, requireString(json, "type", kStream));
    if (json.contains("body")) message.body = std::move(json["body"]);
    if (!message.body.is_object()) return broken("its \"body\" is not an object");
    Bytes rest(payload->data(), payload->size());
    if (const auto arrays = json.find("arrays"); arrays != json.end()) {
        if (!arrays->is_array()) return broken("its \"arrays\" is not a list");
        for (const Json& entry : *arrays) {
            VITRINE_TRY(auto array, decodeArray(entry, payload, rest));
            if (!message.arrays.insert(std::move(array)).second) return broken("two of its arrays have the same name");
        }
    }
    if (!rest.empty()) return broken(fmt::format("{} bytes of its payload belong to no array", rest.size()));
    return message;
}

/// Exactly `size` bytes; false at the end of the stream before the first one.
Result<bool> readExactly(int fd, std::uint8_t* bytes, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::read(fd, bytes + done, size - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return systemError("Cannot read message", kStream, errno);
        if (got == 0 && done == 0) return false;
        if (got == 0) return broken(fmt::format("the stream ends within it, after {} of {} bytes", done, size));
        done += static_cast<std::size_t>(got);
    }
    return true;
}

/// A block of announced size. Memory grows with what really arrives: a header that lies costs nothing.
Status readBlock(int fd, std::vector<std::uint8_t>& bytes, std::size_t size) {
    constexpr std::size_t kStep = std::size_t(16) << 20;
    while (bytes.size() < size) {
        const std::size_t start = bytes.size();
        bytes.resize(std::min(size, start + std::max(kStep, start)));
        VITRINE_TRY(const bool more, readExactly(fd, bytes.data() + start, bytes.size() - start));
        if (!more) return broken(fmt::format("the stream ends within it, {} bytes early", size - start));
    }
    return {};
}

Status writeBytes(int fd, Bytes bytes, const std::function<bool()>& giveUp) {
    // A pipe that polls as writable takes PIPE_BUF bytes without blocking: only such pieces can be given up between.
    constexpr std::size_t kPiece = 4096;
    while (!bytes.empty()) {
        if (giveUp) {
            pollfd waiting{fd, POLLOUT, 0};
            const int ready = ::poll(&waiting, 1, 50);
            if (ready <= 0 && giveUp())
                return Error{ErrorCode::Busy, "Cannot send message", kStream, "the other side does not read", "Start the reading program again."};
            if (ready <= 0) continue;
        }
        const ssize_t written = ::write(fd, bytes.data(), giveUp ? std::min(kPiece, bytes.size()) : bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return systemError("Cannot send message", kStream, errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Bytes bytesOf(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }
Bytes bytesOf(const Array& array) { return {static_cast<const std::uint8_t*>(array.bytes()), array.bytes() ? array.byteSize() : 0}; }

}  // namespace

MessageChannel::MessageChannel(int in, int out, MessageLimits limits) : m_in(in), m_out(out), m_limits(limits) {
    static const auto kIgnored = std::signal(SIGPIPE, SIG_IGN);  // A reader that went away is an error of `send`, not the end of the process.
    static_cast<void>(kIgnored);
}

Status MessageChannel::send(const Message& message, const std::function<bool()>& giveUp) {
    std::uint64_t payload = 0;
    const std::string head = encodeHead(message, payload);
    if (head.size() - kHeaderSize > m_limits.maxJson || payload > m_limits.maxPayload)
        return Error{ErrorCode::TooLarge, "Cannot send message", message.type,
                     fmt::format("it has {} bytes of JSON and {} of arrays", head.size() - kHeaderSize, payload), "Send less at once."};
    std::lock_guard lock(m_sendMutex);
    if (m_sendBroken) return Error{ErrorCode::Io, "Cannot send message", kStream, "an earlier message was cut", "Start the reading program again."};
    Status status = writeBytes(m_out, bytesOf(head), giveUp);
    for (auto entry = message.arrays.begin(); status.ok() && entry != message.arrays.end(); ++entry)
        status = writeBytes(m_out, bytesOf(entry->second), giveUp);
    m_sendBroken = !status.ok();
    return status;
}

Result<std::optional<Message>> MessageChannel::receive() {
    std::uint8_t head[kHeaderSize];
    VITRINE_TRY(const bool more, readExactly(m_in, head, kHeaderSize));
    if (!more) return std::optional<Message>();
    VITRINE_TRY(const Header header, decodeHeader(head, m_limits));
    try {
        std::vector<std::uint8_t> json;
        VITRINE_CHECK(readBlock(m_in, json, header.json));
        auto payload = std::make_shared<std::vector<std::uint8_t>>();
        VITRINE_CHECK(readBlock(m_in, *payload, header.payload));
        VITRINE_TRY(Message message, decodeBody({reinterpret_cast<const char*>(json.data()), json.size()}, payload));
        return std::optional<Message>(std::move(message));
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::TooLarge, "Cannot read message", kStream, fmt::format("the memory does not suffice for {} bytes", header.payload),
                     "Close other programs or send less at once."};
    }
}

bool MessageChannel::waitReadable(int timeoutMs) const {
    const std::int64_t deadline = steadyMicros() + timeoutMs * 1000LL;
    while (true) {
        pollfd waiting{m_in, POLLIN, 0};
        const int left = static_cast<int>(std::max<std::int64_t>(0, (deadline - steadyMicros()) / 1000));
        const int ready = ::poll(&waiting, 1, left);
        if (ready >= 0 || errno != EINTR) return ready > 0;
    }
}

std::vector<std::uint8_t> encodeMessage(const Message& message) {
    std::uint64_t payload = 0;
    const std::string head = encodeHead(message, payload);
    std::vector<std::uint8_t> bytes(head.begin(), head.end());
    bytes.reserve(bytes.size() + payload);
    for (const auto& [name, array] : message.arrays) {
        const Bytes part = bytesOf(array);
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

Result<Message> decodeMessage(const std::uint8_t* bytes, std::size_t size, const MessageLimits& limits) {
    if (size < kHeaderSize) return broken(fmt::format("{} bytes are too few for its header", size));
    VITRINE_TRY(const Header header, decodeHeader(bytes, limits));
    if (size - kHeaderSize != std::uint64_t(header.json) + header.payload)
        return broken(fmt::format("its header announces {} bytes, {} are there", header.json + header.payload, size - kHeaderSize));
    const std::uint8_t* payload = bytes + kHeaderSize + header.json;
    return decodeBody({reinterpret_cast<const char*>(bytes + kHeaderSize), header.json},
                      std::make_shared<std::vector<std::uint8_t>>(payload, payload + header.payload));
}

Json errorToJson(const Error& error) {
    return {{"code", name(error.code)}, {"what", error.what}, {"object", error.object}, {"why", error.why}, {"next", error.next}};
}

Error errorFromJson(const Json& json) {
    Error error{ErrorCode::Internal, stringOr(json, "what"), stringOr(json, "object"), stringOr(json, "why"), stringOr(json, "next")};
    const std::string code = stringOr(json, "code");
    for (int candidate = 0; candidate <= static_cast<int>(ErrorCode::Internal); ++candidate)
        if (code == name(static_cast<ErrorCode>(candidate))) error.code = static_cast<ErrorCode>(candidate);
    return error;
}

}  // namespace vitrine

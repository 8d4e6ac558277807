// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

namespace vitrine::bench {

/// Writes TensorBoard's event files: records of length, masked CRC-32C of the length, a protobuf `Event`, masked
/// CRC-32C of it. As its own writers do, it buffers and does not wait for the disk. Public formats:
/// tensorflow/core/lib/io/record_writer.h, util/event.proto.
class EventWriter {
public:
    explicit EventWriter(const std::string& path) : m_file(std::fopen(path.c_str(), "wb")) {
        std::string version = wallTime(0);
        text(version, 0x1A, "brain.Event:2");
        record(version);
    }
    ~EventWriter() { std::fclose(m_file); }
    EventWriter(const EventWriter&) = delete;
    EventWriter& operator=(const EventWriter&) = delete;

    /// One Event with one Summary of one simple_value.
    void scalar(std::string_view tag, std::int64_t step, double seconds, float value) {
        std::string inner;
        text(inner, 0x0A, tag);
        inner += '\x15';
        inner.append(reinterpret_cast<const char*>(&value), sizeof value);
        std::string summary;
        text(summary, 0x0A, inner);
        std::string event = wallTime(seconds);
        event += '\x10';
        varint(event, static_cast<std::uint64_t>(step));
        text(event, 0x2A, summary);
        record(event);
    }

private:
    static std::string wallTime(double seconds) {
        std::string event(1, '\x09');
        return event.append(reinterpret_cast<const char*>(&seconds), sizeof seconds);
    }
    static void varint(std::string& out, std::uint64_t number) {
        for (; number >= 128; number >>= 7) out += static_cast<char>(number | 128);
        out += static_cast<char>(number);
    }
    static void text(std::string& out, char key, std::string_view bytes) {
        out += key;
        varint(out, bytes.size());
        out += bytes;
    }
    static std::uint32_t maskedCrc(std::string_view bytes) {
        static const auto table = [] {
            std::array<std::uint32_t, 256> made{};
            for (std::uint32_t i = 0; i < 256; ++i) {
                made[i] = i;
                for (int bit = 0; bit < 8; ++bit) made[i] = made[i] & 1 ? (made[i] >> 1) ^ 0x82F63B78u : made[i] >> 1;
            }
            return made;
        }();
        std::uint32_t crc = ~0u;
        for (const unsigned char byte : bytes) crc = table[(crc ^ byte) & 255] ^ (crc >> 8);
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
    }
    void record(const std::string& event) {
        const std::uint64_t size = event.size();
        const std::uint32_t sizeCrc = maskedCrc({reinterpret_cast<const char*>(&size), sizeof size}),
                            crc = maskedCrc(event);
        std::fwrite(&size, sizeof size, 1, m_file);
        std::fwrite(&sizeCrc, sizeof sizeCrc, 1, m_file);
        std::fwrite(event.data(), event.size(), 1, m_file);
        std::fwrite(&crc, sizeof crc, 1, m_file);
    }

    std::FILE* m_file;
};

}  // namespace vitrine::bench

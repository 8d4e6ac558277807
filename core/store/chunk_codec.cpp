// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk_codec.h"

#include <zlib.h>
#include <algorithm>
#include <bit>
#include <cstring>

namespace vitrine::store {
namespace {

static_assert(std::endian::native == std::endian::little, "values are stored as they lie in memory");

enum ValueMode : std::uint8_t { kDouble = 0, kFloat = 1, kConstant = 2 };
constexpr std::uint8_t kEqualSteps = 4, kEqualTimes = 8;  ///< Flags of the format byte beside the value mode.
constexpr std::uint8_t kKnownBits = 15;
constexpr std::size_t kHeader = 5;

std::uint64_t zigzag(std::uint64_t difference) {
    return (difference << 1) ^ (0 - (difference >> 63));
}
std::uint64_t unzigzag(std::uint64_t code) {
    return (code >> 1) ^ (0 - (code & 1));
}

void putVarint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

/// Differences wrap around in 64 bits, so that any pair of integers has one.
std::uint64_t difference(std::span<const std::int64_t> numbers, std::size_t i) {
    return static_cast<std::uint64_t>(numbers[i]) - static_cast<std::uint64_t>(numbers[i - 1]);
}

bool evenlySpaced(std::span<const std::int64_t> numbers) {
    for (std::size_t i = 2; i < numbers.size(); ++i)
        if (difference(numbers, i) != difference(numbers, 1)) return false;
    return true;
}

void putIntegers(std::string& out, std::span<const std::int64_t> numbers, bool equal) {
    putVarint(out, zigzag(static_cast<std::uint64_t>(numbers[0])));
    const std::size_t count = equal ? std::min<std::size_t>(2, numbers.size()) : numbers.size();
    for (std::size_t i = 1; i < count; ++i) putVarint(out, zigzag(difference(numbers, i)));
}

bool sameBits(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

ValueMode valueMode(std::span<const double> values) {
    const auto equalsFirst = [&](double value) { return sameBits(value, values[0]); };
    const auto isFloat = [](double value) { return sameBits(static_cast<double>(static_cast<float>(value)), value); };
    if (std::all_of(values.begin(), values.end(), equalsFirst)) return kConstant;
    return std::all_of(values.begin(), values.end(), isFloat) ? kFloat : kDouble;
}

void putValues(std::string& out, std::span<const double> values, ValueMode mode) {
    const std::size_t start = out.size();
    if (mode == kFloat) {
        out.resize(start + values.size() * sizeof(float));
        for (std::size_t i = 0; i < values.size(); ++i) {
            const float value = static_cast<float>(values[i]);
            std::memcpy(out.data() + start + i * sizeof value, &value, sizeof value);
        }
    } else {
        const std::size_t bytes = (mode == kConstant ? 1 : values.size()) * sizeof(double);
        out.append(reinterpret_cast<const char*>(values.data()), bytes);
    }
}

std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

/// Reads what the put functions wrote; every step is checked against the end.
struct Reader {
    std::string_view bytes;
    bool failed = false;

    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
            const auto byte = static_cast<std::uint8_t>(bytes.front());
            bytes.remove_prefix(1);
            value |= std::uint64_t(byte & 0x7f) << shift;
            if (byte < 0x80) return value;
        }
        failed = true;
        return 0;
    }

    void integers(std::vector<std::int64_t>& out, std::size_t count, bool equal) {
        std::uint64_t value = unzigzag(varint()), step = 0;
        out.push_back(static_cast<std::int64_t>(value));
        for (std::size_t i = 1; i < count && !failed; ++i) {
            if (!equal || i == 1) step = unzigzag(varint());
            value += step;
            out.push_back(static_cast<std::int64_t>(value));
        }
    }

    template <class Stored>
    void values(std::vector<double>& out, std::size_t count, bool constant) {
        if (bytes.size() != (constant ? 1 : count) * sizeof(Stored)) {
            failed = true;
            return;
        }
        for (std::size_t i = 0; i < count; ++i) {
            Stored value;
            std::memcpy(&value, bytes.data() + (constant ? 0 : i * sizeof value), sizeof value);
            out.push_back(static_cast<double>(value));
        }
    }
};

Error damaged(const std::string& why) {
    return {ErrorCode::BadFormat, "Cannot read a metric chunk", "metric_chunk", why,
            "Run vitrine-cli check --salvage."};
}

}  // namespace

PointSpan pointsOf(const MetricSeries& series) {
    return {series.steps, series.times, series.values};
}

std::string encodeChunk(const PointSpan& points) {
    const bool equalSteps = evenlySpaced(points.steps), equalTimes = evenlySpaced(points.times);
    const ValueMode mode = valueMode(points.values);
    std::string out(kHeader, '\0');
    out.reserve(kHeader + 24 + points.size() * 14);
    out[0] = static_cast<char>(mode | (equalSteps ? kEqualSteps : 0) | (equalTimes ? kEqualTimes : 0));
    putVarint(out, points.size());
    putIntegers(out, points.steps, equalSteps);
    putIntegers(out, points.times, equalTimes);
    putValues(out, points.values, mode);
    const std::uint32_t crc = checksum(std::string_view(out).substr(kHeader)) ^ static_cast<std::uint8_t>(out[0]);
    std::memcpy(out.data() + 1, &crc, sizeof crc);
    return out;
}

Status decodeChunk(std::string_view bytes, MetricSeries& series) {
    if (bytes.size() < kHeader) return damaged("it is shorter than its header");
    const auto format = static_cast<std::uint8_t>(bytes[0]);
    std::uint32_t crc = 0;
    std::memcpy(&crc, bytes.data() + 1, sizeof crc);
    if ((checksum(bytes.substr(kHeader)) ^ format) != crc) return damaged("its checksum does not fit its bytes");
    Reader reader{bytes.substr(kHeader)};
    const std::uint64_t count = reader.varint();
    const int mode = format & 3;
    if (reader.failed || count == 0 || count > kChunkPoints || mode > kConstant || format > kKnownBits)
        return damaged("its header makes no sense");
    const std::size_t before = series.values.size();
    reader.integers(series.steps, count, format & kEqualSteps);
    reader.integers(series.times, count, format & kEqualTimes);
    if (mode == kFloat)
        reader.values<float>(series.values, count, false);
    else
        reader.values<double>(series.values, count, mode == kConstant);
    if (!reader.failed) return {};
    series.steps.resize(before);
    series.times.resize(before);
    series.values.resize(before);
    return damaged("it ends before its last point");
}

}  // namespace vitrine::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/zip.h"

#include <algorithm>
#include <limits>

#include <zlib.h>

#include "core/data/read_support.h"

namespace vitrine {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50, kCentralHeader = 0x02014b50, kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50, kEnd64Locator = 0x07064b50;
constexpr std::uint32_t kIn64 = 0xffffffff;               ///< "The value stands in the zip64 field".
constexpr std::size_t kSmallFile = std::size_t(1) << 20;  ///< The ratio cap never forbids a total below this.

Error zipError(const std::string& object, std::string why) {
    return badFile("Cannot read zip archive", object, std::move(why));
}

/// Where the central directory lies.
struct Directory {
    std::uint64_t offset = 0, size = 0, entries = 0;
};

Result<Directory> findDirectory(std::string_view bytes, const std::string& object) {
    constexpr std::size_t kEndSize = 22, kLongestComment = 0xffff;
    if (bytes.size() < kEndSize)
        return zipError(object, fmt::format("it has {} bytes, an archive has at least 22", bytes.size()));
    const std::size_t lowest = bytes.size() - std::min(bytes.size(), kEndSize + kLongestComment);
    for (std::size_t at = bytes.size() - kEndSize + 1; at-- > lowest;) {
        ByteCursor end(bytes.substr(at));
        std::uint32_t magic = 0, size = 0, offset = 0;
        std::uint16_t disk = 0, startDisk = 0, here = 0, entries = 0;
        end.read(magic);
        if (magic != kEnd) continue;
        end.read(disk), end.read(startDisk), end.read(here), end.read(entries), end.read(size), end.read(offset);
        Directory directory{offset, size, entries};
        if (at >= 20 && (entries == 0xffff || size == kIn64 || offset == kIn64)) {
            ByteCursor locator(bytes.substr(at - 20, 20));
            std::uint32_t ignored = 0;
            std::uint64_t place = 0;
            locator.read(magic), locator.read(ignored), locator.read(place);
            if (magic == kEnd64Locator) {
                if (place > bytes.size() || bytes.size() - place < 56)
                    return zipError(object, "its zip64 directory lies outside of the file");
                ByteCursor end64(bytes.substr(place));
                std::string_view skipped;
                end64.read(magic), end64.take(28, skipped), end64.read(directory.entries), end64.read(directory.size),
                    end64.read(directory.offset);
                if (magic != kEnd64) return zipError(object, "its zip64 directory does not start with its signature");
            }
        }
        if (directory.offset > bytes.size() || directory.size > bytes.size() - directory.offset)
            return zipError(object, "its directory of entries lies outside of the file");
        return directory;
    }
    return zipError(object, "it has no directory of entries at its end (is it cut off?)");
}

/// Replaces the values that did not fit into 32 bits by those of the zip64 extra field.
bool applyZip64(std::string_view extra, ZipEntry& entry, std::uint64_t& localOffset) {
    ByteCursor cursor(extra);
    std::uint16_t id = 0, size = 0;
    while (cursor.read(id) && cursor.read(size)) {
        std::string_view field;
        if (!cursor.take(size, field)) return false;
        if (id != 1) continue;
        ByteCursor values(field);
        for (std::uint64_t* value : {&entry.size, &entry.packedSize, &localOffset})
            if (*value == kIn64 && !values.read(*value)) return false;
    }
    return true;
}

/// Reads one record of the central directory and leaves the offset of its local header in `localOffset`.
Status readCentral(ByteCursor& cursor, const std::string& object, ZipEntry& entry, std::uint64_t& localOffset) {
    std::uint32_t magic = 0, crc = 0, packed = 0, size = 0, attributes = 0, offset = 0, time = 0;
    std::uint16_t version = 0, needed = 0, flags = 0, method = 0, nameSize = 0, extraSize = 0, commentSize = 0,
                  disk = 0, internal = 0;
    const std::string place = fmt::format("{}, directory byte {}", object, cursor.position());
    const bool whole = cursor.read(magic) && cursor.read(version) && cursor.read(needed) && cursor.read(flags) &&
                       cursor.read(method) && cursor.read(time) && cursor.read(crc) && cursor.read(packed) &&
                       cursor.read(size) && cursor.read(nameSize) && cursor.read(extraSize) &&
                       cursor.read(commentSize) && cursor.read(disk) && cursor.read(internal) &&
                       cursor.read(attributes) && cursor.read(offset);
    std::string_view name, extra, comment;
    if (!whole || magic != kCentralHeader || !cursor.take(nameSize, name) || !cursor.take(extraSize, extra) ||
        !cursor.take(commentSize, comment))
        return zipError(place, "the directory of entries is cut off or damaged");
    entry = ZipEntry{std::string(name), size, packed, 0, crc, method == 8};
    localOffset = offset;
    if (!applyZip64(extra, entry, localOffset)) return zipError(place, "the zip64 sizes of the entry are cut off");
    if (flags & 1)
        return Error{ErrorCode::Unsupported, "Cannot read zip archive", object + ", entry " + entry.name,
                     "it is encrypted", "Unpack it with its password first."};
    if (method != 0 && method != 8)
        return Error{ErrorCode::Unsupported, "Cannot read zip archive", object + ", entry " + entry.name,
                     fmt::format("compression method {} is not read (only stored and deflate)", method),
                     "Pack the archive again with deflate."};
    if (method == 0 && entry.size != entry.packedSize)
        return zipError(object + ", entry " + entry.name,
                        fmt::format("it is stored but has {} packed and {} plain bytes", entry.packedSize, entry.size));
    return {};
}

/// Finds the packed bytes behind the local header.
Status locate(std::string_view bytes, const std::string& object, std::uint64_t localOffset, ZipEntry& entry) {
    const std::string place = object + ", entry " + entry.name;
    if (localOffset > bytes.size() || bytes.size() - localOffset < 30)
        return zipError(place, "its header lies outside of the file");
    ByteCursor cursor(bytes.substr(localOffset));
    std::uint32_t magic = 0;
    std::uint16_t nameSize = 0, extraSize = 0;
    std::string_view skipped;
    cursor.read(magic), cursor.take(22, skipped), cursor.read(nameSize), cursor.read(extraSize);
    if (magic != kLocalHeader) return zipError(place, "its header does not start with its signature");
    entry.dataOffset = localOffset + 30 + nameSize + extraSize;
    if (entry.dataOffset > bytes.size() || entry.packedSize > bytes.size() - entry.dataOffset)
        return zipError(place, "its bytes reach over the end of the file");
    return {};
}

/// Unpacks exactly `out.size()` bytes; returns why it cannot, or nullptr.
const char* inflateExactly(std::string_view packed, std::span<std::uint8_t> out) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return "the unpacker could not be started";
    std::size_t in = 0, done = 0;
    int state = Z_OK;
    bool tooLong = false;
    std::uint8_t overflow = 0;  // room for one byte too many, so that longer data is seen
    while (state == Z_OK) {
        const std::size_t inSize = std::min<std::size_t>(packed.size() - in, 1u << 30),
                          room = std::min<std::size_t>(out.size() - done, 1u << 30);
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + in));
        stream.avail_in = static_cast<uInt>(inSize);
        stream.next_out = room ? out.data() + done : &overflow;
        stream.avail_out = static_cast<uInt>(room ? room : 1);
        state = inflate(&stream, Z_NO_FLUSH);
        in += inSize - stream.avail_in;
        if (room)
            done += room - stream.avail_out;
        else if (stream.avail_out == 0)
            tooLong = true, state = Z_STREAM_END;
    }
    inflateEnd(&stream);
    if (tooLong) return "it unpacks to more bytes than its header says";
    if (state == Z_STREAM_END && done == out.size()) return nullptr;
    if (state == Z_STREAM_END) return "it unpacks to fewer bytes than its header says";
    return state == Z_BUF_ERROR ? "its packed bytes are cut off" : "its packed bytes are damaged";
}

std::uint32_t crcOf(const void* data, std::size_t size) {
    return static_cast<std::uint32_t>(crc32_z(crc32_z(0, nullptr, 0), static_cast<const Bytef*>(data), size));
}

}  // namespace

bool looksLikeZip(std::string_view head) {
    return head.size() >= 4 && (head.substr(0, 4) == "PK\x03\x04" || head.substr(0, 4) == "PK\x05\x06");
}

Result<ZipArchive> ZipArchive::open(const std::filesystem::path& path, const ReadLimits& limits) {
    ZipArchive archive;
    archive.m_path = path;
    VITRINE_TRY(archive.m_file, mapShared(path));
    const std::string_view bytes = archive.m_file->text();
    const std::string object = path.string();
    VITRINE_TRY(const Directory directory, findDirectory(bytes, object));
    if (directory.entries > limits.maxItems || directory.entries > directory.size / 46)
        return zipError(
            object, fmt::format("it claims {} entries in a directory of {} bytes", directory.entries, directory.size));
    ByteCursor cursor(bytes.substr(directory.offset, directory.size));
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges{{directory.offset, directory.offset + directory.size}};
    std::uint64_t total = 0;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        ZipEntry entry;
        std::uint64_t localOffset = 0;
        VITRINE_CHECK(readCentral(cursor, object, entry, localOffset));
        VITRINE_CHECK(locate(bytes, object, localOffset, entry));
        ranges.emplace_back(localOffset, entry.dataOffset + entry.packedSize);
        if (entry.size > limits.maxBytes - std::min<std::uint64_t>(total, limits.maxBytes))
            return overCap("Cannot read zip archive", object,
                           fmt::format("its entries unpack to more than {} bytes", limits.maxBytes));
        total += entry.size;
        if (!archive.m_index.emplace(entry.name, archive.m_entries.size()).second)
            return zipError(object + ", entry " + entry.name, "two entries have this name");
        archive.m_entries.push_back(std::move(entry));
    }
    if (total > kSmallFile && total / limits.maxRatio > bytes.size())
        return overCap("Cannot read zip archive", object,
                       fmt::format("{} bytes unpack to {}, more than {} times as much (a zip bomb?)", bytes.size(),
                                   total, limits.maxRatio));
    std::sort(ranges.begin(), ranges.end());
    for (std::size_t i = 1; i < ranges.size(); ++i)
        if (ranges[i].first < ranges[i - 1].second)
            return zipError(fmt::format("{}, byte {}", object, ranges[i].first), "two entries overlap (a zip bomb?)");
    return archive;
}

const ZipEntry* ZipArchive::find(std::string_view name) const {
    const auto found = m_index.find(name);
    return found == m_index.end() ? nullptr : &m_entries[found->second];
}

Result<Array> ZipArchive::read(const ZipEntry& entry) const {
    const std::string_view packed = m_file->text().substr(entry.dataOffset, entry.packedSize);
    Array bytes;
    if (entry.deflated) {
        // Deflate cannot do better than 1032 : 1, so a larger claim is a lie and nothing is allocated for it.
        if (entry.size / 1040 > entry.packedSize)
            return zipError(place(entry), fmt::format("{} bytes cannot unpack to {}", entry.packedSize, entry.size));
        bytes = Array::zeros(DType::U8, {static_cast<std::int64_t>(entry.size)});
        if (const char* why = inflateExactly(packed, bytes.mutableValues<std::uint8_t>()))
            return zipError(place(entry), why);
    } else {
        bytes =
            Array::wrap(DType::U8, {static_cast<std::int64_t>(entry.size)}, m_file, const_cast<char*>(packed.data()));
    }
    if (crcOf(bytes.bytes(), entry.size) != entry.crc)
        return zipError(place(entry), "its checksum (CRC-32) does not match: the bytes were changed");
    return bytes;
}

namespace {

template <class... T>
void append(std::string& out, T... values) {
    (out.append(reinterpret_cast<const char*>(&values), sizeof(values)), ...);
}

std::uint32_t clamp32(std::uint64_t value) {
    return value >= kIn64 ? kIn64 : static_cast<std::uint32_t>(value);
}

}  // namespace

void ZipWriter::add(const std::string& name, std::string_view header, std::string_view body) {
    constexpr std::uint16_t kVersion = 45, kDosDate = 0x0021;  // 1980-01-01: equal contents give equal files
    Written entry{name, header.size() + body.size(), m_bytes.size(), 0};
    entry.crc = crcOf(header.data(), header.size());
    if (!body.empty())
        entry.crc =
            static_cast<std::uint32_t>(crc32_z(entry.crc, reinterpret_cast<const Bytef*>(body.data()), body.size()));
    const bool wide = entry.size >= kIn64;
    const std::size_t fixed = m_bytes.size() + 30 + name.size() + (wide ? 20 : 0);
    const std::size_t padding =
        4 + (64 - (fixed + 4) % 64) % 64;  // an extra field with zeros, as numpy and PyTorch do it
    append(m_bytes, kLocalHeader, kVersion, std::uint16_t{0x0800}, std::uint16_t{0}, std::uint16_t{0}, kDosDate,
           entry.crc, clamp32(entry.size), clamp32(entry.size), static_cast<std::uint16_t>(name.size()),
           static_cast<std::uint16_t>(padding + (wide ? 20 : 0)));
    m_bytes += name;
    if (wide) append(m_bytes, std::uint16_t{1}, std::uint16_t{16}, entry.size, entry.size);
    append(m_bytes, std::uint16_t{0x4246}, static_cast<std::uint16_t>(padding - 4));
    m_bytes.append(padding - 4, '\0');
    m_bytes += header;
    m_bytes += body;
    m_entries.push_back(std::move(entry));
}

Status ZipWriter::finish(const std::filesystem::path& path) {
    const std::uint64_t start = m_bytes.size();
    for (const Written& entry : m_entries) {
        const bool wideSize = entry.size >= kIn64, wideOffset = entry.offset >= kIn64;
        const std::uint16_t extra =
            static_cast<std::uint16_t>((wideSize || wideOffset ? 4 : 0) + (wideSize ? 16 : 0) + (wideOffset ? 8 : 0));
        append(m_bytes, kCentralHeader, std::uint16_t{45}, std::uint16_t{45}, std::uint16_t{0x0800}, std::uint16_t{0},
               std::uint16_t{0}, std::uint16_t{0x0021}, entry.crc, clamp32(entry.size), clamp32(entry.size),
               static_cast<std::uint16_t>(entry.name.size()), extra, std::uint16_t{0}, std::uint16_t{0},
               std::uint16_t{0}, std::uint32_t{0}, clamp32(entry.offset));
        m_bytes += entry.name;
        if (extra) append(m_bytes, std::uint16_t{1}, static_cast<std::uint16_t>(extra - 4));
        if (wideSize) append(m_bytes, entry.size, entry.size);
        if (wideOffset) append(m_bytes, entry.offset);
    }
    const std::uint64_t size = m_bytes.size() - start, count = m_entries.size(), end64 = m_bytes.size();
    if (count >= 0xffff || start >= kIn64 || size >= kIn64) {
        append(m_bytes, kEnd64, std::uint64_t{44}, std::uint16_t{45}, std::uint16_t{45}, std::uint32_t{0},
               std::uint32_t{0}, count, count, size, start);
        append(m_bytes, kEnd64Locator, std::uint32_t{0}, end64, std::uint32_t{1});
    }
    const auto short16 = static_cast<std::uint16_t>(std::min<std::uint64_t>(count, 0xffff));
    append(m_bytes, kEnd, std::uint16_t{0}, std::uint16_t{0}, short16, short16, clamp32(size), clamp32(start),
           std::uint16_t{0});
    return writeAtomically(path, m_bytes);
}

}  // namespace vitrine

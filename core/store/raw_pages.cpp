// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/raw_pages.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/store/migrations.h"

namespace vitrine::store {
namespace {

constexpr std::size_t kPage = kPageSize, kLogHeader = 32, kFrameHeader = 24, kFileHeader = 100;
constexpr std::uint8_t kTableLeaf = 0x0D;
constexpr std::uint64_t kMaxRow = std::uint64_t(1) << 28;
constexpr std::size_t kMaxColumns = 100;

std::uint64_t bigEndian(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
    return value;
}
std::uint32_t word(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint32_t>(bigEndian(bytes, at, 4));
}

/// The format's big-endian varint of 1 to 9 bytes, taken from the front.
std::optional<std::uint64_t> takeVarint(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 9 && i < bytes.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(bytes[i]);
        value = i == 8 ? value << 8 | byte : value << 7 | (byte & 0x7f);
        if (i == 8 || byte < 0x80) {
            bytes.remove_prefix(i + 1);
            return value;
        }
    }
    return std::nullopt;
}

/// The log's running checksum over 8-byte steps.
struct LogChecksum {
    bool bigEndianWords;
    std::uint32_t first = 0, second = 0;

    void add(std::string_view bytes) {
        for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
            first += value(bytes, at) + second;
            second += value(bytes, at + 4) + first;
        }
    }
    std::uint32_t value(std::string_view bytes, std::size_t at) const {
        const std::uint32_t big = word(bytes, at);
        return bigEndianWords ? big : __builtin_bswap32(big);
    }
};

std::uint64_t valueSize(std::uint64_t type) {
    constexpr std::uint8_t kSizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
    return type < 12 ? kSizes[type] : (type - 12) / 2;
}

RawValue valueOf(std::uint64_t type, std::string_view bytes) {
    if (type == 0) return nullptr;
    if (type == 8 || type == 9) return static_cast<std::int64_t>(type - 8);
    if (type == 7) return std::bit_cast<double>(bigEndian(bytes, 0, 8));
    if (type < 7) {
        const std::uint64_t raw = bigEndian(bytes, 0, bytes.size());
        const int unused = 64 - 8 * static_cast<int>(bytes.size());
        return static_cast<std::int64_t>(raw << unused) >> unused;
    }
    if (type % 2) return std::string(bytes);
    return RawBlob{std::string(bytes)};
}

std::optional<RawRow> decodeRecord(std::string_view record) {
    std::string_view header = record;
    const auto headerSize = takeVarint(header);
    const std::size_t used = record.size() - header.size();
    if (!headerSize || *headerSize < used || *headerSize > record.size()) return std::nullopt;
    header = header.substr(0, *headerSize - used);
    std::string_view body = record.substr(*headerSize);
    RawRow row;
    while (!header.empty()) {
        const auto type = takeVarint(header);
        if (!type || *type == 10 || *type == 11 || row.size() == kMaxColumns) return std::nullopt;
        const std::uint64_t size = valueSize(*type);
        if (size > body.size()) return std::nullopt;
        row.push_back(valueOf(*type, body.substr(0, size)));
        body.remove_prefix(size);
    }
    if (!body.empty()) return std::nullopt;
    return row;
}

}  // namespace

Result<RawPages> RawPages::open(const std::filesystem::path& database, const std::filesystem::path& log) {
    VITRINE_TRY(MappedFile file, MappedFile::open(database));
    RawPages pages(std::move(file));
    pages.m_pageCount = static_cast<std::uint32_t>(std::min<std::size_t>(pages.m_database.size() / kPage, 0x7fffffff));
    std::error_code error;
    if (std::filesystem::exists(log, error)) {
        VITRINE_TRY(MappedFile frames, MappedFile::open(log));
        pages.layLog(std::move(frames));
    }
    pages.findFreePages();
    return pages;
}

/// Frames count up to the last commit whose checksums all hold, as for any reader of the log.
void RawPages::layLog(MappedFile log) {
    const std::string_view bytes = log.text();
    if (bytes.size() < kLogHeader || (word(bytes, 0) & ~1u) != 0x377f0682 || word(bytes, 8) != kPage) return;
    LogChecksum sum{(word(bytes, 0) & 1) != 0};
    sum.add(bytes.substr(0, 24));
    if (sum.first != word(bytes, 24) || sum.second != word(bytes, 28)) return;
    std::vector<std::pair<std::uint32_t, std::size_t>> pending;
    for (std::size_t at = kLogHeader; at + kFrameHeader + kPage <= bytes.size(); at += kFrameHeader + kPage) {
        if (bytes.substr(at + 8, 8) != bytes.substr(16, 8)) break;
        sum.add(bytes.substr(at, 8));
        sum.add(bytes.substr(at + kFrameHeader, kPage));
        if (sum.first != word(bytes, at + 16) || sum.second != word(bytes, at + 20)) break;
        pending.emplace_back(word(bytes, at), at + kFrameHeader);
        if (const std::uint32_t pagesAfterCommit = word(bytes, at + 4)) {
            for (const auto& [number, place] : pending) m_logged[number] = place;
            pending.clear();
            m_pageCount = pagesAfterCommit & 0x7fffffff;
        }
    }
    m_log.emplace(std::move(log));
}

/// The list of unused pages, which may hold rows of long ago. Believed only when it is as long as the header says.
void RawPages::findFreePages() {
    const std::string_view first = page(1);
    if (first.substr(0, 16) != std::string_view("SQLite format 3\0", 16)) return;
    std::unordered_set<std::uint32_t> free;
    for (std::uint32_t trunk = word(first, 32); trunk != 0;) {
        const std::string_view list = page(trunk);
        if (list.empty() || !free.insert(trunk).second) return;
        const std::uint32_t leaves = word(list, 4);
        if (leaves > kPage / 4 - 2) return;
        for (std::uint32_t i = 0; i < leaves; ++i) free.insert(word(list, 8 + 4 * i));
        trunk = word(list, 0);
    }
    if (free.size() == word(first, 36)) m_free = std::move(free);
}

std::string_view RawPages::page(std::uint32_t number) const {
    if (number == 0 || number > m_pageCount) return {};
    if (const auto logged = m_logged.find(number); logged != m_logged.end())
        return m_log->text().substr(logged->second, kPage);
    const std::size_t at = (number - 1) * kPage;
    return at + kPage <= m_database.size() ? m_database.text().substr(at, kPage) : std::string_view();
}

/// The whole record: what lies in the cell, and the rest along its chain of overflow pages.
std::optional<std::string> RawPages::payload(std::string_view cell, std::uint64_t size) const {
    constexpr std::uint64_t kMaxLocal = kPage - 35, kMinLocal = (kPage - 12) * 32 / 255 - 23;
    std::uint64_t local = size;
    if (size > kMaxLocal) {
        const std::uint64_t fitting = kMinLocal + (size - kMinLocal) % (kPage - 4);
        local = fitting <= kMaxLocal ? fitting : kMinLocal;
    }
    if (cell.size() < local + (local < size ? 4 : 0)) return std::nullopt;
    std::string bytes(cell.substr(0, local));
    std::uint32_t next = local < size ? word(cell, local) : 0;
    while (bytes.size() < size) {
        const std::string_view overflow = page(next);
        if (overflow.empty()) return std::nullopt;
        bytes.append(overflow.substr(4, std::min<std::uint64_t>(size - bytes.size(), kPage - 4)));
        next = word(overflow, 0);
    }
    return bytes;
}

std::optional<RawPages::Cell> RawPages::cell(std::uint32_t number, int index) const {
    const std::string_view bytes = page(number);
    const std::size_t start = number == 1 ? kFileHeader : 0;
    if (bytes.empty()) return std::nullopt;
    const std::size_t pointer = start + 8 + 2 * static_cast<std::size_t>(index);
    if (pointer + 2 > kPage) return std::nullopt;
    const std::size_t place = bigEndian(bytes, pointer, 2);
    if (place < pointer || place >= kPage) return std::nullopt;
    std::string_view rest = bytes.substr(place);
    const auto size = takeVarint(rest);
    const auto rowid = size ? takeVarint(rest) : std::nullopt;
    if (!rowid || *size == 0 || *size > kMaxRow || *size > std::uint64_t(m_pageCount) * kPage) return std::nullopt;
    const auto record = payload(rest, *size);
    auto values = record ? decodeRecord(*record) : std::nullopt;
    if (!values) return std::nullopt;
    return Cell{static_cast<std::int64_t>(*rowid), std::move(*values)};
}

void RawPages::eachRow(const std::function<void(RawPlace, std::int64_t, RawRow&&)>& visit) {
    m_damaged.clear();
    for (std::uint32_t number = 1; number <= m_pageCount; ++number) {
        const std::string_view bytes = page(number);
        const std::size_t start = number == 1 ? kFileHeader : 0;
        if (bytes.empty() || m_free.count(number) || static_cast<std::uint8_t>(bytes[start]) != kTableLeaf) continue;
        const int cells = static_cast<int>(std::min<std::uint64_t>(bigEndian(bytes, start + 3, 2), kPage / 4));
        bool whole = true;
        for (int i = 0; i < cells; ++i) {
            if (auto found = cell(number, i))
                visit({number, i}, found->rowid, std::move(found->values));
            else
                whole = false;
        }
        if (!whole) m_damaged.push_back(number);
    }
}

std::optional<RawRow> RawPages::row(RawPlace place) const {
    auto found = cell(place.page, place.cell);
    if (!found) return std::nullopt;
    return std::move(found->values);
}

}  // namespace vitrine::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "core/base/files.h"

namespace vitrine::store {

struct RawBlob {
    std::string bytes;
};
using RawValue = std::variant<std::nullptr_t, std::int64_t, double, std::string, RawBlob>;
using RawRow = std::vector<RawValue>;

/// Where a row lies: for reading it again without keeping it.
struct RawPlace {
    std::uint32_t page = 0;
    int cell = 0;
};

/// Rows of a damaged database, read straight from its pages, with the committed part of its log laid over them. Knows
/// the file format (https://www.sqlite.org/fileformat.html), trusts nothing, and needs neither header nor schema nor
/// inner pages: what a leaf page still holds is found. Only the fixed page size of our stores is taken for granted.
class RawPages {
public:
    /// `log` may be absent.
    static Result<RawPages> open(const std::filesystem::path& database, const std::filesystem::path& log);

    /// Calls `visit` for every row of every table leaf that is in use.
    void eachRow(const std::function<void(RawPlace, std::int64_t rowid, RawRow&&)>& visit);
    std::optional<RawRow> row(RawPlace place) const;
    /// Leaf pages with cells that could not be read, as found by `eachRow`.
    const std::vector<std::uint32_t>& damagedPages() const { return m_damaged; }

private:
    struct Cell {
        std::int64_t rowid = 0;
        RawRow values;
    };
    explicit RawPages(MappedFile database) : m_database(std::move(database)) {}
    void layLog(MappedFile log);
    void findFreePages();
    std::string_view page(std::uint32_t number) const;  ///< Pages count from 1. Empty: not in the file.
    std::uint32_t pageCount() const { return m_pageCount; }
    std::optional<Cell> cell(std::uint32_t number, int index) const;
    std::optional<std::string> payload(std::string_view cell, std::uint64_t size) const;

    MappedFile m_database;
    std::optional<MappedFile> m_log;
    std::unordered_map<std::uint32_t, std::size_t> m_logged;  ///< Page -> place of its newest content in the log.
    std::unordered_set<std::uint32_t> m_free;
    std::uint32_t m_pageCount = 0;
    std::vector<std::uint32_t> m_damaged;
};

}  // namespace vitrine::store

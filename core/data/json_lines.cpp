// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_lines.h"

#include "core/data/read_support.h"

namespace vitrine {
namespace {

/// Memory of a JSON tree for each byte of its text, at worst ("[{},{},...").
constexpr std::size_t kTreeFactor = 32;

/// The first byte that breaks UTF-8, or the size of the text.
std::size_t firstInvalidByte(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<std::uint8_t>(text[i]);
        const std::size_t length = lead < 0x80                   ? 1
                                   : lead >= 0xc2 && lead < 0xe0 ? 2
                                   : (lead & 0xf0) == 0xe0       ? 3
                                   : lead >= 0xf0 && lead < 0xf5 ? 4
                                                                 : 0;
        if (length == 0 || lead == 0 || length > text.size() - i) return i;
        std::uint32_t point = lead & (0xffu >> (length + 1));
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<std::uint8_t>(text[i + k]) & 0xc0) != 0x80) return i;
            point = point << 6 | (static_cast<std::uint8_t>(text[i + k]) & 0x3f);
        }
        if ((length == 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) ||
            (length == 4 && (point < 0x10000 || point > 0x10ffff)))
            return i;
        i += length;
    }
    return text.size();
}

}  // namespace

Result<Json> readJson(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&]() -> Result<Json> {
        ReadLimits textLimits = limits;
        textLimits.maxBytes = limits.maxBytes / kTreeFactor;
        VITRINE_TRY(const std::string text, readUnpacked(path, textLimits));
        return parseJson(text, path.string());
    });
}

Result<JsonLines> JsonLines::open(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(LineReader lines, LineReader::open(path, limits));
    return JsonLines(std::move(lines));
}

Result<bool> JsonLines::next(Json& value) {
    std::string_view line;
    do {
        VITRINE_TRY(const bool more, m_lines.next(line));
        if (!more) return false;
        m_bytes += line.size();
    } while (line.find_first_not_of(" \t") == std::string_view::npos);
    Result<Json> parsed = parseJson(line, m_lines.place());
    if (!parsed.ok()) {
        // The parser counts lines within its text: keep our line and its column.
        Error error = std::move(parsed).error();
        error.object = m_lines.place() + (error.object.find("column") == std::string::npos
                                              ? ""
                                              : error.object.substr(error.object.rfind(", column")));
        return error;
    }
    value = *std::move(parsed);
    return true;
}

Result<Json> readJsonLines(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&]() -> Result<Json> {
        VITRINE_TRY(JsonLines lines, JsonLines::open(path, limits));
        Json all = Json::array();
        for (Json value;;) {
            VITRINE_TRY(const bool more, lines.next(value));
            if (!more) return all;
            if (all.size() >= limits.maxItems || lines.bytes() > limits.maxBytes / kTreeFactor)
                return overCap("Cannot read JSON lines", fmt::format("{}, line {}", path.string(), lines.line()),
                               "its records take more memory than the cap allows");
            all.push_back(std::move(value));
        }
    });
}

Result<std::string> readPlainText(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&]() -> Result<std::string> {
        VITRINE_TRY(std::string text, readUnpacked(path, limits));
        if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
        const std::size_t bad = firstInvalidByte(text);
        if (bad < text.size())
            return badFile("Cannot read text file", fmt::format("{}, byte {}", path.string(), bad),
                           "the bytes there are no UTF-8 text",
                           "Give a text file in UTF-8 (convert others with iconv).");
        return text;
    });
}

}  // namespace vitrine

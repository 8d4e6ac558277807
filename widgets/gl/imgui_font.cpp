// SPDX-License-Identifier: GPL-3.0-or-later
// The theme's fonts for ImGui. Qt does not tell the file of a font, but gives its tables: put together they are a font file in memory, on any
// system, whatever its folders.
#include <QFontInfo>
#include <QRawFont>
#include <QtEndian>
#include <map>
#include <optional>

#include "widgets/gl/imgui_style.h"

namespace vitrine {
namespace {

struct FontBytes {
    QByteArray file;
    double heightPerEm = 1.2;   ///< ImGui counts ascent + descent as the size, Qt the em.
};

void append32(QByteArray& bytes, quint32 value) {
    const quint32 big = qToBigEndian(value);
    bytes.append(reinterpret_cast<const char*>(&big), 4);
}

void append16(QByteArray& bytes, quint16 value) {
    const quint16 big = qToBigEndian(value);
    bytes.append(reinterpret_cast<const char*>(&big), 2);
}

double numberAt(const QByteArray& table, int offset) {
    return qFromBigEndian<qint16>(reinterpret_cast<const uchar*>(table.constData()) + offset);
}

/// The tables that a rasteriser of outlines needs, with a directory before them. Nothing when the font has no outlines.
std::optional<FontBytes> fontBytes(const QFont& font) {
    const QRawFont raw = QRawFont::fromFont(font);
    if (!raw.isValid()) return std::nullopt;
    std::map<QByteArray, QByteArray> tables;
    for (const char* tag : {"cmap", "head", "hhea", "hmtx", "maxp", "loca", "glyf", "CFF "})
        if (const QByteArray table = raw.fontTable(tag); !table.isEmpty()) tables[tag] = table;
    const bool compact = tables.contains("CFF ") && !tables.contains("glyf");
    for (const char* needed : {"cmap", "head", "hhea", "hmtx", "maxp"})
        if (!tables.contains(needed)) return std::nullopt;
    if (!compact && (!tables.contains("glyf") || !tables.contains("loca"))) return std::nullopt;
    if (tables["head"].size() < 54 || tables["hhea"].size() < 36) return std::nullopt;

    FontBytes made;
    append32(made.file, compact ? 0x4f54544f /* OTTO */ : 0x00010000);
    append16(made.file, static_cast<quint16>(tables.size()));
    for (int i = 0; i < 3; ++i) append16(made.file, 0);   // Search hints that readers recompute.
    quint32 offset = 12 + 16 * static_cast<quint32>(tables.size());
    for (const auto& [tag, table] : tables) {
        made.file.append(tag.leftJustified(4, ' '));
        append32(made.file, 0);
        append32(made.file, offset);
        append32(made.file, static_cast<quint32>(table.size()));
        offset += (static_cast<quint32>(table.size()) + 3) & ~3u;
    }
    for (const auto& [tag, table] : tables) {
        made.file.append(table);
        while (made.file.size() % 4) made.file.append('\0');
    }
    const double em = numberAt(tables["head"], 18);
    made.heightPerEm = (numberAt(tables["hhea"], 4) - numberAt(tables["hhea"], 6)) / std::max(em, 1.0);
    if (made.heightPerEm < 0.5 || made.heightPerEm > 3) return std::nullopt;
    return made;
}

/// Latin, Greek, and the signs that numbers and units need.
const ImWchar* glyphRanges() {
    static const ImWchar ranges[] = {0x20,   0x17f,  0x370,  0x3ff,  0x2010, 0x2027, 0x2030, 0x203a, 0x2070, 0x209c, 0x2190, 0x2195,
                                     0x2202, 0x2202, 0x2206, 0x2206, 0x2211, 0x2212, 0x221a, 0x221e, 0x2248, 0x2248, 0x2260, 0x2265, 0};
    return ranges;
}

void addFont(ImFontAtlas& atlas, const QFont& font, double scale) {
    const std::optional<FontBytes> bytes = fontBytes(font);
    const double pixels = std::max(QFontInfo(font).pixelSize(), 8);
    ImFontConfig config;
    config.OversampleH = scale >= 1.75 ? 1 : 2;
    config.OversampleV = 1;
    if (!bytes) {
        config.SizePixels = float(std::round(pixels * scale));
        atlas.AddFontDefault(&config);
        return;
    }
    void* owned = IM_ALLOC(static_cast<std::size_t>(bytes->file.size()));   // The atlas frees it.
    std::memcpy(owned, bytes->file.constData(), static_cast<std::size_t>(bytes->file.size()));
    const float size = float(std::round(pixels * scale * bytes->heightPerEm));
    atlas.AddFontFromMemoryTTF(owned, static_cast<int>(bytes->file.size()), size, &config, glyphRanges());
}

}  // namespace

std::shared_ptr<ImFontAtlas> imguiFonts(double scale) {
    static std::map<QString, std::weak_ptr<ImFontAtlas>> known;
    const QFont body = Theme::instance().bodyFont(), mono = Theme::instance().monoFont();
    const QString key = body.toString() + "|" + mono.toString() + "|" + QString::number(scale, 'f', 3);
    if (auto atlas = known[key].lock()) return atlas;
    auto atlas = std::make_shared<ImFontAtlas>();
    addFont(*atlas, body, scale);
    addFont(*atlas, mono, scale);
    atlas->Build();
    known[key] = atlas;
    return atlas;
}

}  // namespace vitrine

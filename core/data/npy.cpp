// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/npy.h"

#include <algorithm>
#include <charconv>

#include "core/data/read_support.h"
#include "core/data/zip.h"

namespace vitrine {
namespace {

using namespace std::string_view_literals;
constexpr std::string_view kMagic = "\x93NUMPY"sv;

Error refuseNpy(const std::string& object, std::string why) {
    return badFile("Cannot read NumPy array", object, std::move(why));
}

constexpr std::pair<std::string_view, DType> kTypes[] = {
    {"b1", DType::Bool}, {"u1", DType::U8},  {"i1", DType::I8},  {"u2", DType::U16}, {"i2", DType::I16},
    {"u4", DType::U32},  {"i4", DType::I32}, {"u8", DType::U64}, {"i8", DType::I64}, {"f2", DType::F16},
    {"f4", DType::F32},  {"f8", DType::F64}, {"c8", DType::C64}};

struct NpyHeader {
    DType dtype = DType::F32;
    bool bigEndian = false, fortranOrder = false;
    std::vector<std::int64_t> shape;
    std::size_t dataStart = 0;
};

/// Reads the Python dict literal {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }. Nothing of it is
/// evaluated.
class HeaderParser {
public:
    explicit HeaderParser(std::string_view text) : m_text(text) {}

    /// nullptr, or why the header is refused.
    const char* parse(std::string& descr, bool& fortranOrder, std::vector<std::int64_t>& shape) {
        int seen = 0;
        if (!take('{')) return "its header is no dict";
        while (!take('}')) {
            std::string key;
            if (!quoted(key) || !take(':')) return "its header has a key that is no text";
            if (key == "descr") {
                if (!quoted(descr)) return "its number type is a record, which is not read";
                seen |= 1;
            } else if (key == "fortran_order") {
                if (word("True"))
                    fortranOrder = true;
                else if (!word("False"))
                    return "its fortran_order is neither True nor False";
                seen |= 2;
            } else if (key == "shape") {
                if (!tuple(shape)) return "its shape is no tuple of counts";
                seen |= 4;
            } else {
                return "its header has an unknown key";
            }
            if (!take(',') && (skip(), m_at >= m_text.size() || m_text[m_at] != '}')) return "its header is no dict";
        }
        return seen == 7 ? nullptr : "its header lacks one of descr, fortran_order and shape";
    }

private:
    void skip() {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n')) ++m_at;
    }
    bool take(char c) {
        skip();
        if (m_at >= m_text.size() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    bool word(std::string_view expected) {
        skip();
        if (!m_text.substr(m_at).starts_with(expected)) return false;
        m_at += expected.size();
        return true;
    }
    bool quoted(std::string& out) {
        skip();
        if (m_at >= m_text.size() || (m_text[m_at] != '\'' && m_text[m_at] != '"')) return false;
        const std::size_t end = m_text.find(m_text[m_at], m_at + 1);
        if (end == std::string_view::npos) return false;
        out = m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return true;
    }
    bool tuple(std::vector<std::int64_t>& out) {
        if (!take('(')) return false;
        while (!take(')')) {
            skip();
            std::int64_t value = 0;
            const auto [end, error] = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), value);
            if (error != std::errc{} || out.size() > 16) return false;
            m_at = static_cast<std::size_t>(end - m_text.data());
            if (m_at < m_text.size() && m_text[m_at] == 'L') ++m_at;  // written by Python 2
            out.push_back(value);
            if (!take(',') && (m_at >= m_text.size() || m_text[m_at] != ')')) return false;
        }
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

Result<NpyHeader> parseHeader(std::string_view bytes, const std::string& object) {
    if (!looksLikeNpy(bytes)) return refuseNpy(object, "it does not start with \\x93NUMPY");
    ByteCursor cursor(bytes);
    std::string_view skipped, text;
    std::uint8_t major = 0, minor = 0;
    cursor.take(kMagic.size(), skipped);
    if (!cursor.read(major) || !cursor.read(minor)) return refuseNpy(object, "it ends within its version");
    std::uint16_t shortSize = 0;
    std::uint32_t size = 0;
    if (major < 1 || major > 3) return refuseNpy(object, fmt::format("its format version {} is unknown", major));
    const bool sized = major == 1 ? cursor.read(shortSize) : cursor.read(size);
    if (major == 1) size = shortSize;
    if (size > (1u << 20))
        return refuseNpy(object, fmt::format("its header would have {} bytes, at most 1048576 are read", size));
    if (!sized || !cursor.take(size, text)) return refuseNpy(object, "it ends within its header");
    NpyHeader header;
    std::string descr;
    if (const char* why = HeaderParser(text).parse(descr, header.fortranOrder, header.shape))
        return refuseNpy(object + ", header", why);
    const std::string_view type = descr.empty() ? std::string_view{} : std::string_view(descr).substr(1);
    const auto found =
        std::find_if(std::begin(kTypes), std::end(kTypes), [&](const auto& known) { return known.first == type; });
    if (found == std::end(kTypes) || std::string_view("<>|=").find(descr[0]) == std::string_view::npos)
        return Error{ErrorCode::Unsupported, "Cannot read NumPy array", object,
                     fmt::format("numbers of type {:.40} are not read", descr),
                     "Convert it with array.astype() to bool, an integer or a float type."};
    header.dtype = found->second;
    header.bigEndian = descr[0] == '>';
    header.dataStart = cursor.position();
    return header;
}

/// C-ordered copy of a Fortran-ordered array.
Array fromFortran(const Array& columnMajor, const std::vector<std::int64_t>& shape) {
    Array result = Array::zeros(columnMajor.dtype(), shape);
    const std::size_t unit = itemSize(columnMajor.dtype()), count = static_cast<std::size_t>(result.count());
    const auto* in = static_cast<const char*>(columnMajor.bytes());
    auto* out = static_cast<char*>(result.mutableBytes());
    std::vector<std::size_t> strides(shape.size(), 1);
    for (std::size_t axis = 1; axis < shape.size(); ++axis)
        strides[axis] = strides[axis - 1] * static_cast<std::size_t>(shape[axis - 1]);
    std::vector<std::int64_t> index(shape.size(), 0);
    std::size_t from = 0;
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(out + i * unit, in + from * unit, unit);
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            from += strides[axis];
            if (++index[axis] < shape[axis]) break;
            from -= strides[axis] * static_cast<std::size_t>(shape[axis]);
            index[axis] = 0;
        }
    }
    return result;
}

Result<Array> arrayFrom(std::string_view bytes, const std::shared_ptr<void>& owner, const std::string& object) {
    VITRINE_TRY(const NpyHeader header, parseHeader(bytes, object));
    VITRINE_TRY(const std::size_t size, checkedBytes(header.dtype, header.shape, object));
    const std::size_t held = bytes.size() - header.dataStart;
    if (size != held)
        return refuseNpy(fmt::format("{}, byte {}", object, header.dataStart),
                      fmt::format("{} [{}] takes {} bytes, {} are there", name(header.dtype),
                                  fmt::join(header.shape, ", "), size, held));
    if (size == 0) return Array::zeros(header.dtype, header.shape);
    Array array = viewOrCopy(header.dtype, header.shape, owner, bytes.data() + header.dataStart);
    if (header.bigEndian && itemSize(header.dtype) > 1) {
        Array own = Array::zeros(header.dtype, header.shape);
        std::memcpy(own.mutableBytes(), array.bytes(), size);
        swapBytes(own);
        array = std::move(own);
    }
    return header.fortranOrder && header.shape.size() > 1 ? fromFortran(array, header.shape) : array;
}

Result<std::string> headerFor(const Array& array, const std::string& object) {
    const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const auto& known) { return known.second == array.dtype(); });
    if (type == std::end(kTypes))
        return Error{ErrorCode::Unsupported, "Cannot write NumPy array", object,
                     fmt::format("NumPy has no number type {}", name(array.dtype())),
                     "Convert the array to f32, or write safetensors."};
    std::string text = fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}{}), }}",
                                   itemSize(array.dtype()) == 1 ? '|' : '<', type->first,
                                   fmt::join(array.shape(), ", "), array.rank() == 1 ? "," : "");
    text.append((64 - (10 + text.size() + 1) % 64) % 64, ' ');
    text += '\n';
    const auto size = static_cast<std::uint16_t>(text.size());
    return std::string(kMagic) + std::string("\x01\x00", 2) + std::string(reinterpret_cast<const char*>(&size), 2) +
           text;
}

std::string_view bodyOf(const Array& array) {
    return array.byteSize() ? std::string_view(static_cast<const char*>(array.bytes()), array.byteSize())
                            : std::string_view("");
}

}  // namespace

bool looksLikeNpy(std::string_view head) {
    return head.starts_with(kMagic);
}

Result<Array> readNpy(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&]() -> Result<Array> {
        VITRINE_TRY(const std::shared_ptr<MappedFile> file, mapShared(path));
        if (file->size() > limits.maxBytes)
            return overCap("Cannot read NumPy array", path.string(),
                           fmt::format("it has {} bytes, at most {} are read", file->size(), limits.maxBytes));
        return arrayFrom(file->text(), file, path.string());
    });
}

Status writeNpy(const std::filesystem::path& path, const Array& array) {
    VITRINE_TRY(const std::string header, headerFor(array, path.string()));
    return writeAtomically(path, header + std::string(bodyOf(array)));
}

Result<NamedArrays> readNpz(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&]() -> Result<NamedArrays> {
        VITRINE_TRY(const ZipArchive archive, ZipArchive::open(path, limits));
        NamedArrays arrays;
        for (const ZipEntry& entry : archive.entries()) {
            if (!entry.name.ends_with(".npy"))
                return refuseNpy(archive.place(entry), "an .npz archive holds only .npy files");
            VITRINE_TRY(const Array bytes, archive.read(entry));
            VITRINE_TRY(arrays[entry.name.substr(0, entry.name.size() - 4)],
                        arrayFrom({static_cast<const char*>(bytes.bytes()), bytes.byteSize()}, bytes.owner(),
                                  archive.place(entry)));
        }
        return arrays;
    });
}

Status writeNpz(const std::filesystem::path& path, const NamedArrays& arrays) {
    ZipWriter writer;
    for (const auto& [name, array] : arrays) {
        VITRINE_TRY(const std::string header, headerFor(array, fmt::format("{}, array {}", path.string(), name)));
        writer.add(name + ".npy", header, bodyOf(array));
    }
    return writer.finish(path);
}

}  // namespace vitrine

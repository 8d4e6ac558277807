// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/idx.h"

#include "core/data/byte_source.h"
#include "core/data/read_support.h"

namespace vitrine {
namespace {

Error refuseIdx(const std::string& object, std::string why) {
    return badFile("Cannot read IDX file", object, std::move(why));
}

bool typeOf(std::uint8_t code, DType& dtype) {
    switch (code) {
        case 0x08:
            dtype = DType::U8;
            return true;
        case 0x09:
            dtype = DType::I8;
            return true;
        case 0x0b:
            dtype = DType::I16;
            return true;
        case 0x0c:
            dtype = DType::I32;
            return true;
        case 0x0d:
            dtype = DType::F32;
            return true;
        case 0x0e:
            dtype = DType::F64;
            return true;
        default:
            return false;
    }
}

Result<Array> parse(std::string_view bytes, const std::string& file) {
    DType dtype;
    if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0)
        return refuseIdx(file + ", byte 0", "it does not start with two zero bytes, a type and a rank");
    if (!typeOf(static_cast<std::uint8_t>(bytes[2]), dtype))
        return refuseIdx(file + ", byte 2", fmt::format("its number type 0x{:02x} is unknown", bytes[2]));
    ByteCursor cursor(bytes);
    std::uint32_t head = 0;
    cursor.read(head);
    std::vector<std::int64_t> shape(static_cast<std::uint8_t>(bytes[3]));
    for (std::int64_t& size : shape) {
        std::uint32_t bigEndian = 0;
        if (!cursor.read(bigEndian))
            return refuseIdx(fmt::format("{}, byte {}", file, cursor.position()), "it ends within its sizes");
        size = __builtin_bswap32(bigEndian);
    }
    VITRINE_TRY(const std::size_t size, checkedBytes(dtype, shape, file));
    if (size != cursor.remaining())
        return refuseIdx(fmt::format("{}, byte {}", file, cursor.position()),
                      fmt::format("{} [{}] takes {} bytes, {} are there", name(dtype), fmt::join(shape, ", "), size,
                                  cursor.remaining()));
    Array array = Array::zeros(dtype, shape);
    if (size > 0) std::memcpy(array.mutableBytes(), bytes.data() + cursor.position(), size);
    swapBytes(array);
    return array;
}

}  // namespace

bool looksLikeIdx(std::string_view head) {
    DType dtype;
    return head.size() >= 8 && head[0] == 0 && head[1] == 0 && typeOf(static_cast<std::uint8_t>(head[2]), dtype) &&
           head[3] >= 1 && head[3] <= 8;
}

Result<Array> readIdx(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&]() -> Result<Array> {
        VITRINE_TRY(const std::string bytes, readUnpacked(path, limits));
        return parse(bytes, path.string());
    });
}

}  // namespace vitrine

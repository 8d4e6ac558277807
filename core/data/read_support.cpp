// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/read_support.h"

#include <algorithm>
#include <bit>

namespace vitrine {

// Files are read by copying their little-endian bytes.
static_assert(std::endian::native == std::endian::little);

Error badFile(std::string what, std::string object, std::string why, std::string next) {
    return Error{ErrorCode::BadFormat, std::move(what), std::move(object), std::move(why), std::move(next)};
}

Error overCap(std::string what, std::string object, std::string why) {
    return Error{ErrorCode::TooLarge, std::move(what), std::move(object), std::move(why),
                 "Check that this is the right file; split it when it really is that large."};
}

Status MemoryBudget::take(std::size_t bytes, const std::string& object) {
    if (bytes > m_left)
        return overCap("Cannot read file", object,
                       fmt::format("its contents take {} bytes more than the {} that are left of the cap",
                                   bytes - m_left, m_left));
    m_left -= bytes;
    return {};
}

bool ByteCursor::take(std::uint64_t size, std::string_view& bytes) {
    if (size > remaining()) return false;
    bytes = m_bytes.substr(m_position, static_cast<std::size_t>(size));
    m_position += static_cast<std::size_t>(size);
    return true;
}

Result<std::shared_ptr<MappedFile>> mapShared(const std::filesystem::path& path) {
    VITRINE_TRY(MappedFile file, MappedFile::open(path));
    return std::make_shared<MappedFile>(std::move(file));
}

Array viewOrCopy(DType dtype, std::vector<std::int64_t> shape, std::shared_ptr<void> owner, const void* bytes) {
    const std::size_t alignment = dtype == DType::C64 ? 4 : itemSize(dtype);
    if (reinterpret_cast<std::uintptr_t>(bytes) % alignment == 0)
        return Array::wrap(dtype, std::move(shape), std::move(owner), const_cast<void*>(bytes));
    Array copy = Array::zeros(dtype, std::move(shape));
    if (copy.byteSize() > 0) std::memcpy(copy.mutableBytes(), bytes, copy.byteSize());
    return copy;
}

void swapBytes(Array& array) {
    const std::size_t unit = array.dtype() == DType::C64 ? 4 : itemSize(array.dtype());
    auto* bytes = static_cast<std::uint8_t*>(array.mutableBytes());
    for (std::size_t i = 0; i + unit <= array.byteSize(); i += unit) std::reverse(bytes + i, bytes + i + unit);
}

}  // namespace vitrine

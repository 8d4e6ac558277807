// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/files.h"
#include "core/base/result.h"
#include "core/data/array.h"

namespace vitrine {

/// The error of a file whose bytes do not follow their format.
Error badFile(std::string what, std::string object, std::string why,
              std::string next = "The file is damaged or of another kind: get it again from its source.");
/// The error of a file that would take more than a cap allows.
Error overCap(std::string what, std::string object, std::string why);

/// Runs the body of a reader; exceptions (of libraries, of a full memory) become errors that name the file.
template <class Body>
auto guardRead(const std::filesystem::path& path, Body&& body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return overCap("Cannot read file", path.string(), "the memory does not suffice for its contents");
    } catch (const std::exception& e) {
        return badFile("Cannot read file", path.string(), e.what());
    }
}

/// Counts down what a reader may still allocate.
class MemoryBudget {
public:
    explicit MemoryBudget(std::size_t bytes) : m_left(bytes) {}
    Status take(std::size_t bytes, const std::string& object);

private:
    std::size_t m_left;
};

/// Bounds-checked little-endian reading from bytes in memory.
class ByteCursor {
public:
    explicit ByteCursor(std::string_view bytes) : m_bytes(bytes) {}
    std::size_t position() const { return m_position; }
    std::size_t remaining() const { return m_bytes.size() - m_position; }
    /// False (and nothing read) when fewer than sizeof(T) bytes are left.
    template <class T>
    bool read(T& value) {
        static_assert(std::is_arithmetic_v<T>);
        if (remaining() < sizeof(T)) return false;
        std::memcpy(&value, m_bytes.data() + m_position, sizeof(T));
        m_position += sizeof(T);
        return true;
    }
    bool take(std::uint64_t size, std::string_view& bytes);

private:
    std::string_view m_bytes;
    std::size_t m_position = 0;
};

/// A file mapped into memory that arrays can share.
Result<std::shared_ptr<MappedFile>> mapShared(const std::filesystem::path& path);

/// An array over foreign bytes that `owner` keeps alive: shared when they are aligned for the dtype, else copied.
Array viewOrCopy(DType dtype, std::vector<std::int64_t> shape, std::shared_ptr<void> owner, const void* bytes);

/// Reverses the bytes of each element (big-endian files); `array` must own its bytes alone.
void swapBytes(Array& array);

}  // namespace vitrine

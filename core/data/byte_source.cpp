// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/byte_source.h"

#include <algorithm>
#include <cerrno>

#include <zlib.h>

#include "core/base/files.h"
#include "core/data/read_support.h"

namespace vitrine {

Result<ByteSource> ByteSource::open(const std::filesystem::path& path, const ReadLimits& limits) {
    std::error_code failed;
    const auto status = std::filesystem::status(path, failed);
    if (!std::filesystem::exists(status)) return systemError("Cannot open file", path, ENOENT);
    if (!std::filesystem::is_regular_file(status))
        return Error{ErrorCode::InvalidArgument, "Cannot read file", path.string(), "it is not a regular file",
                     "Give the path of a file."};
    ByteSource source;
    source.m_object = path.string();
    const std::uint64_t size = std::filesystem::file_size(path, failed);
    source.m_cap = std::max<std::uint64_t>(std::uint64_t(1) << 20, failed ? 0 : size * limits.maxRatio);
    errno = 0;
    gzFile file = gzopen(path.c_str(), "rb");
    if (!file) return systemError("Cannot open file", path, errno ? errno : ENOMEM);
    gzbuffer(file, 1 << 16);
    source.m_file = std::shared_ptr<void>(file, [](void* handle) { gzclose_r(static_cast<gzFile>(handle)); });
    return source;
}

Result<std::size_t> ByteSource::read(char* buffer, std::size_t size) {
    const auto file = static_cast<gzFile>(m_file.get());
    errno = 0;
    const int got = gzread(file, buffer, static_cast<unsigned>(std::min<std::size_t>(size, 1u << 30)));
    int code = Z_OK;
    const char* message = gzerror(file, &code);
    if (got < 0 || code == Z_BUF_ERROR || code == Z_DATA_ERROR) {
        if (code == Z_ERRNO) return systemError("Cannot read file", m_object, errno ? errno : EIO);
        return badFile("Cannot unpack file", fmt::format("{}, unpacked byte {}", m_object, m_done),
                       code == Z_BUF_ERROR ? "the gzip stream is cut off"
                                           : fmt::format("the gzip stream is damaged ({})", message));
    }
    m_done += static_cast<std::uint64_t>(got);
    if (m_done > m_cap)
        return overCap("Cannot unpack file", m_object,
                       fmt::format("it unpacks to more than {} bytes (a bomb?)", m_cap));
    return static_cast<std::size_t>(got);
}

Result<std::string> readUnpacked(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(ByteSource source, ByteSource::open(path, limits));
    constexpr std::size_t kBlock = std::size_t(1) << 16;
    std::string bytes;
    for (std::size_t done = 0;;) {
        bytes.resize(done + std::max(kBlock, done / 2));
        VITRINE_TRY(const std::size_t got, source.read(bytes.data() + done, bytes.size() - done));
        done += got;
        if (done > limits.maxBytes)
            return overCap("Cannot read file", path.string(),
                           fmt::format("its contents have more than {} bytes", limits.maxBytes));
        if (got == 0) {
            bytes.resize(done);
            return bytes;
        }
    }
}

Result<LineReader> LineReader::open(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(ByteSource source, ByteSource::open(path, limits));
    return LineReader(std::move(source));
}

std::string LineReader::place() const {
    return fmt::format("{}, line {}", m_source.object(), m_number);
}

Result<bool> LineReader::next(std::string_view& line) {
    constexpr std::size_t kBlock = std::size_t(1) << 16;
    std::size_t end = 0;
    while ((end = m_buffer.find('\n', m_start + m_scanned)) == std::string::npos && !m_ended) {
        m_buffer.erase(0, m_start);
        m_start = 0;
        m_scanned = m_buffer.size();
        if (m_scanned > kMaxLine)
            return badFile("Cannot read text file", fmt::format("{}, line {}", m_source.object(), m_number + 1),
                           fmt::format("it is longer than {} bytes", kMaxLine));
        m_buffer.resize(m_scanned + kBlock);
        VITRINE_TRY(const std::size_t got, m_source.read(m_buffer.data() + m_scanned, kBlock));
        m_buffer.resize(m_scanned + got);
        m_ended = got == 0;
    }
    m_scanned = 0;
    if (end == std::string::npos) {
        if (m_start >= m_buffer.size()) return false;
        end = m_buffer.size();
    }
    line = std::string_view(m_buffer).substr(m_start, end - m_start);
    m_start = std::min(end + 1, m_buffer.size());
    if (++m_number == 1 && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    return true;
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>

#include "core/base/files.h"
#include "core/data/zip.h"

/// Small files of every format, made in code: seeds of the tests and of the fuzzer.
namespace vitrine::testing {

template <class T>
std::string raw(T value) {
    return {reinterpret_cast<const char*>(&value), sizeof(T)};
}

inline std::filesystem::path writeFile(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

/// A file of a real data set below the folders of VITRINE_DATA, or an empty path.
inline std::filesystem::path realFile(const std::string& relative) {
    const char* folders = std::getenv("VITRINE_DATA");
    std::stringstream list(folders ? folders : "");
    for (std::string folder; std::getline(list, folder, ':');)
        if (std::filesystem::exists(std::filesystem::path(folder) / relative))
            return std::filesystem::path(folder) / relative;
    return {};
}

#define VITRINE_REAL_FILE(variable, relative)                                      \
    const std::filesystem::path variable = ::vitrine::testing::realFile(relative); \
    if (variable.empty()) GTEST_SKIP() << relative << " is under none of the folders of VITRINE_DATA"

/// Checks that a result is an error with all four texts that names the file.
template <class T>
void expectRefused(const Result<T>& result, const std::filesystem::path& path, const std::string& why = {}) {
    ASSERT_FALSE(result.ok()) << path;
    const Error& error = result.error();
    EXPECT_FALSE(error.what.empty());
    EXPECT_NE(error.object.find(path.filename().string()), std::string::npos) << error.message();
    EXPECT_FALSE(error.why.empty());
    EXPECT_FALSE(error.next.empty());
    EXPECT_NE(error.why.find(why), std::string::npos) << error.message();
}

// --- gzip ---

inline std::string gzip(const std::string& plain) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, plain.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

inline std::string rawDeflate(const std::string& plain) {
    const std::string packed = gzip(plain);
    return packed.substr(10, packed.size() - 18);  // without gzip's header and trailer
}

// --- zip with a deflated entry (ZipWriter only stores) ---

struct ZipItem {
    std::string name, packed;
    std::uint32_t size = 0, crc = 0;
    bool deflated = true;
};

inline ZipItem deflatedItem(const std::string& name, const std::string& plain) {
    return {name, rawDeflate(plain), static_cast<std::uint32_t>(plain.size()),
            static_cast<std::uint32_t>(
                crc32(0, reinterpret_cast<const Bytef*>(plain.data()), static_cast<uInt>(plain.size()))),
            true};
}

inline std::string zipOf(const std::vector<ZipItem>& items) {
    std::string out, directory;
    for (const ZipItem& item : items) {
        const auto common = raw<std::uint16_t>(20) + raw<std::uint16_t>(0) + raw<std::uint16_t>(item.deflated ? 8 : 0) +
                            raw<std::uint32_t>(0) + raw(item.crc) +
                            raw(static_cast<std::uint32_t>(item.packed.size())) + raw(item.size) +
                            raw(static_cast<std::uint16_t>(item.name.size())) + raw<std::uint16_t>(0);
        directory += "PK\x01\x02" + raw<std::uint16_t>(20) + common + std::string(10, '\0') +
                     raw(static_cast<std::uint32_t>(out.size())) + item.name;
        out += "PK\x03\x04" + common + item.name + item.packed;
    }
    const auto count = raw(static_cast<std::uint16_t>(items.size()));
    const auto size = raw(static_cast<std::uint32_t>(directory.size())),
               offset = raw(static_cast<std::uint32_t>(out.size()));
    return out + directory + "PK\x05\x06" + std::string(4, '\0') + count + count + size + offset + std::string(2, '\0');
}

// --- pickles ---

inline std::string pText(const std::string& text) {
    return "X" + raw(static_cast<std::uint32_t>(text.size())) + text;
}
inline std::string pInt(std::int32_t value) {
    return "J" + raw(value);
}
inline std::string pGlobal(const std::string& module, const std::string& name) {
    return "c" + module + "\n" + name + "\n";
}
inline std::string pTuple(const std::vector<std::int32_t>& values) {
    std::string out = "(";
    for (const std::int32_t value : values) out += pInt(value);
    return out + "t";
}
inline std::string pDict(const std::vector<std::pair<std::string, std::string>>& items) {
    std::string out = "}(";
    for (const auto& [key, value] : items) out += pText(key) + value;
    return out + "u";
}
inline std::string pickleOf(const std::string& body) {
    return "\x80\x02" + body + ".";
}

/// A call that rebuilds a tensor from a storage of `elements` elements.
inline std::string pTensor(const std::string& storageType, const std::string& key, std::int32_t elements,
                           std::int32_t offset, const std::vector<std::int32_t>& shape,
                           const std::vector<std::int32_t>& strides, bool legacy) {
    const std::string id = "(" + pText("storage") + pGlobal("torch", storageType) + pText(key) + pText("cpu") +
                           pInt(elements) + (legacy ? "N" : "") + "tQ";
    return pGlobal("torch._utils", "_rebuild_tensor_v2") + "(" + id + pInt(offset) + pTuple(shape) + pTuple(strides) +
           "\x89" + pGlobal("collections", "OrderedDict") + ")RtR";
}

/// A legacy file around a pickled object; storages are (key, raw elements, element count).
struct RawStorage {
    std::string key, bytes;
    std::int64_t count = 0;
};

inline std::string legacyFile(const std::string& object, const std::vector<RawStorage>& storages) {
    std::string keys = "](", data;
    for (const RawStorage& storage : storages) {
        keys += pText(storage.key);
        data += raw(storage.count) + storage.bytes;
    }
    const std::string magic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e", 15);
    const std::string system = pDict({{"protocol_version", pInt(1001)}, {"little_endian", "\x88"}});
    return magic + pickleOf("M\xe9\x03") + pickleOf(system) + pickleOf(object) + pickleOf(keys + "e") + data;
}

inline std::string zipFile(const std::string& object, const std::vector<RawStorage>& storages) {
    TemporaryFolder folder;
    ZipWriter writer;
    writer.add("archive/data.pkl", pickleOf(object), {});
    for (const RawStorage& storage : storages) writer.add("archive/data/" + storage.key, {}, storage.bytes);
    EXPECT_TRUE(writer.finish(folder.path() / "a.pt").ok());
    return *readText(folder.path() / "a.pt");
}

template <class T>
std::string rawAll(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// {"state_dict": {"a": f32 [2,3], "b": the same storage transposed [3,2], "n": i64 [1]}, "epoch": 3}
inline std::string sampleCheckpoint(bool legacy) {
    const std::string a = pTensor("FloatStorage", "0", 6, 0, {2, 3}, {3, 1}, legacy),
                      b = pTensor("FloatStorage", "0", 6, 0, {3, 2}, {1, 3}, legacy);
    const std::string n = pTensor("LongStorage", "1", 2, 1, {1}, {1}, legacy);
    const std::string dict =
        pGlobal("collections", "OrderedDict") + ")R(" + pText("a") + a + pText("b") + b + pText("n") + n + "u";
    const std::string object = pDict({{"epoch", pInt(3)}, {"state_dict", dict}});
    const std::vector<RawStorage> storages = {{"0", rawAll<float>({0, 1, 2, 3, 4, 5}), 6},
                                              {"1", rawAll<std::int64_t>({7, 8}), 2}};
    return legacy ? legacyFile(object, storages) : zipFile(object, storages);
}

}  // namespace vitrine::testing

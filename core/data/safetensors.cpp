// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/safetensors.h"

#include <algorithm>
#include <optional>
#include <set>

#include "core/base/json.h"
#include "core/data/read_support.h"

namespace vitrine {
namespace {

constexpr std::uint64_t kMaxHeader = 100'000'000;
constexpr std::size_t kMaxTensors = 262'144;

constexpr std::pair<std::string_view, DType> kTypes[] = {
    {"BOOL", DType::Bool}, {"U8", DType::U8},   {"I8", DType::I8},   {"U16", DType::U16}, {"I16", DType::I16},
    {"U32", DType::U32},   {"I32", DType::I32}, {"U64", DType::U64}, {"I64", DType::I64}, {"F16", DType::F16},
    {"BF16", DType::BF16}, {"F32", DType::F32}, {"F64", DType::F64}, {"C64", DType::C64}};

Error refuse(const std::string& object, std::string why) {
    return badFile("Cannot read safetensors file", object, std::move(why));
}

struct TensorEntry {
    std::string name, dtype;
    std::vector<std::int64_t> shape;
    std::vector<std::uint64_t> offsets;
    bool hasDtype = false, hasShape = false, hasOffsets = false;
};

/// Takes the header's JSON as a stream of events: no tree is built, so a hostile header costs no more than its own
/// tensors, and a repeated name is seen (a tree would swallow it). The shape is fixed: {name: {dtype, shape,
/// data_offsets}}.
class HeaderReader : public nlohmann::json_sax<Json> {
public:
    std::vector<TensorEntry> tensors;
    TextMap metadata;
    std::string why;

    bool start_object(std::size_t) override {
        return ++m_depth <= 2 && m_list == nullptr ? true : fail("an object stands where none belongs");
    }
    bool end_object() override {
        if (m_depth-- == 2 && !m_inMetadata) return finishTensor();
        m_inMetadata = false;
        return true;
    }
    bool key(string_t& text) override {
        if (m_depth == 2) {
            m_key = text;
            return true;
        }
        if (!m_names.insert(text).second) return fail(fmt::format("the name {:.100} is there twice", text));
        m_inMetadata = text == "__metadata__";
        if (m_inMetadata) return true;
        if (tensors.size() >= kMaxTensors) return fail(fmt::format("it lists more than {} tensors", kMaxTensors));
        tensors.emplace_back().name = text;
        return true;
    }
    bool string(string_t& text) override {
        if (m_depth != 2 || m_list) return fail("a text stands where none belongs");
        if (m_inMetadata)
            return metadata.emplace(m_key, text).second ||
                   fail(fmt::format("the metadata key {:.100} is there twice", m_key));
        if (m_key != "dtype" || std::exchange(tensors.back().hasDtype, true))
            return fail(fmt::format("tensor {:.100} has a text for {:.40}", tensors.back().name, m_key));
        tensors.back().dtype = text;
        return true;
    }
    bool start_array(std::size_t) override {
        if (m_depth != 2 || m_inMetadata || m_list) return fail("a list stands where none belongs");
        bool& seen = m_key == "shape" ? tensors.back().hasShape : tensors.back().hasOffsets;
        if ((m_key != "shape" && m_key != "data_offsets") || std::exchange(seen, true))
            return fail(fmt::format("tensor {:.100} has a list for {:.40}", tensors.back().name, m_key));
        m_list = m_key == "shape" ? "shape" : "offsets";
        return true;
    }
    bool end_array() override {
        m_list = nullptr;
        return true;
    }
    bool number_unsigned(number_unsigned_t value) override {
        if (!m_list) return fail("a number stands where none belongs");
        TensorEntry& tensor = tensors.back();
        if (m_list[0] == 's') {
            if (value > (std::uint64_t{1} << 62) || tensor.shape.size() >= 16)
                return fail(fmt::format("tensor {:.100} has an impossible shape", tensor.name));
            tensor.shape.push_back(static_cast<std::int64_t>(value));
        } else {
            if (tensor.offsets.size() >= 2)
                return fail(fmt::format("tensor {:.100} has more than two offsets", tensor.name));
            tensor.offsets.push_back(value);
        }
        return true;
    }
    bool number_integer(number_integer_t value) override { return fail(fmt::format("a size or offset is {}", value)); }
    bool number_float(number_float_t, const string_t& text) override {
        return fail(fmt::format("a size or offset is {:.40}", text));
    }
    bool null() override { return fail("a null stands where none belongs"); }
    bool boolean(bool) override { return fail("a truth value stands where none belongs"); }
    bool binary(binary_t&) override { return fail("binary data in JSON"); }
    bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
        return fail(fmt::format("its header is no JSON at header byte {}", position));
    }

private:
    bool fail(std::string text) {
        why = std::move(text);
        return false;
    }
    bool finishTensor() {
        const TensorEntry& tensor = tensors.back();
        return (tensor.hasDtype && tensor.hasShape && tensor.offsets.size() == 2) ||
               fail(fmt::format("tensor {:.100} lacks one of dtype, shape and two data_offsets", tensor.name));
    }

    int m_depth = 0;
    bool m_inMetadata = false;
    const char* m_list = nullptr;
    std::string m_key;
    std::set<std::string> m_names;
};

/// Checks that the tensors tile the data block exactly, in any order of names.
Status checkTiling(std::vector<TensorEntry>& tensors, std::uint64_t dataSize, const std::string& file) {
    std::sort(tensors.begin(), tensors.end(),
              [](const TensorEntry& a, const TensorEntry& b) { return a.offsets < b.offsets; });
    std::uint64_t end = 0;
    for (const TensorEntry& tensor : tensors) {
        const std::string object = fmt::format("{}, tensor {:.100}", file, tensor.name);
        if (tensor.offsets[1] < tensor.offsets[0] || tensor.offsets[1] > dataSize)
            return refuse(object, fmt::format("its bytes {}..{} lie outside of the {} bytes of data", tensor.offsets[0],
                                              tensor.offsets[1], dataSize));
        if (tensor.offsets[0] != end)
            return refuse(object, tensor.offsets[0] < end
                                      ? fmt::format("its bytes overlap those of another tensor at data byte {}",
                                                    tensor.offsets[0])
                                      : fmt::format("a hole of {} bytes lies before it", tensor.offsets[0] - end));
        end = tensor.offsets[1];
    }
    if (end != dataSize) return refuse(file, fmt::format("{} bytes follow after the last tensor", dataSize - end));
    return {};
}

Result<Array> arrayOf(const TensorEntry& tensor, const std::shared_ptr<MappedFile>& file, std::uint64_t dataStart,
                      const std::string& path) {
    const std::string object = fmt::format("{}, tensor {:.100}", path, tensor.name);
    const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const auto& known) { return known.first == tensor.dtype; });
    if (type == std::end(kTypes))
        return Error{ErrorCode::Unsupported, "Cannot read safetensors file", object,
                     fmt::format("numbers of type {:.40} are not read", tensor.dtype),
                     "Convert the tensor to F16, BF16, F32 or F64."};
    VITRINE_TRY(const std::size_t bytes, checkedBytes(type->second, tensor.shape, object));
    if (bytes != tensor.offsets[1] - tensor.offsets[0])
        return refuse(object, fmt::format("{} [{}] takes {} bytes, its offsets give it {}", tensor.dtype,
                                          fmt::join(tensor.shape, ", "), bytes, tensor.offsets[1] - tensor.offsets[0]));
    if (bytes == 0) return Array::zeros(type->second, tensor.shape);
    return viewOrCopy(type->second, tensor.shape, file, file->data() + dataStart + tensor.offsets[0]);
}

Result<NamedArrays> parse(const std::filesystem::path& path, const ReadLimits& limits, TextMap* metadata) {
    VITRINE_TRY(const std::shared_ptr<MappedFile> file, mapShared(path));
    const std::string_view bytes = file->text();
    std::uint64_t headerSize = 0;
    if (!ByteCursor(bytes).read(headerSize))
        return refuse(path.string(),
                      fmt::format("it has {} bytes, the length of its header alone takes 8", bytes.size()));
    if (headerSize > kMaxHeader)
        return refuse(path.string(),
                      fmt::format("its header would have {} bytes, at most {} are read", headerSize, kMaxHeader));
    if (headerSize > bytes.size() - 8)
        return refuse(path.string(), fmt::format("its header of {} bytes reaches over the end of the file ({} bytes)",
                                                 headerSize, bytes.size()));
    if (bytes.size() > limits.maxBytes)
        return overCap("Cannot read safetensors file", path.string(),
                       fmt::format("it has {} bytes, at most {} are read", bytes.size(), limits.maxBytes));
    const std::string_view header = bytes.substr(8, headerSize);
    if (!header.starts_with('{')) return refuse(path.string() + ", byte 8", "its header does not start with '{'");
    HeaderReader reader;
    if (!Json::sax_parse(header.begin(), header.end(), &reader)) return refuse(path.string() + ", header", reader.why);
    VITRINE_CHECK(checkTiling(reader.tensors, bytes.size() - 8 - headerSize, path.string()));
    NamedArrays arrays;
    for (const TensorEntry& tensor : reader.tensors) {
        VITRINE_TRY(arrays[tensor.name], arrayOf(tensor, file, 8 + headerSize, path.string()));
    }
    if (metadata) *metadata = std::move(reader.metadata);
    return arrays;
}

std::string_view typeName(DType dtype) {
    for (const auto& [text, known] : kTypes)
        if (known == dtype) return text;
    return {};
}

}  // namespace

bool looksLikeSafetensors(std::string_view head) {
    std::uint64_t headerSize = 0;
    return ByteCursor(head).read(headerSize) && headerSize >= 2 && headerSize <= kMaxHeader && head.size() > 9 &&
           head[8] == '{';
}

Result<NamedArrays> readSafetensors(const std::filesystem::path& path, const ReadLimits& limits, TextMap* metadata) {
    return guardRead(path, [&] { return parse(path, limits, metadata); });
}

Status writeSafetensors(const std::filesystem::path& path, const NamedArrays& arrays, const TextMap& metadata) {
    // Wide numbers first: every tensor then starts at a multiple of its number size, and a reader can map it.
    std::vector<const NamedArrays::value_type*> order;
    for (const auto& named : arrays) order.push_back(&named);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return itemSize(a->second.dtype()) > itemSize(b->second.dtype());
    });
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::size_t end = 0;
    for (const auto* named : order) {
        const auto& [name, array] = *named;
        if (name == "__metadata__")
            return Error{ErrorCode::InvalidArgument, "Cannot write safetensors file", path.string(),
                         "an array is named __metadata__", "Give the array another name."};
        header[name] = {{"dtype", typeName(array.dtype())},
                        {"shape", array.shape()},
                        {"data_offsets", {end, end + array.byteSize()}}};
        end += array.byteSize();
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' ');
    const std::uint64_t headerSize = text.size();
    std::string bytes(reinterpret_cast<const char*>(&headerSize), 8);
    bytes.reserve(8 + text.size() + end);
    bytes += text;
    for (const auto* named : order)
        if (named->second.byteSize() > 0)
            bytes.append(static_cast<const char*>(named->second.bytes()), named->second.byteSize());
    return writeAtomically(path, bytes);
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/state_dict.h"

#include <charconv>
#include <functional>
#include <map>
#include <optional>

#include "core/data/pickle.h"
#include "core/data/read_support.h"
#include "core/data/zip.h"

namespace vitrine {
namespace {

using Kind = PickleValue::Kind;
using namespace std::string_view_literals;

constexpr std::string_view kLegacyMagic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e"sv;

Error refuseStateDict(const std::string& object, std::string why) {
    return badFile("Cannot read PyTorch file", object, std::move(why));
}

Error unsupported(const std::string& object, std::string why, std::string next) {
    return Error{ErrorCode::Unsupported, "Cannot read PyTorch file", object, std::move(why), std::move(next)};
}

std::optional<DType> storageType(std::string_view name) {
    static constexpr std::pair<std::string_view, DType> kTypes[] = {
        {"FloatStorage", DType::F32},     {"DoubleStorage", DType::F64},      {"HalfStorage", DType::F16},
        {"BFloat16Storage", DType::BF16}, {"LongStorage", DType::I64},        {"IntStorage", DType::I32},
        {"ShortStorage", DType::I16},     {"CharStorage", DType::I8},         {"ByteStorage", DType::U8},
        {"BoolStorage", DType::Bool},     {"ComplexFloatStorage", DType::C64}};
    for (const auto& [known, dtype] : kTypes)
        if (known == name) return dtype;
    return std::nullopt;
}

/// What a persistent id says of a storage: ('storage', class, key, device, elements[, view]).
struct StorageId {
    DType dtype = DType::F32;
    std::string key;
    std::int64_t count = 0;
};

Result<StorageId> parseStorageId(const Pickle& pickle, const PickleValue& value, const std::string& object) {
    if (value.kind != Kind::Persistent) return refuseStateDict(object, "its storage is not given by a storage id");
    const PickleValue& id = pickle.item(value, 0);
    if (id.kind != Kind::Tuple || id.items.size() < 5)
        return refuseStateDict(object, "its storage id has fewer than five parts");
    const PickleValue &type = pickle.item(id, 1), &key = pickle.item(id, 2), &count = pickle.item(id, 4);
    if (pickle.item(id, 0).text != "storage" || type.kind != Kind::Global || key.kind != Kind::Text ||
        count.kind != Kind::Int || count.integer < 0)
        return refuseStateDict(object, "its storage id does not name a type, a key and a size");
    if (id.items.size() > 5 && pickle.item(id, 5).kind != Kind::None)
        return unsupported(object, "its storage is a view of another storage (PyTorch before 0.2)",
                           "Save it again with a newer PyTorch.");
    const auto dtype = storageType(type.text);
    if (!dtype)
        return unsupported(object, fmt::format("numbers of type {} are not read", type.text),
                           "Convert the tensor to a float or integer type.");
    return StorageId{*dtype, std::string(key.text), count.integer};
}

/// Bytes of one storage, kept alive by their owner.
struct Storage {
    std::shared_ptr<void> owner;
    std::string_view bytes;
};

/// Turns the value tree into named arrays. Storages are asked for by id, since the two formats keep them in different
/// places.
class TensorCollector {
public:
    using FindStorage = std::function<Result<Storage>(const StorageId&, const std::string& object)>;
    TensorCollector(const Pickle& pickle, std::string file, FindStorage find, std::size_t budget)
        : m_pickle(pickle), m_file(std::move(file)), m_find(std::move(find)), m_budget(budget) {}

    Result<NamedArrays> collect();

private:
    Status visit(const PickleValue& value, const std::string& name, int depth);
    Status visitDict(const PickleValue& dict, const std::string& prefix, int depth);
    Result<Array> tensor(const PickleValue& value, const std::string& object);
    Result<std::vector<std::int64_t>> integers(const PickleValue& value, const std::string& object) const;
    Result<Array> gather(const Storage& storage, DType dtype, std::int64_t offset,
                         const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides,
                         const std::string& object);

    static constexpr int kMaxDepth = 64;
    static constexpr std::size_t kMaxVisits = 4'000'000;
    const Pickle& m_pickle;
    std::string m_file;
    FindStorage m_find;
    MemoryBudget m_budget;
    NamedArrays m_arrays;
    std::size_t m_visits = 0;
};

Result<NamedArrays> TensorCollector::collect() {
    const PickleValue* top = &m_pickle.rootValue();
    for (const char* key : {"state_dict", "model"})
        if (const PickleValue* inner = m_pickle.get(*top, key); inner && inner->kind == Kind::Dict) {
            top = inner;
            break;
        }
    VITRINE_CHECK(visit(*top, top->kind == Kind::Tensor ? "tensor" : "", 0));
    if (m_arrays.empty()) return refuseStateDict(m_file, "it holds no tensors");
    return std::move(m_arrays);
}

Status TensorCollector::visit(const PickleValue& value, const std::string& name, int depth) {
    // A value may be reached along many ways (or contain itself): both caps together bound the walk.
    if (depth > kMaxDepth)
        return overCap("Cannot read PyTorch file", m_file,
                       fmt::format("its containers are nested deeper than {} levels", kMaxDepth));
    if (++m_visits > kMaxVisits)
        return overCap("Cannot read PyTorch file", m_file, fmt::format("it holds more than {} values", kMaxVisits));
    if (value.kind == Kind::Tensor) {
        VITRINE_TRY(Array array, tensor(value, fmt::format("{}, tensor {}", m_file, name)));
        if (!m_arrays.emplace(name, std::move(array)).second)
            return refuseStateDict(fmt::format("{}, tensor {}", m_file, name), "two tensors have this name");
        return {};
    }
    const std::string prefix = name.empty() ? "" : name + ".";
    if (value.kind == Kind::Dict) return visitDict(value, prefix, depth);
    if (value.kind == Kind::List || value.kind == Kind::Tuple)
        for (std::size_t i = 0; i < value.items.size(); ++i)
            VITRINE_CHECK(visit(m_pickle.item(value, i), prefix + std::to_string(i), depth + 1));
    return {};
}

Status TensorCollector::visitDict(const PickleValue& dict, const std::string& prefix, int depth) {
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        const PickleValue& key = m_pickle.item(dict, i);
        if (key.kind != Kind::Text && key.kind != Kind::Int) continue;
        const std::string name = prefix + (key.kind == Kind::Int ? std::to_string(key.integer) : std::string(key.text));
        if (name.size() > 4096) return refuseStateDict(m_file, "a tensor has a name of more than 4096 bytes");
        VITRINE_CHECK(visit(m_pickle.item(dict, i + 1), name, depth + 1));
    }
    return {};
}

Result<std::vector<std::int64_t>> TensorCollector::integers(const PickleValue& value, const std::string& object) const {
    if (value.kind != Kind::Tuple && value.kind != Kind::List) return refuseStateDict(object, "its size or stride is no tuple");
    if (value.items.size() > 16)
        return refuseStateDict(object, fmt::format("it has {} dimensions, at most 16", value.items.size()));
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        const PickleValue& number = m_pickle.item(value, i);
        if (number.kind != Kind::Int || number.integer < 0)
            return refuseStateDict(object, "its size or stride holds something that is no count");
        numbers.push_back(number.integer);
    }
    return numbers;
}

Result<Array> TensorCollector::tensor(const PickleValue& value, const std::string& object) {
    if (value.items.size() < 4) return refuseStateDict(object, "it is made from fewer than four arguments");
    VITRINE_TRY(const StorageId id, parseStorageId(m_pickle, m_pickle.item(value, 0), object));
    const PickleValue& offset = m_pickle.item(value, 1);
    if (offset.kind != Kind::Int || offset.integer < 0) return refuseStateDict(object, "its offset is no count");
    VITRINE_TRY(const std::vector<std::int64_t> shape, integers(m_pickle.item(value, 2), object));
    VITRINE_TRY(const std::vector<std::int64_t> strides, integers(m_pickle.item(value, 3), object));
    if (shape.size() != strides.size())
        return refuseStateDict(object, fmt::format("it has {} sizes but {} strides", shape.size(), strides.size()));
    VITRINE_TRY(const std::size_t bytes, checkedBytes(id.dtype, shape, object));
    if (bytes == 0) return Array::zeros(id.dtype, shape);
    VITRINE_TRY(const Storage storage, m_find(id, object));
    unsigned __int128 last = static_cast<std::uint64_t>(offset.integer);
    bool contiguous = true;
    std::int64_t expected = 1;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        last += static_cast<unsigned __int128>(shape[axis] - 1) * static_cast<std::uint64_t>(strides[axis]);
        contiguous = contiguous && (shape[axis] == 1 || strides[axis] == expected);
        expected *= shape[axis];
    }
    const std::size_t held = storage.bytes.size() / itemSize(id.dtype);
    if (last >= held)
        return refuseStateDict(
            object,
            fmt::format(
                "its shape [{}] with strides [{}] from element {} reaches outside of its storage of {} elements",
                fmt::join(shape, ", "), fmt::join(strides, ", "), offset.integer, held));
    if (!contiguous) return gather(storage, id.dtype, offset.integer, shape, strides, object);
    return viewOrCopy(id.dtype, shape, storage.owner,
                      storage.bytes.data() + static_cast<std::size_t>(offset.integer) * itemSize(id.dtype));
}

/// Copies a strided view element by element into C order; all indices were checked.
Result<Array> TensorCollector::gather(const Storage& storage, DType dtype, std::int64_t offset,
                                      const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides,
                                      const std::string& object) {
    VITRINE_TRY(const std::size_t bytes, checkedBytes(dtype, shape, object));
    VITRINE_CHECK(m_budget.take(bytes, object));
    Array result = Array::zeros(dtype, shape);
    const std::size_t unit = itemSize(dtype);
    auto* out = static_cast<char*>(result.mutableBytes());
    std::vector<std::int64_t> index(shape.size(), 0);
    std::int64_t from = offset;
    for (std::size_t done = 0; done < bytes; done += unit) {
        std::memcpy(out + done, storage.bytes.data() + static_cast<std::size_t>(from) * unit, unit);
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            from += strides[axis];
            if (++index[axis] < shape[axis]) break;
            from -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    return result;
}

/// Copies of strided views may take this much: a view that repeats one element is small in the file and huge in memory.
std::size_t copyBudget(std::size_t fileSize, const ReadLimits& limits) {
    return std::min(limits.maxBytes, std::max(fileSize * 4, std::size_t(256) << 20));
}

Result<NamedArrays> readZipped(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(const ZipArchive archive, ZipArchive::open(path, limits));
    const ZipEntry* data = nullptr;
    for (const ZipEntry& entry : archive.entries())
        if (entry.name == "data.pkl" ||
            (entry.name.ends_with("/data.pkl") && entry.name.find('/') == entry.name.size() - 9))
            data = &entry;
    if (!data) return refuseStateDict(path.string(), "the archive has no entry data.pkl");
    const std::string folder = data->name.substr(0, data->name.size() - 8);
    if (const ZipEntry* order = archive.find(folder + "byteorder")) {
        VITRINE_TRY(const Array text, archive.read(*order));
        if (std::string_view(static_cast<const char*>(text.bytes()), order->size) != "little")
            return unsupported(archive.place(*order), "it was written on a big-endian machine",
                               "Save it again on a little-endian machine.");
    }
    if (data->size > (std::size_t(64) << 20))
        return overCap("Cannot read PyTorch file", archive.place(*data), "it has more than 64 MiB of structure");
    VITRINE_TRY(const Array structure, archive.read(*data));
    VITRINE_TRY(const Pickle pickle,
                readPickle({static_cast<const char*>(structure.bytes()), data->size}, archive.place(*data)));
    std::map<std::string, Array> storages;  // tensors that share a storage read it once
    const auto find = [&](const StorageId& id, const std::string& object) -> Result<Storage> {
        const ZipEntry* entry = archive.find(folder + "data/" + id.key);
        if (!entry) return refuseStateDict(object, fmt::format("the archive has no entry {}data/{}", folder, id.key));
        if (entry->size / itemSize(id.dtype) < static_cast<std::uint64_t>(id.count))
            return refuseStateDict(archive.place(*entry), fmt::format("it has {} bytes, {} elements of {} are expected",
                                                             entry->size, id.count, name(id.dtype)));
        if (!storages.contains(id.key)) {
            VITRINE_TRY(storages[id.key], archive.read(*entry));
        }
        const Array& bytes = storages[id.key];
        return Storage{
            bytes.owner(),
            {static_cast<const char*>(bytes.bytes()), static_cast<std::size_t>(id.count) * itemSize(id.dtype)}};
    };
    return TensorCollector(pickle, path.string(), find, copyBudget(archive.fileSize(), limits)).collect();
}

/// The raw storages behind the pickles of a legacy file: for each listed key an element count and the elements.
Result<std::map<std::string, std::string_view>> legacyStorages(std::string_view bytes, std::size_t at,
                                                               const Pickle& keys,
                                                               const std::map<std::string, StorageId>& ids,
                                                               const std::string& file) {
    std::map<std::string, std::string_view> storages;
    ByteCursor cursor(bytes);
    std::string_view skipped;
    cursor.take(at, skipped);
    if (keys.rootValue().kind != Kind::List) return refuseStateDict(file, "the keys of its storages are no list");
    for (std::size_t i = 0; i < keys.rootValue().items.size(); ++i) {
        const std::string key(keys.item(keys.rootValue(), i).text);
        const std::string place = fmt::format("{}, byte {}, storage {}", file, cursor.position(), key);
        const auto id = ids.find(key);
        if (id == ids.end()) return refuseStateDict(place, "no tensor uses it, so its number type is unknown");
        std::int64_t count = 0;
        if (!cursor.read(count)) return refuseStateDict(place, "the file ends before it");
        if (count != id->second.count)
            return refuseStateDict(place, fmt::format("it has {} elements, its tensors expect {}", count, id->second.count));
        std::string_view elements;
        if (static_cast<std::uint64_t>(count) > cursor.remaining() / itemSize(id->second.dtype) ||
            !cursor.take(static_cast<std::uint64_t>(count) * itemSize(id->second.dtype), elements))
            return refuseStateDict(place, fmt::format("the file ends within its {} elements", count));
        if (!storages.emplace(key, elements).second) return refuseStateDict(place, "two storages have this key");
    }
    if (cursor.remaining() > 0)
        return refuseStateDict(fmt::format("{}, byte {}", file, cursor.position()), "bytes follow after the last storage");
    return storages;
}

Result<NamedArrays> readLegacy(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(const std::shared_ptr<MappedFile> mapped, mapShared(path));
    const std::string_view bytes = mapped->text();
    const std::string file = path.string();
    std::vector<Pickle> parts;  // magic, protocol, system, object, storage keys
    std::size_t at = 0;
    for (const char* part : {"magic number", "protocol version", "system", "object", "storage keys"}) {
        VITRINE_TRY(Pickle pickle, readPickle(bytes.substr(at), fmt::format("{}, {} at byte {}", file, part, at)));
        at += pickle.consumed;
        parts.push_back(std::move(pickle));
    }
    if (parts[1].rootValue().integer != 1001) return refuseStateDict(file, "its protocol version is not 1001");
    if (const PickleValue* little = parts[2].get(parts[2].rootValue(), "little_endian");
        !little || little->integer != 1)
        return unsupported(file, "it was not written on a little-endian machine",
                           "Save it again on a little-endian machine.");
    const Pickle& object = parts[3];
    std::map<std::string, StorageId> ids;
    for (const PickleValue& value : object.values) {
        if (value.kind != Kind::Persistent) continue;
        VITRINE_TRY(StorageId id, parseStorageId(object, value, file));
        const auto [known, fresh] = ids.emplace(id.key, id);
        if (!fresh && (known->second.count != id.count || known->second.dtype != id.dtype))
            return refuseStateDict(file, fmt::format("storage {} is described in two ways", id.key));
    }
    VITRINE_TRY(const auto storages, legacyStorages(bytes, at, parts[4], ids, file));
    const auto find = [&](const StorageId& id, const std::string& place) -> Result<Storage> {
        const auto found = storages.find(id.key);
        if (found == storages.end()) return refuseStateDict(place, fmt::format("the file has no storage {}", id.key));
        return Storage{mapped, found->second};
    };
    return TensorCollector(object, file, find, copyBudget(bytes.size(), limits)).collect();
}

}  // namespace

bool looksLikeLegacyTorch(std::string_view head) {
    return head.starts_with(kLegacyMagic);
}

Result<NamedArrays> readStateDict(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&]() -> Result<NamedArrays> {
        VITRINE_TRY(const std::shared_ptr<MappedFile> mapped, mapShared(path));
        if (looksLikeZip(mapped->text())) return readZipped(path, limits);
        if (looksLikeLegacyTorch(mapped->text())) return readLegacy(path, limits);
        return refuseStateDict(path.string(), "it starts neither like a zip archive nor like a file of PyTorch before 1.6");
    });
}

}  // namespace vitrine

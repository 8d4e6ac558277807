// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/cifar.h"

#include <algorithm>
#include <optional>

#include "core/data/read_support.h"

namespace vitrine {
namespace {

constexpr std::size_t kPixels = 3072;

/// The labels before the pixels of a record and how many values each has.
struct Layout {
    const char* name;
    std::size_t labelBytes;
    std::uint8_t classes[2];
    std::size_t record() const { return labelBytes + kPixels; }
};
constexpr Layout kLayouts[] = {{"CIFAR-10", 1, {10, 0}}, {"CIFAR-100", 2, {20, 100}}};

/// The first record with an impossible label, or nothing when all are possible.
std::optional<std::size_t> firstBadRecord(std::string_view bytes, const Layout& layout) {
    for (std::size_t i = 0; i < bytes.size() / layout.record(); ++i)
        for (std::size_t k = 0; k < layout.labelBytes; ++k)
            if (static_cast<std::uint8_t>(bytes[i * layout.record() + k]) >= layout.classes[k]) return i;
    return std::nullopt;
}

Result<const Layout*> layoutOf(std::string_view bytes, const std::string& file) {
    const Layout* whole = nullptr;
    for (const Layout& layout : kLayouts) {
        if (bytes.empty() || bytes.size() % layout.record() != 0) continue;
        if (!firstBadRecord(bytes, layout)) return &layout;
        whole = &layout;
    }
    if (!whole)
        return badFile(
            "Cannot read CIFAR file", file,
            fmt::format("{} bytes are no whole number of records of 3073 (CIFAR-10) or 3074 bytes (CIFAR-100)",
                        bytes.size()),
            "Give a file of the binary version, such as data_batch_1.bin, complete.");
    const std::size_t record = *firstBadRecord(bytes, *whole), at = record * whole->record();
    return badFile("Cannot read CIFAR file", fmt::format("{}, record {}, byte {}", file, record, at),
                   fmt::format("label {} is impossible in {}", static_cast<std::uint8_t>(bytes[at]), whole->name),
                   "Give a file of the binary version, such as data_batch_1.bin, complete.");
}

Result<NamedArrays> parseCifar(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(const MappedFile file, MappedFile::open(path));
    const std::string_view bytes = file.text();
    VITRINE_TRY(const Layout* layout, layoutOf(bytes, path.string()));
    MemoryBudget budget(limits.maxBytes);
    VITRINE_CHECK(budget.take(bytes.size(), path.string()));
    const auto count = static_cast<std::int64_t>(bytes.size() / layout->record());
    Array images = Array::zeros(DType::U8, {count, 3, 32, 32}), labels = Array::zeros(DType::I64, {count}),
          coarse = Array::zeros(DType::I64, {count});
    images.axes = {"sample", "channel", "y", "x"};
    auto* pixels = static_cast<std::uint8_t*>(images.mutableBytes());
    for (std::int64_t i = 0; i < count; ++i) {
        const auto* record = file.data() + static_cast<std::size_t>(i) * layout->record();
        coarse.mutableValues<std::int64_t>()[static_cast<std::size_t>(i)] = record[0];
        labels.mutableValues<std::int64_t>()[static_cast<std::size_t>(i)] = record[layout->labelBytes - 1];
        std::copy_n(record + layout->labelBytes, kPixels, pixels + static_cast<std::size_t>(i) * kPixels);
    }
    NamedArrays arrays{{"images", images}, {"labels", labels}};
    if (layout->labelBytes == 2) arrays.emplace("coarse", coarse);
    return arrays;
}

Result<NamedArrays> parseJpgPack(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(const MappedFile file, MappedFile::open(path));
    const auto refuse = [&](std::string place, std::string why) {
        return badFile("Cannot read JPEG pack", path.string() + place, std::move(why));
    };
    ByteCursor cursor(file.text());
    std::string_view magic;
    std::uint32_t count = 0;
    if (!cursor.take(8, magic) || magic != "JPGPACK1" || !cursor.read(count))
        return refuse(", byte 0", "it does not start with JPGPACK1 and a count");
    if (count > cursor.remaining() / 3 || count > limits.maxItems)
        return refuse(", byte 8",
                      fmt::format("it claims {} images, its {} bytes cannot hold them", count, file.size()));
    MemoryBudget budget(limits.maxBytes);
    VITRINE_CHECK(budget.take(file.size() + std::size_t{16} * count, path.string()));
    const std::size_t packed = cursor.remaining() - std::size_t{3} * count;
    Array labels = Array::zeros(DType::I64, {count}), offsets = Array::zeros(DType::I64, {count + std::int64_t{1}});
    Array images = Array::zeros(DType::U8, {static_cast<std::int64_t>(packed)});
    auto label = labels.mutableValues<std::int64_t>(), offset = offsets.mutableValues<std::int64_t>();
    for (std::size_t i = 0; i < count; ++i) {
        std::uint8_t value = 0;
        std::uint16_t length = 0;
        std::string_view jpeg;
        const std::size_t at = cursor.position();
        // Later records need their 3 bytes too: what is over at this one is what the headers leave.
        if (!cursor.read(value) || !cursor.read(length) || !cursor.take(length, jpeg) ||
            static_cast<std::size_t>(offset[i]) + length > packed)
            return refuse(fmt::format(", record {}, byte {}", i, at), "the file ends within it");
        label[i] = value;
        std::copy(jpeg.begin(), jpeg.end(), static_cast<char*>(images.mutableBytes()) + offset[i]);
        offset[i + 1] = offset[i] + length;
    }
    if (cursor.remaining() > 0)
        return refuse(fmt::format(", byte {}", cursor.position()),
                      fmt::format("{} bytes follow after the last record", cursor.remaining()));
    return NamedArrays{{"labels", labels}, {"offsets", offsets}, {"bytes", images}};
}

}  // namespace

Result<NamedArrays> readCifar(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&] { return parseCifar(path, limits); });
}

Result<NamedArrays> readJpgPack(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&] { return parseJpgPack(path, limits); });
}

}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
// Every reader against damaged files: no crash, no exception, no hang, errors that name file and reason, memory in
// bounds.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <new>

#include "core/data/csv.h"
#include "core/data/edge_list.h"
#include "core/data/npy.h"
#include "core/data/readers.h"
#include "core/data/safetensors.h"
#include "tests/core/data/builders.h"
#include "tests/fuzz/mutator.h"

namespace {

/// Bytes asked of `operator new` at once; arrays come from aligned_alloc and are bounded by the readers' own caps.
std::atomic<std::size_t> g_largest{0};

void* countedNew(std::size_t size) {
    std::size_t largest = g_largest.load(std::memory_order_relaxed);
    while (size > largest && !g_largest.compare_exchange_weak(largest, size, std::memory_order_relaxed)) {
    }
    void* memory = std::malloc(size ? size : 1);
    if (!memory) throw std::bad_alloc();
    return memory;
}

}  // namespace

void* operator new(std::size_t size) {
    return countedNew(size);
}
void* operator new[](std::size_t size) {
    return countedNew(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return std::malloc(size ? size : 1);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace vitrine {
namespace {

using namespace testing;
using Clock = std::chrono::steady_clock;

std::string bytesOf(const std::function<Status(const std::filesystem::path&)>& write) {
    const TemporaryFolder folder;
    EXPECT_TRUE(write(folder.path() / "seed").ok());
    return *readText(folder.path() / "seed");
}

std::string idxSeed() {
    return std::string("\0\0\x0b\2\0\0\0\2\0\0\0\3", 12) + std::string(12, '\5');
}

std::string jpgPackSeed() {
    return "JPGPACK1" + raw<std::uint32_t>(2) + "\1" + raw<std::uint16_t>(3) + "abc" + "\2" + raw<std::uint16_t>(1) +
           "d";
}

NamedArrays sampleArrays() {
    return {{"edges", *Array::of<std::int64_t>({0, 1, 1, 2, 2, 0}).reshaped({3, 2})},
            {"labels", Array::of<std::int64_t>({0, 1, 0})},
            {"w", Array::of<float>({1, 2, 3})}};
}

NamedArrays compressedGraph() {
    return {{"adj_indptr", Array::of<std::int32_t>({0, 2, 2, 3})},  {"adj_indices", Array::of<std::int32_t>({1, 2, 0})},
            {"attr_indptr", Array::of<std::int32_t>({0, 0, 1, 1})}, {"attr_indices", Array::of<std::int32_t>({1})},
            {"attr_shape", Array::of<std::int64_t>({3, 2})},        {"edge_type", Array::of<std::int64_t>({0, 2, 1})}};
}

/// Seeds for each format id of the registry; a test checks that none of core's formats is left out.
std::map<std::string, std::vector<std::string>> seeds() {
    const std::string npz = bytesOf([](const auto& path) { return writeNpz(path, sampleArrays()); });
    const std::string graph = bytesOf([](const auto& path) { return writeNpz(path, compressedGraph()); });
    const std::string npy = bytesOf([](const auto& path) { return writeNpy(path, Array::of<float>({1, 2, 3})); });
    const std::string fortran = std::string("\x93NUMPY\x01\0\x3b\0", 10) +
                                "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }\n" + std::string(12, '\1');
    const std::string safetensors = bytesOf([](const auto& path) {
        return writeSafetensors(path, sampleArrays(), {{"k", "v"}});
    });
    const std::string csv = "id,name,x\r\n1,\"a \"\"b\"\"\",0.5\r\n2,\"c\nd\",NA\r\n", tsv = "a\tb\n1\tx y\n";
    const std::string mtx = "%%MatrixMarket matrix coordinate real symmetric\n% c\n3 3 2\n1 1 5\n3 1 -2.5\n",
                      dense = "%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n4\n";
    const std::string geo =
        R"({"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"n":"p"},"geometry":{"type":"MultiPolygon",
        "coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}},{"type":"Feature","geometry":{"type":"Point","coordinates":[-74,40.5]}}]})";
    const std::string edges = "# c\nsource,target,weight\n0,3,0.5\n3,1,2\n", triples = "2\n0 1 0\n1 2 1\n",
                      names = "a b\tr\tc\nc\tr\td\n";
    const std::string lines = "{\"a\":[1,2.5,null]}\n\n[\"x\"]\n";
    return {{"npy", {npy, fortran}},
            {"npz", {npz, zipOf({deflatedItem("a.npy", npy), deflatedItem("b.npy", fortran)})}},
            {"safetensors", {safetensors}},
            {"state-dict", {sampleCheckpoint(true), sampleCheckpoint(false)}},
            {"jpgpack", {jpgPackSeed()}},
            {"idx", {idxSeed(), gzip(idxSeed())}},
            {"cifar", {"\x03" + std::string(3072, '\7'), std::string("\x03\x09") + std::string(3072, '\7')}},
            {"geojson", {geo, gzip(geo)}},
            {"mtx", {mtx, dense, gzip(mtx)}},
            {"csv", {csv, gzip(csv), "1 2 3\n4 5 6\n"}},
            {"tsv", {tsv}},
            {"json", {lines.substr(0, 19), geo}},
            {"jsonl", {lines, gzip(lines)}},
            {"edges", {edges, gzip(edges), names}},
            {"triples", {triples, names}},
            {"graph", {npz, graph, mtx, edges}},
            {"text", {"gr\xc3\xbc\xc3\x9f\n", gzip("text")}}};
}

double secondsToRun() {
    const char* text = std::getenv("VITRINE_FUZZ_SECONDS");
    const double seconds = text ? std::atof(text) : 0;
    return seconds > 0 ? seconds : 10;
}

/// Reads one damaged file; a failing input is kept under its format's name. Returns whether it was refused.
bool readOne(const FormatReader& reader, const std::filesystem::path& path, const std::string& bytes) {
    constexpr std::size_t kBytes = std::size_t(64) << 20;
    writeFile(path, bytes);
    g_largest = 0;
    const auto start = Clock::now();
    bool refused = false;
    try {
        const Result<DataValue> value = reader.read(path, {.maxBytes = kBytes});
        refused = !value.ok();
        if (refused) expectRefused(value, path);
    } catch (const std::exception& e) {
        ADD_FAILURE() << reader.id << " threw " << e.what();
    }
    EXPECT_LT(g_largest.load(), kBytes * 2) << reader.id;
    EXPECT_LT(Clock::now() - start, std::chrono::seconds(5)) << reader.id;
    if (::testing::Test::HasFailure()) writeFile("fuzz-finding-" + reader.id, bytes);
    return refused;
}

TEST(FuzzReaders, SeedsReadAndCoverEveryFormat) {
    const TemporaryFolder folder;
    const auto all = seeds();
    for (const FormatReader& reader : FormatRegistry::instance().readers()) {
        ASSERT_TRUE(all.contains(reader.id)) << reader.id << " has no seed";
        for (const std::string& seed : all.at(reader.id)) {
            const auto value = reader.read(writeFile(folder.path() / "seed", seed), {});
            EXPECT_TRUE(value.ok()) << reader.id << ": " << value.error().message();
        }
    }
}

TEST(FuzzReaders, DamagedFilesAreReadOrRefused) {
    if (std::filesystem::is_directory("/dev/shm") && !std::getenv("TMPDIR"))
        setenv("TMPDIR", "/dev/shm", 1);  // files without a disk: ten times the reads
    const TemporaryFolder folder;
    const auto path = folder.path() / "damaged";
    const auto all = seeds();
    std::vector<std::string> pool;
    for (const auto& [id, list] : all) pool.insert(pool.end(), list.begin(), list.end());
    Mutator mutator(20'260'101);
    const auto end = Clock::now() + std::chrono::duration<double>(secondsToRun());
    std::size_t reads = 0, refusals = 0;
    for (std::size_t round = 0; Clock::now() < end && !::testing::Test::HasFailure(); ++round)
        for (const FormatReader& reader : FormatRegistry::instance().readers()) {
            const auto& list = all.at(reader.id);
            refusals += readOne(reader, path,
                                mutator.mutate(list[round % list.size()], pool[(round * 7 + reads) % pool.size()]));
            ++reads;
        }
    std::printf("%zu damaged files, %zu refused\n", reads, refusals);
    EXPECT_GT(refusals, reads / 4) << "the damage does not reach the checks";
    EXPECT_LT(refusals, reads) << "nothing gets past the first check";
}

}  // namespace
}  // namespace vitrine

// SPDX-License-Identifier: GPL-3.0-or-later
// Bad data never crashes a method: every role is given files that lie, and answers with file, reason and advice.
#include <cstring>

#include "core/data/readers.h"
#include "tests/contract/contract.h"

namespace vitrine {
namespace {

struct HostileFile {
    std::string name, bytes;
};

/// Files that carry the right suffix and the wrong content.
std::vector<HostileFile> hostileFiles(const std::string& suffix) {
    std::string npyHugeHeader("\x93NUMPY\x01\x00\xff\xff", 10);
    std::string safetensorsHuge("\xff\xff\xff\xff\xff\xff\xff\x7f{", 9);
    std::string zipTorn("PK\x03\x04", 4);
    zipTorn += std::string(40, '\x7f');
    std::string jpegTorn("\xff\xd8\xff\xe0\x00\x10JFIF", 10);
    std::string pngHuge("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\x00\x00\x00", 29);
    std::string pickleCode("\x80\x02" "cos\nsystem\nX\x04\x00\x00\x00true\x85R.", 26);
    return {{"empty" + suffix, ""},
            {"text" + suffix, "this is no data at all\n"},
            {"zeros" + suffix, std::string(5000, '\0')},
            {"ones" + suffix, std::string(3073 * 2 + 1, '\xff')},
            {"header" + suffix, npyHugeHeader},
            {"length" + suffix, safetensorsHuge},
            {"torn-zip" + suffix, zipTorn},
            {"torn-jpeg" + suffix, jpegTorn},
            {"huge-png" + suffix, pngHuge},
            {"code" + suffix, pickleCode}};
}

}  // namespace

TEST_F(Contract, HostileDataIsAnsweredWithFileReasonAndAdvice) {
    const TemporaryFolder folder;
    for (const DataRole& role : m_manifest.data) {
        std::vector<std::string> suffixes{".bin"};
        for (const std::string& format : role.accepts)
            if (const FormatReader* reader = FormatRegistry::instance().find(format); reader && !reader->suffixes.empty())
                suffixes.push_back(reader->suffixes.front());
        for (const std::string& suffix : suffixes) {
            for (const HostileFile& hostile : hostileFiles(suffix)) {
                const std::filesystem::path path = folder.path() / hostile.name;
                CONTRACT_OK(writeAtomically(path, hostile.bytes));
                auto order = request("smoke", [&](RunOrder& wish) { wish.data[role.id] = {path.string()}; });
                Error error;
                if (!order.ok()) {
                    error = order.error();
                } else {
                    auto run = context(*order);
                    const Status status = execute(*run);
                    ASSERT_FALSE(status.ok()) << role.id << " took " << hostile.name << " as data";
                    error = status.error();
                }
                EXPECT_NE(error.message().find(hostile.name), std::string::npos) << "does not name the file: " << error.message();
                EXPECT_FALSE(error.why.empty()) << error.message();
                EXPECT_FALSE(error.next.empty()) << error.message();
                EXPECT_NE(error.code, ErrorCode::Internal) << error.message();
            }
        }
    }
}

TEST_F(Contract, MissingDataIsNamed) {
    for (const DataRole& role : m_manifest.data) {
        const auto order = request("smoke", [&](RunOrder& wish) { wish.data[role.id] = {"no-such-set/no-such-file"}; });
        ASSERT_FALSE(order.ok()) << role.id;
        EXPECT_NE(order.error().message().find("no-such-set"), std::string::npos) << order.error().message();
    }
}

TEST_F(Contract, ValuesOutOfRangeAreRefusedBeforeTheRun) {
    for (const Parameter& parameter : m_manifest.schema.parameters()) {
        if (parameter.type != ParameterType::Int && parameter.type != ParameterType::Real) continue;
        for (const Json& bad : {Json(std::nan("")), Json("many"), Json(1e300)}) {
            if (bad == Json(1e300) && !parameter.maximum) continue;
            const auto order = request("smoke", [&](RunOrder& wish) { wish.parameters[parameter.id] = bad; });
            EXPECT_FALSE(order.ok()) << parameter.id << " took " << bad.dump();
        }
    }
}

}  // namespace vitrine

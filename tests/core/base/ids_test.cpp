// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ids.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace vitrine {
namespace {

TEST(Ids, uuidsAreVersionFourAndDiffer) {
    const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const std::string id = makeUuid();
        EXPECT_TRUE(std::regex_match(id, form)) << id;
        EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;  // RFC 4122: the variant bits are 10.
        seen.insert(id);
    }
    EXPECT_EQ(seen.size(), 1000u);
}

TEST(Ids, validIds) {
    for (const char* id : {"a", "lrp_resnet", "cifar10-subset", "9lives"}) EXPECT_TRUE(isValidId(id)) << id;
    for (const char* id : {"", "A", "_a", "-a", "a b", "a/b", "../a", "a.b", "\xc3\xa4"})
        EXPECT_FALSE(isValidId(id)) << id;
    EXPECT_TRUE(isValidId(std::string(64, 'x')));
    EXPECT_FALSE(isValidId(std::string(65, 'x')));
}

}  // namespace
}  // namespace vitrine

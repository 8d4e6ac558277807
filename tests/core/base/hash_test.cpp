// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"

#include <gtest/gtest.h>

#include "core/base/files.h"

namespace vitrine {
namespace {

// Test vectors of FIPS 180-2, appendix B.
constexpr const char* kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* kEmpty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kMillionA = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, standardVectors) {
    EXPECT_EQ(sha256("abc"), kAbc);
    EXPECT_EQ(sha256(""), kEmpty);
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    Sha256 inParts;
    for (int i = 0; i < 1000; ++i) inParts.update(std::string(1000, 'a').data(), 1000);
    EXPECT_EQ(inParts.finish(), kMillionA);
}

TEST(Sha256, filesOfAnySize) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeAtomically(folder.path() / "a", std::string(1000000, 'a')).ok());
    ASSERT_TRUE(writeAtomically(folder.path() / "empty", "").ok());
    EXPECT_EQ(*sha256File(folder.path() / "a"), kMillionA);
    EXPECT_EQ(*sha256File(folder.path() / "empty"), kEmpty);
    const std::string large(3 * (1 << 20) + 17, 'x');  // More than one block of reading.
    ASSERT_TRUE(writeAtomically(folder.path() / "large", large).ok());
    EXPECT_EQ(*sha256File(folder.path() / "large"), sha256(large));
    EXPECT_EQ(sha256File(folder.path() / "none").error().code, ErrorCode::NotFound);
    EXPECT_FALSE(sha256File(folder.path()).ok());
}

}  // namespace
}  // namespace vitrine

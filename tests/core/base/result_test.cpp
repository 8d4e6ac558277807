// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

namespace vitrine {
namespace {

const Error kError{ErrorCode::BadFormat, "Cannot read file", "a.bin, byte 7", "it is short", "Copy it again."};

Result<int> half(int value) {
    if (value % 2) return kError;
    return value / 2;
}

Result<std::string> quarterText(int value) {
    VITRINE_TRY(const int once, half(value));
    VITRINE_TRY(const int twice, half(once));
    return std::to_string(twice);
}

Status checkTwice(int value) {
    VITRINE_CHECK(half(value));
    VITRINE_CHECK(half(value / 2));
    return {};
}

TEST(Result, holdsAValueOrAnError) {
    EXPECT_TRUE(half(4).ok());
    EXPECT_EQ(*half(4), 2);
    EXPECT_FALSE(half(3));
    EXPECT_EQ(half(3).error().code, ErrorCode::BadFormat);
    EXPECT_EQ(half(3).valueOr(-1), -1);
    EXPECT_EQ(half(8).valueOr(-1), 4);
}

TEST(Result, macrosPassErrorsOn) {
    EXPECT_EQ(*quarterText(12), "3");
    EXPECT_EQ(quarterText(6).error().object, "a.bin, byte 7");  // Fails at the second step.
    EXPECT_FALSE(quarterText(5).ok());
    EXPECT_TRUE(checkTwice(8).ok());
    EXPECT_FALSE(checkTwice(2).ok());
}

TEST(Result, movesWhatCannotBeCopied) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
    const std::unique_ptr<int> owner = std::move(result).value();
    EXPECT_EQ(*owner, 5);
}

TEST(Result, aResultOfErrorTypeStringIsNoError) {
    const Result<std::string> text(std::string("fine"));
    EXPECT_TRUE(text.ok());
    EXPECT_EQ(text->size(), 4u);
}

TEST(Status, isOkUntilAnError) {
    EXPECT_TRUE(Status().ok());
    const Status failed = kError;
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().why, "it is short");
}

TEST(Error, messageJoinsItsFourParts) {
    EXPECT_EQ(kError.message(), "Cannot read file: a.bin, byte 7: it is short. Copy it again.");
    EXPECT_EQ((Error{ErrorCode::Io, "Cannot read", "", "it broke.", ""}).message(), "Cannot read: it broke.");
    EXPECT_EQ(Error{}.message(), "");
}

TEST(Error, everyCodeHasItsOwnName) {
    std::set<std::string> names;
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
        names.insert(name(static_cast<ErrorCode>(code)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorCode::Internal) + 1);
    EXPECT_STREQ(name(ErrorCode::BadFormat), "bad-format");
}

}  // namespace
}  // namespace vitrine
